import Dispatch
import Synchronization

/// Threads that may wait for a database or a compiler, so that those of the tasks need not. What comes when too much waits is turned away.
final class WorkQueue: Sendable {
    private let queue = DispatchQueue(label: "api", attributes: .concurrent)
    private let waiting = Mutex(0)

    /// Does this elsewhere.
    func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        let isFull = waiting.withLock { count in
            guard count < APILimits.requestsMax else { return true }
            count += 1
            return false
        }
        guard !isFull else { throw APIProblem(.unavailable, "too many requests wait; try again") }
        return try await withCheckedThrowingContinuation { done in
            queue.async {
                let result = Result { try work() }
                self.waiting.withLock { $0 -= 1 }
                done.resume(with: result)
            }
        }
    }
}
