import Synchronization

/// Holds the policy in force and hands it to readers on other threads.
///
/// A reader asks for `version` only, one atomic load, and comes for the snapshot itself (under a lock) when the version
/// is not the one it knows. An atomic strong reference would make every reader write to the same cache line for every
/// message.
///
/// INVARIANT: a read that begins after `publish` has returned sees that snapshot or a later one, whole.
/// Held by SnapshotPublisherTests.
public final class SnapshotPublisher: Sendable {
    struct Published {
        var version: Int
        var snapshot: PolicySnapshot
    }

    private let latestVersion: Atomic<Int>
    private let latest: Mutex<Published>

    /// A publisher with a first policy in force, version 1.
    public init(_ first: PolicySnapshot) {
        latestVersion = Atomic(1)
        latest = Mutex(Published(version: 1, snapshot: first))
    }

    /// How many policies have been in force, the present one included.
    public var version: Int {
        latestVersion.load(ordering: .acquiring)
    }

    /// Puts a policy in force. When this returns, every read that begins sees it.
    public func publish(_ snapshot: PolicySnapshot) {
        latest.withLock {
            $0.version &+= 1
            $0.snapshot = snapshot
            // Stored under the lock, so that of two publishers the later one also stores the later number.
            latestVersion.store($0.version, ordering: .releasing)
        }
    }

    /// The policy in force and its version, read together.
    func read() -> Published {
        latest.withLock { $0 }
    }
}
