import Enforcement
import Synchronization

/// The signing keys that hold now, for all event loops: one number is read per message, as with the policy.
public final class KeyRing: Sendable {
    private let keys: Mutex<TokenKeys>
    private let changes = Atomic<Int>(0)

    /// A ring that begins with these.
    public init(_ keys: TokenKeys) { self.keys = Mutex(keys) }

    /// The keys that hold now.
    public var current: TokenKeys { keys.withLock { $0 } }

    /// How often they have changed.
    var version: Int { changes.load(ordering: .acquiring) }

    /// Goes on with these.
    public func publish(_ next: TokenKeys) {
        keys.withLock { $0 = next }
        changes.wrappingAdd(1, ordering: .releasing)
    }
}
