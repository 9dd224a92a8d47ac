/// Another node that uses the store.
public struct StoredNode: Sendable, Hashable {
    /// Its name.
    public let name: String
    /// How long it has said nothing.
    public let silentSeconds: Int64
}

/// What a node learns when it says that it lives.
public struct NodeBeat: Sendable, Hashable {
    /// The others, by name.
    public let others: [StoredNode]
    /// Whether another process has called itself the same since the last time.
    public var isDoubled: Bool

    /// What there is to learn; nothing in a store of one node.
    public init(others: [StoredNode] = [], isDoubled: Bool = false) {
        (self.others, self.isDoubled) = (others, isDoubled)
    }
}
