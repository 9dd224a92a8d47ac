import AccessPolicy

/// Whose account it is.
public struct AccountName: Sendable, Hashable {
    /// The organisation of a user of the policy; nil for an operator.
    public var organization: String?
    /// The name.
    public var name: String

    /// A name.
    public init(organization: String? = nil, name: String) { (self.organization, self.name) = (organization, name) }

    /// As a store compares: byte by byte.
    public static func == (left: AccountName, right: AccountName) -> Bool {
        left.name.isSpelled(as: right.name) && left.column.isSpelled(as: right.column)
    }

    /// What stands for operators where the store says an organisation: no organisation has it.
    var column: String { organization ?? "" }

    init(column: String, name: String) { self.init(organization: column.isEmpty ? nil : column, name: name) }

    /// What is wrong with how a new one is spelled, for the operator; nil when nothing is.
    public var spellingProblem: String? {
        organization.flatMap { NameSyntax.problem(inSpelling: $0, noun: "organization") }
            ?? NameSyntax.problem(inSpelling: name, noun: "account")
    }

    /// What is wrong with it, for the operator.
    var problem: String? {
        organization.flatMap {
            NameSyntax.problem(inName: $0, noun: "organization", bytesMax: PolicyLimits.nameBytes)
        } ?? NameSyntax.problem(inName: name, noun: "account", bytesMax: PolicyLimits.nameBytes)
    }
}

/// What is known of somebody who may sign in.
public struct StoredAccount: Sendable, Hashable {
    /// Whose it is.
    public var name: AccountName
    /// What a password is checked by, with its parameters; nil until there is one. Never a password.
    public var password: String?
    /// The secret of the one-time codes; nil when none are asked for.
    public var totpSecret: [UInt8]?
    /// A secret that was shown, and not yet confirmed by a code.
    public var totpPending: [UInt8]?
    /// The step of the last code that was taken: none up to it is taken again.
    public var totpStep: Int64
    /// When it was made.
    public var created: Int64

    /// An account without any secret.
    public init(name: AccountName, created: Int64) {
        (self.name, self.created) = (name, created)
        (password, totpSecret, totpPending, totpStep) = (nil, nil, nil, 0)
    }
}

/// How an account changes.
public enum AccountChange: Sendable, Hashable {
    /// There is another password; all sessions and links end.
    case password(String)
    /// A secret for one-time codes was shown.
    case enrol([UInt8])
    /// A code of the secret that was shown is right: it counts from now on. Does not fit when none was shown.
    case confirm(step: Int64)
    /// A code was taken. Does not fit when it, or a later one, was taken before.
    case used(step: Int64)
    /// No codes are asked for any more.
    case withoutCodes
}
