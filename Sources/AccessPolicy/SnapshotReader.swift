/// One event loop's view of the policy in force. Not to be shared between threads; every event loop has its own.
public struct SnapshotReader: ~Copyable {
    private let publisher: SnapshotPublisher
    private var version: Int
    private var snapshot: PolicySnapshot

    /// A reader of what a publisher publishes.
    public init(_ publisher: SnapshotPublisher) {
        self.publisher = publisher
        let published = publisher.read()
        version = published.version
        snapshot = PolicySnapshot(sharing: published.snapshot)
    }

    /// The policy in force: one atomic load, without a lock or a write that another thread sees, unless it has changed.
    ///
    /// The object is this reader's own (it shares only its tables), so counting references on it disturbs nobody.
    /// Keep it for one message, not longer.
    public mutating func current() -> PolicySnapshot {
        if publisher.version != version { refresh() }
        return snapshot
    }

    /// How many policies have been in force, whether this reader has taken them over or not: one atomic load.
    public var publishedVersion: Int { publisher.version }

    private mutating func refresh() {
        let published = publisher.read()
        version = published.version
        snapshot = PolicySnapshot(sharing: published.snapshot)
    }
}
