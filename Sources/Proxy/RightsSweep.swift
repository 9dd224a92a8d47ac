import Enforcement
import NIOCore

/// Looks again at the rights of the dialogs in which somebody watches or listens when the policy has changed. One for each event loop, in charge of
/// its share of the table.
///
/// It works in turns, so that no message waits for longer than one of them, and paces what it sends, so that no PBX is flooded. Calls come before
/// subscriptions. A change during a pass begins the pass anew where it is, so that changes without end put nobody off. What is judged under the old policy on another loop while a pass goes by is caught by a second pass a second later;
/// passes in between, much rarer, try again what got no answer.
final class RightsSweep {
    /// Which shards are whose.
    struct Share {
        let index: Int
        let count: Int

        var shards: [Int] { Array(stride(from: index, to: LiveTable.shardCount, by: max(1, count))) }
    }

    private let share: Share
    private let loop: any EventLoop
    /// How many policies have been in force; one load.
    private let version: () -> Int
    /// The dialogs of a shard.
    private let dialogs: (Int) -> [LiveDialog]
    /// Looks at one, does what is to be done, and says how many messages that sent.
    private let review: (LiveDialog) -> Int
    /// Lets go what was sent.
    private let flush: () -> Void

    private var task: RepeatedTask?
    private var isRunning = false
    /// The version that the pass is about; none before the first, since what was kept over a restart has yet to be looked at.
    private var passVersion: Int?
    private var isAfterChange = false
    private var nextPass = NIODeadline.uptimeNanoseconds(0)
    /// Shards whose calls have yet to be looked at, and those whose subscriptions have; the last comes next.
    private var ofCalls: [Int] = []
    private var ofSubscriptions: [Int] = []
    private var calls: [LiveDialog] = []
    private var subscriptions: [LiveDialog] = []

    init(
        share: Share,
        loop: any EventLoop,
        version: @escaping () -> Int,
        dialogs: @escaping (Int) -> [LiveDialog],
        review: @escaping (LiveDialog) -> Int,
        flush: @escaping () -> Void
    ) {
        self.share = share
        self.loop = loop
        self.version = version
        self.dialogs = dialogs
        self.review = review
        self.flush = flush
    }

    /// Looks from now on whether the policy has changed.
    func start() {
        let interval = TimeAmount.milliseconds(Limits.policyCheckMilliseconds)
        let bound = NIOLoopBound(self, eventLoop: loop)
        task = loop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in bound.value.check() }
    }

    /// Nothing is ended any more.
    func stop() {
        task?.cancel()
        (isRunning, ofCalls, ofSubscriptions, calls, subscriptions) = (false, [], [], [], [])
    }

    private func check() {
        // A pass that is under way sees a change by itself.
        guard !isRunning, version() != passVersion || loop.now >= nextPass else { return }
        begin()
        turn()
    }

    private func begin() {
        let version = version()
        isAfterChange = version != passVersion
        passVersion = version
        isRunning = true
        // What the pass before has not come to is the first.
        ofCalls = share.shards.filter { !ofCalls.contains($0) } + ofCalls
        ofSubscriptions = share.shards.filter { !ofSubscriptions.contains($0) } + ofSubscriptions
    }

    private func turn() {
        guard isRunning else { return }
        if version() != passVersion { begin() }
        var (reviewed, sent) = (0, 0)
        defer { if sent > 0 { flush() } }
        while reviewed < Limits.reviewsPerTurn, sent < Limits.sweptPerTurn {
            guard let dialog = next() else {
                isRunning = false
                nextPass = loop.now + .seconds(isAfterChange ? Limits.secondPassSeconds : Limits.passSeconds)
                return
            }
            reviewed += 1
            sent += review(dialog)
        }
        let pause = Int64(sent * max(1, share.count)) * 1_000_000_000 / Limits.sweptPerSecond
        let bound = NIOLoopBound(self, eventLoop: loop)
        // Never at once: what is executed at once comes before what the sockets have.
        loop.scheduleTask(in: .nanoseconds(max(pause, 1_000_000))) { bound.value.turn() }
    }

    private func next() -> LiveDialog? {
        while calls.isEmpty, let shard = ofCalls.popLast() { calls = dialogs(shard).filter(\.isListening) }
        if let call = calls.popLast() { return call }
        while subscriptions.isEmpty, let shard = ofSubscriptions.popLast() {
            subscriptions = dialogs(shard).filter { !$0.isListening }
        }
        return subscriptions.popLast()
    }
}
