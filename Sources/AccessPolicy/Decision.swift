/// How much of an extension's state a watcher may be told.
public enum Disclosure: Int, Comparable, Sendable {
    /// Nothing: refuse.
    case none
    /// The state without the caller: forward a rebuilt body.
    case status
    /// Everything: forward untouched.
    case full

    /// `none`, `status` or `full`, as the command line, the audit and the API write it.
    public var name: String {
        switch self {
        case .none: "none"
        case .status: "status"
        case .full: "full"
        }
    }

    /// Orders by how much is told.
    public static func < (left: Disclosure, right: Disclosure) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// Leave to forward, with the rule that gave it.
///
/// INVARIANT: only this module makes one, so that a forward without a policy answer does not compile.
public struct Permit: Equatable, Sendable {
    /// The rule that gave the answer, and for a status-only answer the one that limits it.
    public let rule: Rule
    /// `status` or `full`. A permit to listen or to pass through is `full`: what is forwarded is not rebuilt.
    public let disclosure: Disclosure

    init(rule: Rule, disclosure: Disclosure) {
        self.rule = rule
        self.disclosure = disclosure
    }
}

/// A refusal, with the rule that gave it.
public struct Denial: Equatable, Sendable {
    /// The rule that gave the answer.
    public let rule: Rule

    /// A refusal. Anyone may refuse.
    public init(rule: Rule) {
        self.rule = rule
    }
}

/// An answer of the policy.
public enum Decision: Equatable, Sendable {
    /// Forward.
    case permit(Permit)
    /// Refuse.
    case deny(Denial)
}

extension Decision {
    /// The rule that gave the answer.
    public var rule: Rule {
        switch self {
        case .permit(let permit): permit.rule
        case .deny(let denial): denial.rule
        }
    }

    /// How much may be told; `none` for a refusal.
    public var disclosure: Disclosure {
        switch self {
        case .permit(let permit): permit.disclosure
        case .deny: .none
        }
    }
}
