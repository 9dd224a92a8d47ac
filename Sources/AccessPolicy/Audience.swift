/// Who gets what a setting gives.
public enum Audience: Equatable, Sendable {
    /// Every identified user of the organisation.
    case everyone
    /// No user. For `status` and `connected-callers`, the owner keeps the view of the own extension.
    case nobody
    /// The users that the list names, directly or through roles. An empty list is a problem.
    case only([Member])
}

/// One entry of an `only` list or of a role: `user:alice` or `role:Sales Supervisors`.
public struct Member: Sendable {
    /// What a member is.
    public enum Kind: String, Hashable, Sendable {
        /// A user of the organisation.
        case user
        /// A role of the organisation, with all its members.
        case role
    }

    /// Whether `name` is a user's or a role's.
    public var kind: Kind
    /// The name as written.
    public var name: String
    /// The line, counted from 1; 0 when it does not come from a file.
    public var line: Int

    /// A member; leave out the line for one that comes from no file.
    public init(_ kind: Kind, _ name: String, line: Int = 0) {
        self.kind = kind
        self.name = name
        self.line = line
    }
}

extension Member: Equatable, CustomStringConvertible {
    /// Compares kind and name, not the lines.
    public static func == (left: Member, right: Member) -> Bool {
        left.kind == right.kind && left.name == right.name
    }

    /// The member as it is written in a policy file, such as `role:Admin`.
    public var description: String {
        "\(kind.rawValue):\(name)"
    }
}

/// The operator's switch for a whole organisation.
public enum Listening: String, Sendable {
    /// `listen-whisper-barge` decides.
    case enabled
    /// No one may listen, whisper or barge, an Admin included.
    case disabled
}

/// Whether an organisation's policy is enforced; the operator's to say, as ``Listening`` is.
public enum PolicyMode: String, Sendable, CaseIterable {
    /// What the policy refuses is refused; the default.
    case enforce
    /// The policy decides and what it would have done goes on record, but messages go as they would without it.
    case shadow
}

/// Whether an extension may be listened to only after a consent was recorded for it.
public enum ConsentRequirement: String, Sendable {
    /// Nobody may listen until a consent is recorded. The consent gives no right by itself.
    case required
    /// `listen-whisper-barge` alone decides; the default.
    case notRequired = "not-required"
}

/// Who may change the settings of an extension.
public enum Management: String, Sendable {
    /// The Admin and the owner; the default.
    case user
    /// Only the Admin: the extension is locked.
    case admin
}
