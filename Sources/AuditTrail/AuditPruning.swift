/// The beginning of a node's chain that was removed from the store, as a record of ``chain`` says it.
///
/// The record is sealed like any other, so that nobody who has not the key can make one: it is what the rest of the chain hangs on.
public struct AuditPruning: Sendable, Equatable {
    /// The name of the chain that has these records; no node may be called so.
    public static let chain = "audit prune"

    /// Whose chain it was.
    public let node: String
    /// The last record that was removed.
    public let last: AuditPosition
    /// Who had it removed.
    public let author: String

    /// A beginning that was removed.
    public init(node: String, last: AuditPosition, author: String) {
        (self.node, self.last, self.author) = (node, last, author)
    }
}

/// How far the chains were pruned, by what their records say.
public struct AuditPrunings: Sendable {
    /// The last one of each chain, by its name as it stands in a line.
    private var last: [[UInt8]: AuditPosition] = [:]

    /// None.
    public init() {}

    /// Where a node's chain was cut off at its beginning; nil if it was not.
    public func last(of node: String) -> AuditPosition? { last[AuditLine.field(AuditLine.prunedChain, node)] }

    /// Takes a record in, if it is one of these.
    mutating func take(_ line: [UInt8]) {
        guard let found = AuditLine.pruning(of: line),
            last[found.chain] != nil || last.count < AuditLimits.prunedChainsMax
        else { return }
        if let known = last[found.chain], known.seq > found.last.seq { return }
        last[found.chain] = found.last
    }
}
