import Foundation

/// How many cases are tried, and from which seed. `TAINT_CASES` and `TAINT_SEED` set them.
package enum TaintCampaign {
    /// All of them: half are bodies alone, half whole NOTIFYs.
    package static let cases = number("TAINT_CASES") ?? 100_000
    /// Where the generator begins.
    package static let seed = UInt64(number("TAINT_SEED") ?? 0x0E2A_2026)
    /// In how many tests a half is split, so that they run at once.
    package static let shares = 4
    /// The cases of one of them.
    package static var casesPerShare: Int { cases / 2 / shares }

    /// The seed of a share; printed, so that a failure can be had again.
    package static func seed(ofShare share: Int, _ what: String) -> UInt64 {
        print("taint: \(casesPerShare) \(what), TAINT_SEED=\(seed), share \(share)")
        return seed &+ UInt64(share) &* 0x9E37_79B9
    }

    private static func number(_ name: String) -> Int? { ProcessInfo.processInfo.environment[name].flatMap { Int($0) } }
}
