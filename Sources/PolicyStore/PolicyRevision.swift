import AccessPolicy

/// One change of the policy, as its history tells it.
public struct PolicyRevision: Sendable, Hashable {
    /// Ascending; the first is 1.
    public let number: Int64
    /// Who made it.
    public let author: String
    /// Why, in the author's words; may be empty.
    public let comment: String
    /// When, in seconds since 1970-01-01 UTC.
    public let time: Int64

    /// A revision.
    public init(number: Int64, author: String, comment: String, time: Int64) {
        (self.number, self.author, self.comment, self.time) = (number, author, comment, time)
    }
}

/// A change that somebody wants to make.
public struct PolicyChange: Sendable {
    /// Parts that are new, or say something else.
    public var put: [PolicyItem]
    /// Parts that are to be gone.
    public var removed: [PolicyItem.Key]
    /// Who makes it.
    public var author: String
    /// Why; may be empty.
    public var comment: String
    /// When, in seconds since 1970-01-01 UTC.
    public var time: Int64

    /// A change.
    public init(
        put: [PolicyItem] = [],
        removed: [PolicyItem.Key] = [],
        author: String,
        comment: String = "",
        time: Int64
    ) {
        (self.put, self.removed) = (put, removed)
        (self.author, self.comment, self.time) = (author, comment, time)
    }

    /// The change that puts this policy in place of that one.
    ///
    /// - Parameters:
    ///   - old: all parts of the policy that is there.
    ///   - new: all parts of the policy that is to be.
    public init(
        replacing old: [PolicyItem],
        by new: [PolicyItem],
        author: String,
        comment: String = "",
        time: Int64
    ) {
        let keys = Set(new.map(\.key))
        let removed = old.map(\.key).filter { !keys.contains($0) }
        self.init(put: new, removed: removed, author: author, comment: comment, time: time)
    }

    /// What is wrong with the texts, in words for the operator; nil when nothing is.
    public var problem: String? {
        NameSyntax.problem(inName: author, noun: "author", bytesMax: PolicyLimits.nameBytes)
            ?? (comment.isEmpty
                ? nil : NameSyntax.problem(inName: comment, noun: "comment", bytesMax: Limits.commentBytesMax))
    }
}

/// What has become of the policy since a revision.
public struct PolicyNews: Sendable, Hashable {
    /// The revision that it leads to; 0 when there is none.
    public let revision: Int64
    /// Parts that are new, or say something else than before.
    public let put: [PolicyItem]
    /// Parts that are gone.
    public let removed: [PolicyItem.Key]

    init(revision: Int64, put: [PolicyItem], removed: [PolicyItem.Key]) {
        (self.revision, self.put, self.removed) = (revision, put, removed)
    }
}

/// The parts that a revision changed, as they were and as they became.
public struct PolicyDifference: Sendable, Hashable {
    /// Those that it took out or changed, as they were.
    public let before: [PolicyItem]
    /// Those that it put in or changed, as they became.
    public let after: [PolicyItem]

    init(before: [PolicyItem], after: [PolicyItem]) { (self.before, self.after) = (before, after) }
}

/// What became of a change.
public enum PolicyOutcome: Sendable, Hashable {
    /// It is in the store, as this revision.
    case made(Int64)
    /// Everything was so already; no revision was made.
    case same
    /// Somebody has made this revision since the one that the change was made on. Nothing was changed.
    case conflict(Int64)
}
