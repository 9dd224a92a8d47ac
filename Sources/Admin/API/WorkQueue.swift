import BlockingWork
import Synchronization

/// Calls that wait for a database or a compiler, so many at once. What comes when too much waits is turned away.
final class WorkQueue: Sendable {
    private let waiting = Mutex(0)

    /// Does this elsewhere.
    func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        let isFull = waiting.withLock { count in
            guard count < APILimits.requestsMax else { return true }
            count += 1
            return false
        }
        guard !isFull else { throw APIProblem(.unavailable, "too many requests wait; try again") }
        defer { waiting.withLock { $0 -= 1 } }
        return try await Blocking.run(work)
    }
}
