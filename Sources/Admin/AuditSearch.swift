import BlockingWork

/// Which records of the audit are asked for: those that fit all that is said.
public struct AuditQuery: Sendable, Equatable {
    /// The organisation's name, exactly as it is on record.
    public var organization: String?
    /// The watcher's name.
    public var watcher: String?
    /// The extension.
    public var target: String?
    /// The action, such as `listen-whisper-barge`.
    public var action: String?
    /// The verdict, such as `reject`.
    public var verdict: String?
    /// The first second that is wanted, since 1970-01-01 UTC.
    public var from: Int64?
    /// The second before which all is wanted.
    public var until: Int64?
    /// So many records at the most; what is beyond the limit of a page is not given.
    public var limit: Int
    /// Where the page before ended, as it said; nil for the newest.
    public var cursor: String?

    /// A query; the newest records of all when nothing is said.
    public init(
        organization: String? = nil,
        watcher: String? = nil,
        target: String? = nil,
        action: String? = nil,
        verdict: String? = nil,
        from: Int64? = nil,
        until: Int64? = nil,
        limit: Int = 50,
        cursor: String? = nil
    ) {
        (self.organization, self.watcher, self.target) = (organization, watcher, target)
        (self.action, self.verdict, self.from, self.until) = (action, verdict, from, until)
        (self.limit, self.cursor) = (limit, cursor)
    }
}

/// One record of the audit, under the names of its fields (docs/AUDIT.md). What a record does not say is left out.
public struct AuditEntry: Sendable, Codable, Equatable {
    /// When (RFC 3339, UTC).
    public var time: String
    /// The organisation's name; empty when it is about all.
    public var organization: String
    /// Who asked, by name; empty for our own events.
    public var watcher: String
    /// What was asked for.
    public var target: String
    /// What was asked, or what it happened to.
    public var action: String
    /// What became of it.
    public var verdict: String
    /// How much the watcher may see.
    public var disclosure: String?
    /// The name of what decided.
    public var rule: String
    /// The same in words.
    public var reason: String
    /// The method of the message.
    public var method: String
    /// Its Call-ID.
    public var callID: String
    /// The address that sent it.
    public var source: String
    /// What proved who asks.
    public var how: String?
    /// The status of our answer.
    public var status: Int?
    /// The number of the policy.
    public var revision: UInt64?
    /// The hash of the policy's file.
    public var sha256: String?
    /// How many records it is about.
    public var count: Int?
    /// The number of the record in its chain.
    public var seq: UInt64?
    /// The node whose chain it is of, where several write to one store.
    public var node: String?

    private enum CodingKeys: String, CodingKey {
        case time, organization, watcher, action, verdict, disclosure, rule, reason, method, source, how, status
        case revision, sha256, count, seq, node
        case target = "extension"
        case callID = "call-id"
    }
}

/// Records, the newest first.
public struct AuditPage: Sendable, Codable, Equatable {
    /// Those found; there may be none though there is a cursor, because one call looks at so much only.
    public var records: [AuditEntry]
    /// What to ask for the rest with; nil when there is nothing older that fits.
    public var cursor: String?

    /// A page.
    public init(records: [AuditEntry], cursor: String?) { (self.records, self.cursor) = (records, cursor) }
}

/// Why a search gave nothing.
public enum AuditSearchError: Error, Equatable {
    /// The cursor is none that a page had, or what it names is gone.
    case cursor
    /// The audit cannot be read, in words for the operator.
    case unreadable(String)
}

/// What the admin address asks of the audit, wherever that is kept.
public protocol AuditSearch: Sendable {
    /// The newest records that fit, before the cursor if there is one. Looks at a bounded part of the audit. Blocks.
    func find(_ query: AuditQuery) throws(AuditSearchError) -> AuditPage
}

extension AuditSearch {
    /// The same, while one search after the other is made: each may read much.
    func search(_ query: AuditQuery) async throws(AuditSearchError) -> AuditPage {
        try await auditThread.run { () throws(AuditSearchError) in try find(query) }
    }
}

private let auditThread = Blocking("audit-search")
