/// Every bound of this module, with its unit and its reason.
enum Limits {
    /// Bindings read at start: what the proxy holds at the most.
    static let bindingsMax = 100_000
    /// Dialogs read at start: what the proxy holds at the most.
    static let dialogsMax = 210_000
    /// Digest hashes read at start.
    static let secretsMax = 100_000
    /// Entries of the register of consents that are read: each extension that a policy may have, five times over.
    static let consentsMax = 1_000_000
    /// Length of the note on a consent, in UTF-8 bytes.
    static let noteBytesMax = 1_000
    /// Length of the comment on a revision, in UTF-8 bytes.
    static let commentBytesMax = 1_000
    /// Revisions that are told at once.
    static let revisionsMax = 1_000
    /// Accounts: each user that a policy may have, and the operators.
    static let accountsMax = 110_000
    /// Sessions of one person: more than there are devices.
    static let sessionsMax = 32
    /// Tokens of one person.
    static let tokensMax = 100
    /// Tokens that are told of at once.
    static let tokensListedMax = 10_000
    /// Subjects whose attempts to sign in are counted.
    static let attemptsMax = 100_000
    /// Seconds after which an attempt to sign in counts no more.
    static let attemptSeconds: Int64 = 86_400
    /// Seconds to wait for another process that has the file locked.
    static let busySeconds = 2.0
    /// Pages of the write-ahead log (4 KiB each) after which it is taken over into the file.
    static let walPagesMax = 1_000
    /// Changes of other nodes' bindings that are read at once.
    static let bindingNewsMax = 1_000
    /// Seconds for which it is known that a Contact is registered no more: a node that hears of nothing for longer starts anew.
    static let goneSeconds = 3_600
    /// Seconds after which a node that says nothing is forgotten.
    static let nodeSeconds = 86_400
    /// Lines of the audit that are read at once.
    static let auditLinesMax = 1_000
    /// Seconds between two looks at a file that others may have written to; a second is what an administrator takes for at once.
    static let lookSeconds = 0.25
    /// Connections to PostgreSQL in use at once.
    static let connectionsMax = 4
    /// Seconds in which PostgreSQL must be reached.
    static let connectSeconds = 5
    /// Seconds in which PostgreSQL must have done what it is asked.
    static let answerSeconds = 10
    /// Seconds after which a connection is given up on which PostgreSQL says nothing: longer than the above, so that it can say itself what is wrong.
    static let replySeconds = answerSeconds + 2
    /// Rows in one statement: what is done within a fraction of a second.
    static let batchRowsMax = 5_000
    /// Seconds to wait for the turn to take dialogs over: what is not had soon is had with the next sign of life, which must not be late.
    static let adoptionSeconds = 2
}
