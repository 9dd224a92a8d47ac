import Foundation

/// How many cases are tried, and from which seed. `TAINT_CASES` and `TAINT_SEED` set them.
package enum TaintCampaign {
    /// All of them: three quarters are bodies alone, a quarter whole NOTIFYs, which take ten times as long.
    package static let cases = number("TAINT_CASES") ?? 100_000
    /// Where the generator begins.
    package static let seed = UInt64(number("TAINT_SEED") ?? 0x0E2A_2026)
    /// In how many tests each kind is split, so that they run at once.
    package static let shares = 4
    /// The bodies of one of them.
    package static let bodiesPerShare = cases * 3 / 4 / shares
    /// The whole NOTIFYs of one of them.
    package static let notifiesPerShare = cases / 4 / shares

    /// The seed of a share; printed, so that a failure can be had again.
    package static func seed(ofShare share: Int, _ what: String) -> UInt64 {
        print("taint: \(what), TAINT_SEED=\(seed), share \(share)")
        return seed &+ UInt64(share) &* 0x9E37_79B9
    }

    private static func number(_ name: String) -> Int? { ProcessInfo.processInfo.environment[name].flatMap { Int($0) } }
}
