import Endurance
import Foundation

/// Long runs against the running proxy: figures, and exit status 1 when a bound is broken.
@main
struct Endure {
    private static let usage = """
        usage: endure swaps [--quick]

          swaps    10,000 policies at 50 a second under 80 % load: no answer of a policy that was not in force
          --quick  500 policies
        """

    static func main() async {
        let arguments = CommandLine.arguments.dropFirst()
        let isQuick = arguments.contains("--quick")
        do {
            switch arguments.first {
            case "swaps": exit(try await Report.swaps(isQuick: isQuick) ? 0 : 1)
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
