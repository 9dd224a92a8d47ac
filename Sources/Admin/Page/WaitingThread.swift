import Dispatch

/// A thread for what waits or takes long: the store, making a policy, a search through everybody. The tasks' threads do not.
struct WaitingThread: Sendable {
    private let queue: DispatchQueue

    /// A thread of that name.
    init(_ name: String) { queue = DispatchQueue(label: name) }

    /// Runs it there, after what came before.
    func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { done in
            queue.async { done.resume(with: Swift.Result { try work() }) }
        }
    }
}
