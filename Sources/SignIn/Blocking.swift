import Dispatch

/// Calls that block, on threads of their own: the tasks' threads are few, and everybody's.
public enum Blocking {
    private static let queue = DispatchQueue(label: "blocking", attributes: .concurrent)

    /// What the call gives.
    public static func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { done in
            queue.async { done.resume(with: Result(catching: work)) }
        }
    }

    /// The same of calls at this desk.
    static func asking<Value: Sendable>(
        _ work: @escaping @Sendable () throws(SignInError) -> Value
    ) async throws(SignInError) -> Value {
        let result: Result<Value, SignInError> = await withCheckedContinuation { done in
            queue.async {
                do throws(SignInError) {
                    done.resume(returning: .success(try work()))
                } catch {
                    done.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }
}
