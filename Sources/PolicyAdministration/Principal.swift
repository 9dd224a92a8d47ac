/// Who asks for something: a person who has signed in, or a program with a token.
public struct Principal: Sendable, Hashable {
    /// What somebody is.
    public enum Identity: Sendable, Hashable {
        /// Who runs Earshot: every organisation's, and alone the switch for listening.
        case `operator`(name: String)
        /// A user of the policy. Whether an Admin says the policy in force, each time anew.
        case user(organization: String, name: String)
    }

    /// Who it is.
    public let identity: Identity
    /// What it may be used for; a person's session has all.
    public let scopes: Set<Scope>

    /// Somebody; a person's session when no scopes are named.
    public init(_ identity: Identity, scopes: Set<Scope> = Set(Scope.allCases)) {
        (self.identity, self.scopes) = (identity, scopes)
    }

    /// Whether it is an operator.
    public var isOperator: Bool {
        switch identity {
        case .operator: true
        case .user: false
        }
    }

    /// How revisions and records name who did it: `operator:NAME` or `user:NAME`.
    public var author: String {
        switch identity {
        case .operator(let name): "operator:\(name)"
        case .user(_, let name): "user:\(name)"
        }
    }
}

/// What a token may be used for. It never gives more than its owner may do.
public enum Scope: String, Sendable, Hashable, CaseIterable, Codable {
    /// To read the policy, its history and explanations.
    case policyRead = "policy:read"
    /// To change the policy.
    case policyWrite = "policy:write"
    /// To ask who may what (AuthZEN).
    case evaluate
    /// To see who watches and listens now.
    case live
    /// To search the audit.
    case audit
    /// To record and withdraw consents.
    case consent
    /// To make and withdraw tokens and accounts.
    case accounts
}
