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
        return [
            bound("answers of a policy not in force", tally.wrong, atMost: 0),
            bound("messages that no policy accounts for", tally.unexpected, atMost: 0),
            bound("messages lost", tally.lost, atMost: tally.sent / 1_000),
            bound("policies that no answer named", plan.swaps + 1 - tally.revisions.count, atMost: plan.swaps / 10),
            tally.examples.map { print("   \($0)") }.isEmpty,
        ].allSatisfy { $0 }
    }

    private static func fixed(_ number: Double) -> String { String(format: "%.1f", number) }

    private static func line(_ name: String, _ value: String) { print("     \(name): \(value)") }

    private static func bound(_ name: String, _ value: Int, atMost limit: Int) -> Bool {
        print("\(value <= limit ? "ok  " : "BAD ") \(name): \(value), at most \(limit)")
        return value <= limit
    }
}
