/// A line of the audit as it is kept, with what it is found by.
public struct StoredAuditLine: Sendable, Hashable {
    /// Its place among all lines, the last written the highest; 0 when it is not in the store yet.
    public var place: Int64
    /// The node whose chain it is of.
    public var node: String
    /// Its number in the chain.
    public var seq: Int64
    /// When, in seconds since 1970-01-01 UTC.
    public var time: Int64
    /// The organisation, watcher, extension, action and verdict that it names.
    public var organization: String
    /// The watcher.
    public var watcher: String
    /// The extension.
    public var target: String
    /// The action.
    public var action: String
    /// The verdict.
    public var verdict: String
    /// The line itself, with its line feed.
    public var line: [UInt8]

    /// A line.
    public init(
        place: Int64 = 0,
        node: String,
        seq: Int64,
        time: Int64,
        organization: String,
        watcher: String,
        target: String,
        action: String,
        verdict: String,
        line: [UInt8]
    ) {
        (self.place, self.node, self.seq, self.time) = (place, node, seq, time)
        (self.organization, self.watcher, self.target) = (organization, watcher, target)
        (self.action, self.verdict, self.line) = (action, verdict, line)
    }
}

/// Which lines of the audit are asked for: those that fit all that is said.
public struct StoredAuditQuery: Sendable {
    /// Texts that must be so.
    public var organization: String?
    /// The watcher.
    public var watcher: String?
    /// The extension.
    public var target: String?
    /// The action.
    public var action: String?
    /// The verdict.
    public var verdict: String?
    /// The first second that is wanted.
    public var from: Int64?
    /// The second before which all is wanted.
    public var until: Int64?
    /// The place before which all is wanted.
    public var before: Int64?
    /// So many at the most.
    public var limit: Int

    /// A query; the last lines of all when nothing is said.
    public init(limit: Int) { self.limit = limit }

    /// What must be so, column by column.
    var texts: [(column: String, text: String)] {
        [
            ("organization", organization), ("watcher", watcher), ("extension", target), ("action", action),
            ("verdict", verdict),
        ].compactMap { column, text in text.map { (column, $0) } }
    }

    /// The bounds of numbers, column by column.
    var bounds: [(condition: String, number: Int64)] {
        [("time >=", from), ("time <", until), ("place <", before)].compactMap { condition, number in
            number.map { (condition, $0) }
        }
    }
}

extension StoreError {
    /// Two are at it at once.
    static let isBeingPruned = StoreError("somebody else prunes the audit at this moment; try again")
}

/// The audit in a store: lines are only added, a chain for each node. Calls block.
public protocol AuditStore: Sendable {
    /// Puts lines at the end, all or none; those that are there already stay.
    func append(_ lines: [StoredAuditLine]) throws(StoreError)

    /// Keeps what says how far a node's chain has come.
    func keep(head: [UInt8], of node: String) throws(StoreError)

    /// What was kept so; nothing when nothing was.
    func auditHead(of node: String) throws(StoreError) -> [UInt8]

    /// The lines of a node's chain after a number, in order, a page of them; the last one when the number is nil.
    func auditLines(of node: String, after seq: Int64?) throws(StoreError) -> [[UInt8]]

    /// Takes down that the beginnings of chains may go, up to a number by node, and puts the lines that say so at the end of a chain of their own, with
    /// its head: all of it or nothing.
    ///
    /// - Throws: also when one of the lines is there already, because somebody else does the same.
    func prune(_ chains: [String: Int64], noting lines: [StoredAuditLine], head: [UInt8]) throws(StoreError)

    /// Removes lines of beginnings that may go, a page of them. Gives how many; none when all is done.
    func removePruned() throws(StoreError) -> Int

    /// Who has a chain.
    func auditNodes() throws(StoreError) -> [String]

    /// The last lines that fit, the last first.
    func audit(_ query: StoredAuditQuery) throws(StoreError) -> [StoredAuditLine]
}
