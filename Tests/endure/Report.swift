import Endurance
import Foundation

/// Runs, prints what came of it, and says whether every bound held.
enum Report {
    static func swaps(isQuick: Bool) async throws -> Bool {
        let plan = PolicySwaps(
            swaps: isQuick ? 500 : 10_000,
            pace: .timed(perSecond: 50, measuringSeconds: isQuick ? 2 : 10)
        )
        let found = try await plan.run()
        let tally = found.tally
        line("policies swapped", "\(plan.swaps) in \(fixed(found.swapSeconds)) s")
        line("answers a second when full", fixed(found.capacity ?? 0))
        line("answers a second meanwhile", fixed(tally.perSecond))
        line("answers checked", "\(tally.answered), \(tally.raced) of them while policies were being swapped")
        line("policies named by answers", "\(tally.revisions.count)")
        line("requests of the proxy's own", "\(tally.own)")
        for example in tally.examples { print("   \(example)") }
        return [
            bound("answers of a policy not in force", tally.wrong, atMost: 0),
            bound("messages that no policy accounts for", tally.unexpected, atMost: 0),
            bound("messages lost", tally.lost, atMost: tally.sent / 1_000),
            bound("policies that no answer named", plan.swaps + 1 - tally.revisions.count, atMost: plan.swaps / 10),
        ].allSatisfy { $0 }
    }

    static func loss(of loss: LoadPlan.Loss, rate: Int, isQuick: Bool) async throws -> Bool {
        let plan = LoadPlan(
            lost: isQuick ? 1_000 : 10_000,
            kept: isQuick ? 100 : 1_000,
            loss: loss,
            notifiesPerSecond: rate
        )
        let found = try await RevocationLoad(plan).run()
        let isEverything = loss == .everything
        line("subscriptions of the PBX before", "\(found.liveBefore), \(plan.lost) of them of the role that is emptied")
        line("NOTIFYs with the caller before", "\(found.toldBefore)")
        line("SUBSCRIBEs that the PBX had for them", "\(found.ends) to end, \(found.refreshes) to go on")
        line("ms until the last watcher was told of the loss", fixed(found.informedMilliseconds))
        if isEverything { line("ms until the PBX had ended the last", fixed(found.endedMilliseconds)) }
        return [
            bound("NOTIFYs after the change with what was lost", found.leaked, atMost: 0),
            bound("ms to the last NOTIFY with what was lost", Int(found.lastLeakMilliseconds), atMost: 1_000),
            bound("watchers that were not told of the loss", plan.lost - found.informed, atMost: 0),
            bound(
                "subscriptions of the PBX too many",
                abs(found.liveAfter - (isEverything ? plan.kept : plan.subscriptions)),
                atMost: 0
            ),
            bound("others that were disturbed", plan.kept - found.undisturbed, atMost: 0),
        ].allSatisfy { $0 }
    }

    private static func fixed(_ number: Double) -> String { String(format: "%.1f", number) }

    private static func line(_ name: String, _ value: String) { print("     \(name): \(value)") }

    private static func bound(_ name: String, _ value: Int, atMost limit: Int) -> Bool {
        print("\(value <= limit ? "ok  " : "BAD ") \(name): \(value), at most \(limit)")
        return value <= limit
    }
}
