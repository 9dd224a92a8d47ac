import AccessPolicy
import Foundation
import Synchronization

/// Publishes one policy after the other from a thread of its own.
final class Swapper: Sendable {
    private let plan: PolicySwaps
    private let ledger: EpochLedger
    private let publisher: SnapshotPublisher
    private let result = Mutex<Result<Double, any Error>?>(nil)

    init(_ plan: PolicySwaps, ledger: EpochLedger, publisher: SnapshotPublisher) {
        self.plan = plan
        self.ledger = ledger
        self.publisher = publisher
    }

    func start() {
        Thread.detachNewThread { [self] in
            let outcome = Result { try swapAll() }
            result.withLock { $0 = outcome }
        }
    }

    /// Whether the last policy has been published.
    var isDone: Bool { result.withLock { $0 != nil } }

    /// How long all took.
    func seconds() throws -> Double { try result.withLock { $0 }?.get() ?? 0 }

    private func swapAll() throws -> Double {
        let start = ContinuousClock.now
        for revision in 1...plan.swaps {
            let snapshot = try EpochPolicy.snapshot(revision, users: plan.phones)
            let answered = ledger.answered
            switch plan.pace {
            case .timed(let perSecond, _):
                let due = start + .seconds(Double(revision) / perSecond)
                Thread.sleep(forTimeInterval: max(0, (due - .now) / .seconds(1)))
            case .counted(let answers):
                while ledger.answered < answered + answers { sched_yield() }
            }
            ledger.swap(to: revision) {
                if plan.withheld?.contains(revision) != true { publisher.publish(snapshot) }
            }
        }
        return (.now - start) / .seconds(1)
    }
}
