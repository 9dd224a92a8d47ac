import Foundation
import ScriptedSIP

/// Policies that follow one another quickly, while phones and a PBX ask the running proxy: every answer must be that of a policy that was in force
/// between the question and the answer.
public struct PolicySwaps: Sendable {
    /// When the next policy comes.
    public enum Pace: Sendable {
        /// So many policies a second, at 80 % of what the proxy can do, which is measured first for so many seconds.
        case timed(perSecond: Double, measuringSeconds: Double)
        /// After so many answers, with as much load as goes: nothing depends on how fast the machine is.
        case counted(answers: Int)
    }

    /// How many phones there are.
    public var phones = 4
    /// Event loops of the proxy.
    public var loops = 2
    /// How many policies follow the first; at most ``EpochPolicy/revisionsMax`` less one.
    public var swaps: Int
    /// When the next one comes.
    public var pace: Pace
    /// Chooses what is sent.
    public var seed: UInt64 = 5
    /// Revisions that are not published although they are taken for acknowledged: what a stale reader would do. To see that it is found.
    public var withheld: ClosedRange<Int>?

    /// A run of so many policies.
    public init(swaps: Int, pace: Pace) {
        self.swaps = swaps
        self.pace = pace
    }

    /// What came of it.
    public struct Findings: Sendable {
        /// What the machine can do, answers a second; nil when it was not measured.
        public let capacity: Double?
        /// All answers while policies were swapped.
        public let tally: SwapTally
        /// How long all swaps took.
        public let swapSeconds: Double
    }

    /// Runs it.
    public func run() async throws -> Findings {
        let pbx = DatagramSocket()
        let port = pbx.port
        let first = try EpochPolicy.snapshot(0, users: phones)
        let sharedPBX = Confined(pbx)
        return try await RunningProxy.with(first, pbx: port, loops: loops) { proxy in
            let ledger = EpochLedger()
            let watchers = try Watchers(phones, pbx: sharedPBX.value, proxy: proxy)
            let load = try SwapLoad(watchers, seed: seed, ledger: ledger)
            var capacity: Double?
            var loadPace = SwapLoad.Pace.full
            if case .timed(_, let seconds) = pace {
                let measured = load.run(.full) { $0.seconds >= seconds }.perSecond
                capacity = measured
                loadPace = .perSecond(measured * 0.8)
            }
            let swapper = Swapper(self, ledger: ledger, publisher: proxy.publisher)
            swapper.start()
            let tally = load.run(loadPace) { _ in swapper.isDone }
            return Findings(capacity: capacity, tally: tally, swapSeconds: try swapper.seconds())
        }
    }
}

/// What one thread hands to another and does not touch again.
struct Confined<Value>: @unchecked Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }
}
