/// Somebody has signed in.
public struct StoredSession: Sendable, Hashable {
    /// The hash of what the browser shows.
    public var hash: [UInt8]
    /// Who it is.
    public var account: AccountName
    /// What a form of this session must say.
    public var csrf: String
    /// When it began.
    public var created: Int64
    /// When something was last asked in it.
    public var seen: Int64
    /// When it ends, whatever is asked.
    public var expires: Int64

    /// A session.
    public init(hash: [UInt8], account: AccountName, csrf: String, created: Int64, seen: Int64, expires: Int64) {
        (self.hash, self.account, self.csrf) = (hash, account, csrf)
        (self.created, self.seen, self.expires) = (created, seen, expires)
    }
}

/// A program may ask in somebody's name.
public struct StoredToken: Sendable, Hashable {
    /// The hash of the token.
    public var hash: [UInt8]
    /// What it is called by: no secret.
    public var number: String
    /// What it is for, in its owner's words.
    public var label: String
    /// Whose it is.
    public var account: AccountName
    /// What it may be used for.
    public var scopes: [String]
    /// When it was made.
    public var created: Int64
    /// When it ends.
    public var expires: Int64
    /// When it was last used, more or less; nil when it never was.
    public var lastUsed: Int64?

    /// A token that was not used yet.
    public init(
        hash: [UInt8],
        number: String,
        label: String,
        account: AccountName,
        scopes: [String],
        created: Int64,
        expires: Int64
    ) {
        (self.hash, self.number, self.label, self.account) = (hash, number, label, account)
        (self.scopes, self.created, self.expires, lastUsed) = (scopes, created, expires, nil)
    }
}

/// A link by which somebody may set a password, once.
public struct StoredLink: Sendable, Hashable {
    /// The hash of what is in the link.
    public var hash: [UInt8]
    /// Whose it is.
    public var account: AccountName
    /// When it ends.
    public var expires: Int64

    /// A link.
    public init(hash: [UInt8], account: AccountName, expires: Int64) {
        (self.hash, self.account, self.expires) = (hash, account, expires)
    }
}
