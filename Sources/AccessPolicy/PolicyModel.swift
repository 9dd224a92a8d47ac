/// A policy as an operator writes it: names, not yet checked.
///
/// The same model is read from a file, kept in a database and served as JSON. ``PolicyCompiler`` checks it and makes a
/// ``PolicySnapshot`` of it.
public struct PolicyModel: Sendable {
    /// The name of the file that problems are reported against; empty when there is none.
    public var file: String
    /// The organisations in the order in which they were written.
    public var organizations: [Organization]

    /// A policy of some organisations.
    public init(file: String = "", organizations: [Organization]) {
        self.file = file
        self.organizations = organizations
    }
}

extension PolicyModel: Equatable {
    /// Compares what the policy says, not where it was written.
    public static func == (left: PolicyModel, right: PolicyModel) -> Bool {
        left.organizations == right.organizations
    }
}

/// One organisation: its people, its extensions and who may monitor them.
public struct Organization: Equatable, Sendable {
    /// The name, unique in the policy.
    public var name: Located<String>
    /// The hosts that this organisation's Request-URIs and Froms may carry, without a port; IPv6 in brackets.
    public var domains: [Located<String>]
    /// The operator's switch.
    public var listening: Listening
    /// Whether the policy is enforced, or only looked at; the operator's as well.
    public var mode: PolicyMode
    /// Whether listening needs a consent, for every extension that says nothing else.
    public var consent: ConsentRequirement
    /// The rule of every extension that is not listed, and of every setting that a listed one leaves out.
    public var defaults: ExtensionRule
    /// The users.
    public var users: [User]
    /// The security roles. `Admin` exists even when it is not written; it is empty then.
    public var roles: [Role]
    /// The extensions that have settings of their own.
    public var extensions: [ExtensionSettings]
    /// Custom statuses that may be shown to a status-only watcher.
    public var statuses: [Located<String>]

    /// An organisation; all but the name has the default of the policy file.
    public init(
        name: Located<String>,
        domains: [Located<String>] = [],
        listening: Listening = .enabled,
        mode: PolicyMode = .enforce,
        consent: ConsentRequirement = .notRequired,
        defaults: ExtensionRule = ExtensionRule(),
        users: [User] = [],
        roles: [Role] = [],
        extensions: [ExtensionSettings] = [],
        statuses: [Located<String>] = []
    ) {
        self.name = name
        self.domains = domains
        self.listening = listening
        self.mode = mode
        self.consent = consent
        self.defaults = defaults
        self.users = users
        self.roles = roles
        self.extensions = extensions
        self.statuses = statuses
    }

    /// The name of the role that every organisation has.
    public static let adminRole = "Admin"
}

/// A person who watches and is watched.
public struct User: Equatable, Sendable {
    /// The user name: the user part of the person's AOR. Unique in the organisation, ASCII case apart.
    public var name: Located<String>
    /// The name for people to read, if there is one.
    public var displayName: String?
    /// The extensions that the user owns.
    public var extensions: [Located<String>]

    /// A user who owns some extensions.
    public init(_ name: Located<String>, displayName: String? = nil, extensions: [Located<String>] = []) {
        self.name = name
        self.displayName = displayName
        self.extensions = extensions
    }
}

/// A security role: a named set of users and other roles.
public struct Role: Equatable, Sendable {
    /// The name, unique in the organisation, ASCII case apart.
    public var name: Located<String>
    /// The users and roles in it; may be empty.
    public var members: [Member]

    /// A role with some members.
    public init(_ name: Located<String>, members: [Member] = []) {
        self.name = name
        self.members = members
    }
}
