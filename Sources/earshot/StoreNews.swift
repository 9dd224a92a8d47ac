import Foundation
import PolicyStore
import ServiceLifecycle
import Synchronization

/// Waits for what is new in the store, with one connection for all that want to know, and lets them look.
final class StoreNews: Service {
    private struct State {
        var listeners: [(topic: StoreTopic, tell: AsyncStream<Void>.Continuation)] = []
        var isOver = false
    }

    /// After so long everybody looks, whatever was told to whom: a connection may be lost without a word, and a look may have failed.
    static let patience = 2.0

    private let makeWatch: @Sendable () -> any StoreWatch
    private let patience: Double
    private let state = Mutex(State())

    /// News of a store.
    convenience init(_ store: any Store) { self.init(patience: Self.patience) { store.watch() } }

    /// News of what a watch tells, which is made and used by one thread.
    ///
    /// - Parameter patience: in seconds.
    init(patience: Double, watch: @escaping @Sendable () -> any StoreWatch) {
        (self.patience, makeWatch) = (patience, watch)
    }

    /// When that should be looked at: at once when it is new, and now and then. What comes while somebody looks is one more look.
    func ticks(of topic: StoreTopic) -> AsyncStream<Void> {
        let (ticks, tell) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        state.withLock { $0.listeners.append((topic, tell)) }
        return ticks
    }

    /// Lets those look who want to know of these.
    func tell(_ topics: Set<StoreTopic> = Set(StoreTopic.allCases)) {
        let listeners = state.withLock { $0.listeners }
        for listener in listeners where topics.contains(listener.topic) { listener.tell.yield() }
    }

    func run() async throws {
        // Its calls wait for the database, so it is no thread of the tasks.
        let thread = Thread { [self] in
            let watch = makeWatch()
            var lastWhole = ContinuousClock.now
            while !state.withLock({ $0.isOver }) {
                let left = lastWhole + .seconds(patience) - .now
                let told = watch.wait(seconds: max(0, left / .seconds(1)))
                let isDue = lastWhole + .seconds(patience) <= .now
                tell(isDue ? Set(StoreTopic.allCases) : told)
                if isDue || told.count == StoreTopic.allCases.count { lastWhole = .now }
            }
        }
        thread.name = "store-news"
        thread.start()
        try? await gracefulShutdown()
        let listeners = state.withLock { state in
            state.isOver = true
            return state.listeners
        }
        for listener in listeners { listener.tell.finish() }
    }
}

extension AsyncStream where Element == Void {
    /// A tick after each interval.
    static func every(_ interval: Duration) -> AsyncStream<Void> {
        AsyncStream(unfolding: { try? await Task.sleep(for: interval) })
    }
}
