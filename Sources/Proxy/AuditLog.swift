import AuditTrail
import Enforcement
import Logging
import Metrics
import NIOConcurrencyHelpers
import NIOPosix

/// The audit: one JSON object a line, each with the hash of the one before, written by a thread of its own so that no event loop waits for a disk.
///
/// Rebuilt NOTIFYs are recorded when the disclosure of their subscription differs from the last one recorded, not for each.
public final class AuditLog: Sendable {
    private struct State {
        var backlog: [AuditWriter.Entry] = []
        var lostCount = 0
        var isWriting = false
        var isClosed = false
        var lastRebuild: [String: String] = [:]
    }

    private let state = NIOLockedValueBox(State())
    /// Locked by the audit's own thread, and by whoever closes.
    private let writer: NIOLockedValueBox<AuditWriter>
    private let threads: NIOThreadPool
    private let dropped = Counter(label: "earshot_audit_dropped_total")

    /// Opens, and if need be makes, the file and its head. Throws the system's error.
    public convenience init(path: String, keys: TokenKeys, logger: Logger) throws {
        let opened = try AuditFile.open(path: path)
        self.init(opened.file, ending: opened.ending, head: opened.head, keys: keys, logger: logger)
    }

    /// An audit that goes on where its sink ends.
    ///
    /// - Parameter head: what says how far the chain has come; nothing when there is none.
    package init(_ sink: any AuditSink, ending: AuditEnding, head: [UInt8], keys: TokenKeys, logger: Logger) {
        let now = WallClock().now
        writer = NIOLockedValueBox(
            AuditWriter(sink, ending: ending, head: head, keys: keys, logger: logger, now: now)
        )
        threads = NIOThreadPool(numberOfThreads: 1)
        threads.start()
    }

    /// Where the file of a path has its head.
    public static func headPath(of path: String) -> String { AuditFile.headPath(of: path) }

    /// Queues a record. Never waits; a record that does not fit is dropped, and a record says how many were.
    func append(_ record: AuditRecord, at moment: Moment) {
        queue(.record(record, moment)) { Self.isNews(record, &$0) }
    }

    /// Puts an event of ours on record.
    public func note(_ event: AuditEvent) {
        queue(.event(event, WallClock().now)) { _ in true }
    }

    /// Looks whether the file was put elsewhere, and begins a new one if so. Without being told, that is seen at the next record.
    public func follow() {
        threads.submit { [writer] state in
            if case .active = state { writer.withLockedValue { $0.follow(at: nil) } }
        }
    }

    /// Tries again to write what was not taken: the next record may be long in coming. Never waits.
    func retry() {
        threads.submit { [writer] state in
            if case .active = state { writer.withLockedValue { $0.retry() } }
        }
    }

    /// Seals with these keys what is written from now on. Never waits.
    public func use(_ keys: TokenKeys) {
        threads.submit { [writer] state in
            if case .active = state { writer.withLockedValue { $0.use(keys) } }
        }
    }

    /// Waits until all that was queued is on disk, and closes the file.
    public func close() async {
        state.withLockedValue { $0.isClosed = true }
        try? await threads.shutdownGracefully()
        writeBacklog()
        writer.withLockedValue { $0.close() }
    }

    private func queue(_ entry: AuditWriter.Entry, where isWanted: (inout State) -> Bool) {
        let start = state.withLockedValue { state -> Bool in
            guard !state.isClosed, isWanted(&state) else { return false }
            guard state.backlog.count < Limits.auditBacklogMax else {
                dropped.increment()
                state.lostCount += 1
                return false
            }
            state.backlog.append(entry)
            defer { state.isWriting = true }
            return !state.isWriting
        }
        guard start else { return }
        threads.submit { [self] state in
            // What a pool that ends has not begun is done by `close`.
            if case .active = state { writeBacklog() }
        }
    }

    private static func isNews(_ record: AuditRecord, _ state: inout State) -> Bool {
        guard record.verdict == .rebuild else { return true }
        let what = "\(record.watcher) \(record.target) \(record.disclosure) \(record.rule) \(record.mode)"
        if state.lastRebuild[record.callID] == what { return false }
        if state.lastRebuild.count >= Limits.auditMemoryMax { state.lastRebuild.removeAll(keepingCapacity: true) }
        state.lastRebuild[record.callID] = what
        return true
    }

    private func writeBacklog() {
        while true {
            let (entries, lost) = state.withLockedValue { state in
                let taken = (state.backlog, state.lostCount)
                state.backlog = []
                state.lostCount = 0
                if taken.0.isEmpty { state.isWriting = false }
                return taken
            }
            if entries.isEmpty { return }
            writer.withLockedValue { $0.write(entries, lost: lost) }
        }
    }
}
