import AccessPolicy
import Foundation
import ScriptedSIP

/// A role that is emptied while thousands of its members' subscriptions live and the PBX tells their state all the time.
public struct RevocationLoad: Sendable {
    /// Who subscribes to what.
    public var plan: LoadPlan
    /// Event loops of the proxy.
    public var loops = 2
    /// How long all is left as it is before the change, in milliseconds, so that NOTIFYs are on the way.
    public var quietMilliseconds = 2_000

    /// A run.
    public init(_ plan: LoadPlan) { self.plan = plan }

    /// What came of it; times from just before the policy was published.
    public struct Findings: Sendable {
        /// Subscriptions of the PBX before the change.
        public let liveBefore: Int
        /// Subscriptions of the PBX when the run ended.
        public let liveAfter: Int
        /// NOTIFYs with the caller to those who lose, before the change: without them there was nothing to lose.
        public let toldBefore: Int
        /// NOTIFYs that the PBX sent after the change was acknowledged, and that told those who lost something what they may not see any more.
        public let leaked: Int
        /// When the last one told them that.
        public let lastLeakMilliseconds: Double
        /// Those who lost everything and were told that it was a rejection; of those who lost the callers, who were told the status without.
        public let informed: Int
        /// When the last of them was told.
        public let informedMilliseconds: Double
        /// When the PBX had no subscription too many any more.
        public let endedMilliseconds: Double
        /// SUBSCRIBEs in a dialog that ended one.
        public let ends: Int
        /// SUBSCRIBEs in a dialog that did not.
        public let refreshes: Int
        /// Subscriptions of others that were told of the caller after the change as before.
        public let undisturbed: Int
    }

    /// Runs it.
    public func run() async throws -> Findings {
        let socket = DatagramSocket()
        let port = socket.port
        let shared = Confined(socket)
        return try await RunningProxy.with(plan.snapshot(emptied: false), pbx: port, loops: loops) { proxy in
            let count = LoadPlan.losingPhones + LoadPlan.keepingPhones
            let phones = WatchingPhones(plan, try Watchers(count, pbx: shared.value, proxy: proxy))
            let pbx = NotifyingPBX(plan, at: shared.value, proxy: proxy)
            pbx.start()
            phones.start()
            defer {
                phones.stop()
                pbx.stop()
            }
            try wait("every subscription to be accepted and told") {
                phones.told.allSatisfy { $0.isAccepted && $0.before.caller > 0 }
            }
            Thread.sleep(forTimeInterval: Double(quietMilliseconds) / 1_000)
            let after = try plan.snapshot(emptied: true)
            let before = pbx.counted
            let start = Monotonic.now()
            proxy.publisher.publish(after)
            phones.acknowledge(upTo: pbx.lastNumber)
            try? wait("the end of what was lost") { isOver(phones.told, pbx.counted) }
            return findings(phones.told, pbx.counted, before: before, start: start)
        }
    }

    private func wait(_ waitedFor: String, until isDone: () -> Bool) throws {
        let limit = Monotonic.now() + Limits.waitNanoseconds
        while !isDone() {
            guard Monotonic.now() < limit else { throw RunningProxy.FailedError(description: "late: \(waitedFor)") }
            Thread.sleep(forTimeInterval: 0.02)
        }
    }

    private func isOver(_ told: [WatchingPhones.Subscription], _ count: NotifyingPBX.Count) -> Bool {
        let isEnded = plan.loss == .callers || count.live <= plan.kept
        return isEnded && told.prefix(plan.lost).allSatisfy(isInformed)
            && told.dropFirst(plan.lost).allSatisfy(isUndisturbed)
    }

    /// Whether it was told of the caller after the change too, if the PBX tells anything of its own accord.
    private func isUndisturbed(_ subscription: WatchingPhones.Subscription) -> Bool {
        (plan.notifiesPerSecond == 0 || subscription.after.caller > 0) && subscription.endedAt == 0
    }

    private func isInformed(_ subscription: WatchingPhones.Subscription) -> Bool {
        switch plan.loss {
        case .everything: subscription.isRejected
        case .callers: subscription.after.status > 0
        }
    }

    private func findings(
        _ told: [WatchingPhones.Subscription],
        _ count: NotifyingPBX.Count,
        before: NotifyingPBX.Count,
        start: UInt64
    ) -> Findings {
        let lost = told.prefix(plan.lost)
        let informed = lost.filter(isInformed)
        let isEverything = plan.loss == .everything
        let leakedAt = lost.map { isEverything ? $0.stateAt : $0.callerAt }.max() ?? 0
        let informedAt = informed.map { isEverything ? $0.endedAt : $0.statusAt }.max() ?? 0
        func milliseconds(_ at: UInt64) -> Double { at > start ? Double(at - start) / 1e6 : 0 }
        return Findings(
            liveBefore: before.live,
            liveAfter: count.live,
            toldBefore: lost.reduce(0) { $0 + $1.before.caller },
            leaked: lost.reduce(0) { $0 + $1.after.caller + (isEverything ? $1.after.status : 0) },
            lastLeakMilliseconds: milliseconds(leakedAt),
            informed: informed.count,
            informedMilliseconds: milliseconds(informedAt),
            endedMilliseconds: milliseconds(count.endedAt),
            ends: count.ends,
            refreshes: count.refreshes,
            undisturbed: told.dropFirst(plan.lost).count(where: isUndisturbed)
        )
    }
}
