import BlockingWork
import Enforcement
import Foundation
import Logging
import PolicyStore
import ServiceLifecycle
import Synchronization

/// Follows the signing keys: takes in new ones, lets each sign when its time has come, and lets go those that were removed. What cannot be read changes nothing.
final class KeyWatch: Service {
    private struct State {
        var keys: SigningKeys
        var current: UInt8?
        var problem: String?
    }

    private let source: SigningKeySource
    private let ticks: AsyncStream<Void>
    private let logger: Logger
    private let apply: @Sendable (TokenKeys) -> Void
    private let state: Mutex<State>
    /// A disk or database that hangs must not take a thread of the tasks with it.
    private let thread = Blocking("keys")

    /// A watch that begins with keys which hold already.
    ///
    /// - Parameters:
    ///   - ticks: when the source is to be looked at.
    ///   - apply: goes on with keys.
    init(
        source: SigningKeySource,
        keys: SigningKeys,
        now: Int64,
        ticks: AsyncStream<Void>,
        logger: Logger,
        apply: @escaping @Sendable (TokenKeys) -> Void
    ) {
        (self.source, self.ticks, self.logger, self.apply) = (source, ticks, logger, apply)
        state = Mutex(State(keys: keys, current: keys.current(at: now)))
    }

    func run() async throws {
        for await _ in ticks.cancelOnGracefulShutdown() {
            await thread.runUntilShutdown { self.poll(now: Int64(Date().timeIntervalSince1970)) }
        }
    }

    /// Looks at the keys.
    func poll(now: Int64) {
        do throws(SigningKeyFile.UnusableError) {
            let keys = try source.reload()
            let current = keys.current(at: now)
            let isNew = state.withLock { state in
                defer { (state.keys, state.current, state.problem) = (keys, current, nil) }
                return state.keys != keys || state.current != current
            }
            guard isNew, let next = keys.tokenKeys(at: now) else { return }
            apply(next)
            logger.notice(
                "signing keys changed",
                metadata: [
                    "signs": "\(next.current)", "verify": "\(keys.keys.map { "\($0.number)" }.joined(separator: " "))",
                ]
            )
        } catch {
            let isNew = state.withLock { state in
                defer { state.problem = error.text }
                return state.problem != error.text
            }
            if isNew {
                logger.error(
                    "the signing keys cannot be read; those in use stay",
                    metadata: ["problem": "\(error.text)"]
                )
            }
        }
    }
}
