import Foundation
import Synchronization

/// Cuts a stream of bytes into lines.
final class LineReader: Sendable {
    private let pending = Mutex(Data())
    private let onLine: @Sendable (String) -> Void
    private let onEnd: @Sendable () -> Void

    init(onEnd: @escaping @Sendable () -> Void = {}, onLine: @escaping @Sendable (String) -> Void) {
        self.onLine = onLine
        self.onEnd = onEnd
    }

    /// Takes what came; empty data is the end.
    func take(_ data: Data) {
        guard !data.isEmpty else { return onEnd() }
        let lines = pending.withLock { pending -> [String] in
            pending.append(data)
            var lines: [String] = []
            while let end = pending.firstIndex(of: 0x0A) {
                lines.append(String(decoding: pending[pending.startIndex..<end], as: UTF8.self))
                pending = Data(pending[pending.index(after: end)...])
            }
            if pending.count > Limits.pendingBytesMax { pending = Data() }
            return lines
        }
        for line in lines { onLine(line) }
    }
}
