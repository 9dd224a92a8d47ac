import Dispatch
import Synchronization

/// A thread for calls that block, or take long: a store, a file, a compiler, a server. The tasks' threads are few, and everybody's.
package struct Blocking: Sendable {
    private static let shared = DispatchQueue(label: "blocking", attributes: .concurrent)
    private let queue: DispatchQueue

    /// A thread of that name, which does one thing after the other.
    package init(_ name: String) { queue = DispatchQueue(label: name) }

    /// What the call gives, after all that came to this thread before.
    package func run<Value: Sendable, Failure: Error>(
        _ work: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        try await Self.run(work, on: queue)
    }

    /// What the call gives, beside all others.
    package static func run<Value: Sendable, Failure: Error>(
        _ work: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        try await run(work, on: shared)
    }

    /// Does this after all that came to this thread before. When the task is cancelled nobody waits any longer, and it goes on by itself.
    package func runOrLeave(_ work: @escaping @Sendable () -> Void) async {
        let done = Signal()
        queue.async {
            work()
            done.give()
        }
        await withTaskCancellationHandler {
            await done.wait()
        } onCancel: {
            done.give()
        }
    }

    /// The same for those that may wait: not to be called on a thread of the tasks, nor on this one.
    package func wait(for work: () -> Void) { queue.sync(execute: work) }

    private static func run<Value: Sendable, Failure: Error>(
        _ work: @escaping @Sendable () throws(Failure) -> Value,
        on queue: DispatchQueue
    ) async throws(Failure) -> Value {
        let result = await withCheckedContinuation { done in
            queue.async { done.resume(returning: Result(catching: work)) }
        }
        return try result.get()
    }

    /// Something that one waits for and that is given once or more often.
    private final class Signal: Sendable {
        private struct State {
            var isGiven = false
            var waiter: CheckedContinuation<Void, Never>?
        }

        private let state = Mutex(State())

        func give() {
            let waiter = state.withLock { state in
                defer { state = State(isGiven: true) }
                return state.waiter
            }
            waiter?.resume()
        }

        func wait() async {
            await withCheckedContinuation { waiter in
                let isGiven = state.withLock { state in
                    if !state.isGiven { state.waiter = waiter }
                    return state.isGiven
                }
                if isGiven { waiter.resume() }
            }
        }
    }
}
