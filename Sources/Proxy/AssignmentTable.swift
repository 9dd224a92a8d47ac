import Enforcement
import NIOConcurrencyHelpers

/// Which PBX calls were given lately. Two generations: the older is dropped when the younger is full or has become old, so that nothing stays
/// for much longer than a transaction and nothing has a timer of its own.
final class AssignmentTable: Sendable {
    private struct Generations {
        var young: [[UInt8]: Assignment] = [:]
        var old: [[UInt8]: Assignment] = [:]
        var bornAt = Moment(unixSeconds: 0)
    }

    private let generations = NIOLockedValueBox(Generations())

    /// 64·T1, after which no transaction waits any more (RFC 3261 §17.1.1.2, timer B), and some.
    private static let generationSeconds: Int64 = 64

    /// What the call was given, if it was lately.
    func assignment(of callID: [UInt8]) -> Assignment? {
        generations.withLockedValue { $0.young[callID] ?? $0.old[callID] }
    }

    /// Remembers what the call was given.
    func assign(_ callID: [UInt8], _ assignment: Assignment, now: Moment) {
        generations.withLockedValue { generations in
            let age = now.unixSeconds - generations.bornAt.unixSeconds
            if age >= Self.generationSeconds || generations.young.count >= Limits.assignmentsMax {
                generations.old = generations.young
                generations.young = [:]
                generations.bornAt = now
            }
            generations.young[callID] = assignment
        }
    }
}
