import Foundation
import Synchronization

/// Reads SIPp's message trace while it is written.
///
/// A message is announced as `UDP message sent (N bytes):` (or TCP) or `UDP message received [N] bytes :`, an empty line, and
/// then N bytes. Whatever else SIPp writes between messages is kept as remarks.
final class TraceReader: Sendable {
    private let pending = Mutex(Data())
    private let messages: Journal<WireMessage>
    private let remarks: Journal<String>

    init(into messages: Journal<WireMessage>, remarks: Journal<String>) {
        self.messages = messages
        self.remarks = remarks
    }

    /// Takes what came; empty data is the end.
    func take(_ data: Data) {
        guard !data.isEmpty else {
            remarks.close()
            return messages.close()
        }
        pending.withLock { pending in
            pending.append(data)
            while let taken = next(in: pending) { pending = Data(pending.dropFirst(taken)) }
            if pending.count > Limits.pendingBytesMax { pending = Data() }
        }
    }

    /// Reads one line, or one message with its announcement; gives the bytes it took, nil when more must come.
    private func next(in data: Data) -> Int? {
        guard let end = data.firstIndex(of: 0x0A) else { return nil }
        let line = String(decoding: data[..<end], as: UTF8.self)
        let lineBytes = data.distance(from: data.startIndex, to: end) + 1
        guard line.hasPrefix("UDP message ") || line.hasPrefix("TCP message "), let count = Int(line.filter(\.isNumber))
        else {
            if !line.allSatisfy({ $0 == "-" || $0 == "\r" }) && !line.hasPrefix("-----") { remarks.append(line) }
            return lineBytes
        }
        // The announcement is followed by an empty line.
        let messageStart = lineBytes + 1
        guard data.count >= messageStart + count else { return nil }
        let text = String(decoding: data.dropFirst(messageStart).prefix(count), as: UTF8.self)
        messages.append(
            WireMessage(direction: line.dropFirst(4).hasPrefix("message sent") ? .sent : .received, text: text)
        )
        return messageStart + count
    }
}
