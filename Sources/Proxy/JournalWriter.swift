import Enforcement
import Logging
import Metrics
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

/// Hands changes of what is kept to the journal from a thread of its own, all that wait in one transaction, so that no event loop waits for a disk.
///
/// When the disk fails, or more waits than may, calls go on: whoever waits is let go, it is logged and counted, and as soon as the disk takes something
/// again all is written anew from memory, which has all of it.
final class JournalWriter: Sendable {
    private struct State {
        var backlog: [JournalChange] = []
        var waiting: [EventLoopPromise<Void>] = []
        var isWriting = false
        /// The journal lacks something that memory has.
        var isBehind = false
        var isFailing = false
        var isClosed = false
        /// Whose bindings are changed by what is queued.
        var ahead: Set<AddressOfRecord> = []
        /// How far what other nodes have changed was taken in.
        var place: Int64 = 0
        /// Of which era that place is; nil before any is known.
        var era: Int64?
        var isFollowing = false
    }

    private let state = NIOLockedValueBox(State())
    private let journal: any Journal
    /// What memory holds; asked only after the changes before it are in there.
    private let everything: @Sendable () -> JournalContents
    private let threads: NIOThreadPool
    private let logger: Logger
    private let written = Counter(label: "earshot_bindings_written_total")
    private let transactions = Counter(label: "earshot_binding_transactions_total")
    private let failed = Counter(label: "earshot_binding_write_failures_total")
    private let overflowed = Counter(label: "earshot_binding_writes_dropped_total")
    private let followed = Counter(label: "earshot_bindings_followed_total")
    private let unread = Counter(label: "earshot_binding_read_failures_total")

    /// A writer that begins at a place in the order of changes.
    init(
        _ journal: any Journal,
        place: Int64 = 0,
        logger: Logger,
        everything: @escaping @Sendable () -> JournalContents
    ) {
        state.withLockedValue { $0.place = place }
        self.journal = journal
        self.logger = logger
        self.everything = everything
        threads = NIOThreadPool(numberOfThreads: 1)
        threads.start()
    }

    /// Queues a change that memory has already. Never waits. The promise is kept when the change is on disk, or when that is not to be had.
    func append(_ change: JournalChange, _ promise: EventLoopPromise<Void>? = nil) {
        let (isQueued, isFirst) = state.withLockedValue { state -> (Bool, Bool) in
            guard !state.isClosed else { return (false, false) }
            guard state.backlog.count < Limits.journalBacklogMax else {
                if !state.isBehind { logger.error("changes come faster than the store takes them; it is behind") }
                state.isBehind = true
                overflowed.increment()
                return (false, false)
            }
            state.backlog.append(change)
            if let address = change.address { state.ahead.insert(address) }
            if let promise { state.waiting.append(promise) }
            defer { state.isWriting = true }
            return (true, !state.isWriting)
        }
        if !isQueued { promise?.succeed() }
        if isFirst { submit { $0.writeBacklog() } }
    }

    /// Drops from disk what has expired, and tries again to write what it lacks.
    func prune(now: Moment) {
        submit { writer in
            writer.report { try writer.journal.prune(now: now) }
            writer.writeBacklog(evenIfIdle: true)
        }
    }

    /// Takes in what other nodes have changed: here, where nothing is written meanwhile, so that it is in the same order as what this node writes.
    ///
    /// - Parameter take: takes in one change, unless that address-of-record has a change of ours which comes behind it; false then.
    func follow(_ take: @escaping @Sendable (JournalChange, (AddressOfRecord) -> Bool) -> Bool) {
        let isFirst = state.withLockedValue { state in
            defer { state.isFollowing = true }
            return !state.isFollowing
        }
        if isFirst { submit { $0.takeNews(take) } }
    }

    private func takeNews(_ take: (JournalChange, (AddressOfRecord) -> Bool) -> Bool) {
        state.withLockedValue { $0.isFollowing = false }
        for _ in 0..<Limits.newsPagesMax {
            // What memory has and the journal lacks would be undone by what is older.
            if state.withLockedValue({ $0.isBehind }) { writeBacklog(evenIfIdle: true) }
            let (place, isBehind, era) = state.withLockedValue { ($0.place, $0.isBehind, $0.era) }
            guard !isBehind else { return }
            guard let news = try? journal.news(after: place) else {
                unread.increment()
                return beginAnew()
            }
            state.withLockedValue { $0.era = news.era }
            guard news.era == era ?? news.era else {
                beginAnew()
                continue
            }
            // What is put off is read again when ours is written, which is told like any change.
            var putOff: Int64?
            for entry in news.entries {
                let isDone = take(entry.change) { address in
                    state.withLockedValue { $0.isBehind || $0.ahead.contains(address) }
                }
                if isDone { followed.increment() } else { putOff = putOff ?? entry.place }
            }
            state.withLockedValue { $0.place = putOff.map { $0 - 1 } ?? news.place }
            if news.isAll || putOff != nil { return }
        }
    }

    /// A journal that was away may lack the last of what it had taken: ours is written again, and what others wrote is read from the beginning.
    private func beginAnew() { state.withLockedValue { ($0.place, $0.isBehind) = (0, true) } }

    /// Writes what is queued, and what could not be written before, and takes no more.
    func close() async {
        state.withLockedValue { $0.isClosed = true }
        // Behind all that was submitted, and not on a thread of the tasks: it blocks.
        await withCheckedContinuation { done in
            threads.submit { _ in
                self.writeBacklog(evenIfIdle: true)
                done.resume()
            }
        }
        try? await threads.shutdownGracefully()
    }

    private func submit(_ work: @escaping @Sendable (JournalWriter) -> Void) {
        threads.submit { [self] state in
            // What a pool that ends has not begun is done by `close`.
            if case .active = state { work(self) }
        }
    }

    private func writeBacklog(evenIfIdle: Bool = false) {
        var isIdleAllowed = evenIfIdle
        while true {
            let (changes, waiting, isBehind) = state.withLockedValue { state in
                let taken = (state.backlog, state.waiting, state.isBehind)
                (state.backlog, state.waiting, state.ahead) = ([], [], [])
                if taken.0.isEmpty, !(isIdleAllowed && taken.2) {
                    state.isWriting = false
                } else {
                    state.isBehind = false
                }
                return taken
            }
            if changes.isEmpty, !(isIdleAllowed && isBehind) { return }
            isIdleAllowed = false
            // Memory had these changes before they were queued, so that all that it holds includes them.
            let isWritten = report { isBehind ? try journal.replace(with: everything()) : try journal.write(changes) }
            if isWritten {
                written.increment(by: changes.count)
                transactions.increment()
            } else {
                state.withLockedValue { $0.isBehind = true }
            }
            for promise in waiting { promise.succeed() }
        }
    }

    /// Whether it could be written. Says so in the log when that changes.
    @discardableResult
    private func report(_ write: () throws -> Void) -> Bool {
        do {
            try write()
            if state.withLockedValue({ state in
                defer { state.isFailing = false }
                return state.isFailing
            }) {
                logger.info("bindings and calls are written to the store again")
            }
            return true
        } catch {
            failed.increment()
            let isNews = state.withLockedValue { state in
                defer { state.isFailing = true }
                return !state.isFailing
            }
            if isNews {
                logger.error(
                    "bindings and calls cannot be written to the store; they hold until we end",
                    metadata: ["problem": "\(error)"]
                )
            }
            return false
        }
    }
}

extension JournalChange {
    /// Whose bindings it changes; nobody's for a dialog.
    fileprivate var address: AddressOfRecord? {
        switch self {
        case .bind(let binding): binding.address
        case .unbind(let address, contact: _): address
        case .drop(let address, contact: _): address
        case .keep, .forget: nil
        }
    }
}
