import Enforcement
import Logging
import Metrics
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The audit file: one JSON object a line, appended, written by one thread so that no event loop waits for a disk.
///
/// Rebuilt NOTIFYs are recorded when the disclosure of their subscription differs from the last one recorded, not for each.
public final class AuditLog: Sendable {
    private struct State {
        var backlog: [[UInt8]] = []
        var isWriting = false
        var lastRebuild: [String: String] = [:]
    }

    private let state = NIOLockedValueBox(State())
    private let descriptor: Int32
    private let threads: NIOThreadPool
    private let logger: Logger
    private let dropped = Counter(label: "earshot_audit_dropped_total")
    private let failed = Counter(label: "earshot_audit_write_failures_total")

    /// Opens, and if need be makes, the file. Throws the system's error.
    public init(path: String, logger: Logger) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw IOError(errnoCode: errno, reason: "open `\(path)`") }
        self.descriptor = descriptor
        self.logger = logger
        threads = NIOThreadPool(numberOfThreads: 1)
        threads.start()
    }

    /// Queues a record. Never waits; a record that does not fit is dropped and counted.
    func append(_ record: AuditRecord, at moment: Moment) {
        let start = state.withLockedValue { state -> Bool in
            guard isNews(record, &state) else { return false }
            guard state.backlog.count < Limits.auditBacklogMax else {
                dropped.increment()
                return false
            }
            state.backlog.append(AuditLine.encode(record, at: moment))
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if start { threads.submit { [self] _ in writeBacklog() } }
    }

    /// Waits until all that was queued is on disk, and closes the file.
    public func close() async {
        try? await threads.shutdownGracefully()
        writeBacklog()
        fsync(descriptor)
        _ = Self.closeFile(descriptor)
    }

    private static func closeFile(_ descriptor: Int32) -> Int32 {
        #if canImport(Glibc)
        Glibc.close(descriptor)
        #else
        Darwin.close(descriptor)
        #endif
    }

    private func isNews(_ record: AuditRecord, _ state: inout State) -> Bool {
        guard record.verdict == .rebuild else { return true }
        let what = "\(record.watcher) \(record.target) \(record.disclosure) \(record.rule)"
        if state.lastRebuild[record.callID] == what { return false }
        if state.lastRebuild.count >= Limits.auditMemoryMax { state.lastRebuild.removeAll(keepingCapacity: true) }
        state.lastRebuild[record.callID] = what
        return true
    }

    private func writeBacklog() {
        while true {
            let lines = state.withLockedValue { state -> [[UInt8]] in
                let lines = state.backlog
                state.backlog = []
                if lines.isEmpty { state.isWriting = false }
                return lines
            }
            if lines.isEmpty { return }
            write(Array(lines.joined()))
        }
    }

    private func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Self.writeFile(descriptor, $0) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else {
                failed.increment()
                logger.error("audit records could not be written", metadata: ["errno": "\(errno)"])
                return
            }
            rest = rest.dropFirst(written)
        }
    }

    private static func writeFile(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Glibc)
        Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        #else
        Darwin.write(descriptor, bytes.baseAddress, bytes.count)
        #endif
    }
}
