import Endurance
import Foundation

/// Long runs against the running proxy: figures, and exit status 1 when a bound is broken.
@main
struct Endure {
    private static let usage = """
        usage: endure swaps | revoke | downgrade [--quick] [--notifies N]

          swaps      10,000 policies at 50 a second under 80 % load: no answer of a policy that was not in force
          revoke     a role is emptied that has 10,000 subscriptions: no state after that, and the PBX holds none of them
          downgrade  the same with a role that sees callers, where everybody sees the status
          --quick    500 policies, or 1,000 subscriptions
          --notifies what the PBX sends in a second while rights are taken; 2,000 unless it is said
        """

    static func main() async {
        let arguments = CommandLine.arguments.dropFirst()
        let isQuick = arguments.contains("--quick")
        let rate = arguments.firstIndex(of: "--notifies").flatMap { Int(arguments[($0 + 1)...].first ?? "") } ?? 2_000
        do {
            switch arguments.first {
            case "swaps": exit(try await Report.swaps(isQuick: isQuick) ? 0 : 1)
            case "revoke": exit(try await Report.loss(of: .everything, rate: rate, isQuick: isQuick) ? 0 : 1)
            case "downgrade": exit(try await Report.loss(of: .callers, rate: rate, isQuick: isQuick) ? 0 : 1)
            default:
                print(usage)
                exit(64)
            }
        } catch {
            print("the run failed: \(error)")
            exit(1)
        }
    }
}
