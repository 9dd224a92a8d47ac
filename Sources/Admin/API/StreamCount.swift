import PolicyAdministration
import Synchronization

/// How many streams there are: in all, and of whom.
final class StreamCount: Sendable {
    private let counts = Mutex<[Principal.Identity: Int]>([:])

    /// Whether there is room for another; it counts then.
    func open(for principal: Principal) -> Bool {
        counts.withLock { counts in
            let own = counts[principal.identity, default: 0]
            guard own < APILimits.streamsOfOneMax, counts.values.reduce(0, +) < APILimits.streamsMax else {
                return false
            }
            counts[principal.identity] = own + 1
            return true
        }
    }

    /// One has ended.
    func close(for principal: Principal) {
        counts.withLock { counts in
            let own = counts[principal.identity, default: 0]
            counts[principal.identity] = own > 1 ? own - 1 : nil
        }
    }
}
