import Enforcement
import Logging
import Metrics
import NIOConcurrencyHelpers
import Synchronization

/// The dialogs in which somebody watches or listens now, shared by all event loops: what the PBX sends may come in on another loop than what the
/// phone sends. Cut into shards, as ``BindingTable`` is; of each shard one loop is in charge when rights are looked at again.
///
/// A subscription that finds no room is forwarded and judged all the same, at each NOTIFY; it is counted, and not listed. A listening call is never
/// put out by anything but its end, and there is room for them apart.
final class LiveTable: Sendable {
    /// How many may be listed.
    struct Capacity: Sendable {
        var subscriptions = Limits.liveSubscriptionsMax
        var listening = Limits.listeningCallsMax
        var perWatcher = Limits.livePerWatcherMax
    }

    /// What a shard holds is changed under its lock only; a watcher's count under that of the watcher's shard, which is taken inside the other.
    private final class Shard: Sendable {
        let dialogs = NIOLockedValueBox<[LiveKey: LiveDialog]>([:])
        let watchers = NIOLockedValueBox<[AddressOfRecord: Int]>([:])
    }

    static let shardCount = 64
    private let shards = (0..<LiveTable.shardCount).map { _ in Shard() }
    private let capacity: Capacity
    private let subscriptions = Atomic<Int>(0)
    private let listening = Atomic<Int>(0)
    /// Whether something has found no room since the table was last pruned, so that it is said once.
    private let isFull = Atomic<Bool>(false)
    private let subscriptionGauge = Gauge(label: "earshot_live_subscriptions")
    private let listeningGauge = Gauge(label: "earshot_listening_calls")
    private let notListed = Counter(label: "earshot_live_not_listed_total")

    private let logger: Logger

    init(capacity: Capacity = Capacity(), logger: Logger = Logger(label: "earshot")) {
        (self.capacity, self.logger) = (capacity, logger)
    }

    /// Subscriptions and listening calls held now, expired ones that have not been pruned included.
    var counts: (subscriptions: Int, listening: Int) {
        (subscriptions.load(ordering: .relaxed), listening.load(ordering: .relaxed))
    }

    /// Whether no other listening call can be listed.
    var isFullOfListening: Bool { listening.load(ordering: .relaxed) >= capacity.listening }

    /// What is known of a dialog.
    func dialog(_ key: LiveKey) -> LiveDialog? { shard(key).dialogs.withLockedValue { $0[key] } }

    /// Takes in what a message has shown.
    ///
    /// - Parameter noting: told under the lock of the shard, so in order, what a process after this one must know.
    func see(_ sighting: LiveSighting, now: Moment, noting: (JournalChange) -> Void = { _ in }) {
        let key = sighting.key
        shard(key).dialogs.withLockedValue { dialogs in
            guard let index = dialogs.index(forKey: key) else { return insert(sighting, now, &dialogs, noting) }
            // What most messages are: merged where it stands.
            if sighting.what == .told, sighting.token == nil, !dialogs.values[index].isListening {
                return dialogs.values[index].merge(sighting, now: now)
            }
            let known = dialogs.values[index]
            // A subscription under the name of a listening call says nothing of that, least of all its end.
            guard sighting.token != nil || sighting.isOfListening == known.isListening else { return }
            if sighting.what == .asked, known.until <= now {
                remove(known, &dialogs, noting)
                return insert(sighting, now, &dialogs, noting)
            }
            switch sighting.what {
            case .ended:
                return remove(known, &dialogs, noting)
            case .refused:
                if known.isUnanswered { remove(known, &dialogs, noting) }
                return
            case .asked, .accepted, .told, .passed, .ending, .refreshing, .unended, .restored, .withheld: break
            }
            if let token = sighting.token, !known.isOf(token) {
                // The same Call-ID and tag for something else: a listening call stays what it is until it ends.
                if known.isListening { return }
                remove(known, &dialogs, noting)
                return insert(sighting, now, &dialogs, noting)
            }
            dialogs.values[index].merge(sighting, now: now)
            if sighting.what != .told, dialogs.values[index].isKept { noting(.keep(dialogs.values[index])) }
        }
    }

    /// Takes in what was kept by a process before this one, as far as it holds still.
    func restore(_ kept: [LiveDialog], now: Moment) {
        for dialog in kept where dialog.until > now {
            shard(dialog.key).dialogs.withLockedValue { dialogs in
                guard dialogs[dialog.key] == nil, hasRoom(for: dialog) else { return }
                dialogs[dialog.key] = dialog
                count(dialog, 1)
            }
        }
    }

    /// Drops what has expired; called now and then. Whatever keeps dialogs does the same by itself.
    func prune(now: Moment) {
        for shard in shards {
            shard.dialogs.withLockedValue { dialogs in
                for dialog in dialogs.values where dialog.until <= now { remove(dialog, &dialogs) { _ in } }
            }
        }
        isFull.store(false, ordering: .relaxed)
    }

    /// The dialogs that a process after this one must know.
    func kept(now: Moment) -> [LiveDialog] {
        (0..<Self.shardCount).flatMap { dialogs(inShard: $0, now: now) }.filter(\.isKept)
    }

    /// The dialogs of one shard, expired ones left out.
    func dialogs(inShard index: Int, now: Moment) -> [LiveDialog] {
        shards[index & (Self.shardCount - 1)].dialogs.withLockedValue { $0.values.filter { $0.until > now } }
    }

    private func insert(
        _ sighting: LiveSighting,
        _ now: Moment,
        _ dialogs: inout [LiveKey: LiveDialog],
        _ noting: (JournalChange) -> Void
    ) {
        guard let dialog = LiveDialog(sighting, now: now) else { return }
        // A call that was let in, here or on another loop, while there was room is listed, or it could not be ended.
        let isLetIn = dialog.isListening && (sighting.what == .asked || sighting.what == .accepted)
        guard isLetIn || hasRoom(for: dialog) else {
            refuse(dialog)
            return
        }
        dialogs[sighting.key] = dialog
        count(dialog, 1)
        if dialog.isKept { noting(.keep(dialog)) }
    }

    private func refuse(_ dialog: LiveDialog) {
        notListed.increment()
        guard !isFull.exchange(true, ordering: .relaxed) else { return }
        logger.warning(
            "a subscription or listening call is not listed: there are as many as may be, or its watcher has as many",
            metadata: ["watcher": "\(dialog.token.watcher.text)", "listening": "\(dialog.isListening)"]
        )
    }

    private func remove(
        _ dialog: LiveDialog,
        _ dialogs: inout [LiveKey: LiveDialog],
        _ noting: (JournalChange) -> Void
    ) {
        dialogs[dialog.key] = nil
        count(dialog, -1)
        if dialog.isKept { noting(.forget(callID: dialog.callID, tag: dialog.phone.tag)) }
    }

    /// Two loops that ask at once may both be let in: the limits are there to bound memory, not to be met exactly.
    private func hasRoom(for dialog: LiveDialog) -> Bool {
        if dialog.isListening { return !isFullOfListening }
        guard subscriptions.load(ordering: .relaxed) < capacity.subscriptions else { return false }
        return watcherShard(dialog).watchers.withLockedValue { $0[dialog.token.watcher] ?? 0 } < capacity.perWatcher
    }

    private func count(_ dialog: LiveDialog, _ change: Int) {
        if dialog.isListening {
            listeningGauge.record(listening.wrappingAdd(change, ordering: .relaxed).newValue)
            return
        }
        subscriptionGauge.record(subscriptions.wrappingAdd(change, ordering: .relaxed).newValue)
        watcherShard(dialog).watchers.withLockedValue { watchers in
            let count = (watchers[dialog.token.watcher] ?? 0) + change
            watchers[dialog.token.watcher] = count > 0 ? count : nil
        }
    }

    private func watcherShard(_ dialog: LiveDialog) -> Shard {
        shards[dialog.token.watcher.hashValue & (Self.shardCount - 1)]
    }

    private func shard(_ key: LiveKey) -> Shard { shards[key.hashValue & (Self.shardCount - 1)] }
}

extension LiveDialog {
    /// Whether a restart must not forget it. A subscription is learned again from its next NOTIFY; a quiet call says nothing for hours, and how far
    /// numbers are moved nobody says.
    var isKept: Bool { isListening && stage != .asked || shift != 0 }
}
