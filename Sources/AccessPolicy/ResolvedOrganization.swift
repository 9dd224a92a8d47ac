/// A member of a role or of an `only` list, resolved to its number within the organisation.
enum MemberReference: Hashable, Sendable {
    case user(UInt32)
    case role(UInt32)
}

/// An audience with resolved members, in the order written.
enum ResolvedAudience: Hashable, Sendable {
    case everyone
    case nobody
    case only([MemberReference])
}

/// A complete rule with resolved members.
struct ResolvedRule: Hashable, Sendable {
    let status: ResolvedAudience
    let callers: ResolvedAudience
    let listening: ResolvedAudience
}

/// A role with resolved members.
struct ResolvedRole: Sendable {
    let name: String
    let members: [MemberReference]
}

/// An extension that the policy knows: listed, owned, or both.
struct ResolvedExtension: Sendable {
    let number: String
    let owner: UInt32?
    let isListed: Bool
    let isConsentRequired: Bool
    let rule: ResolvedRule
}

/// An organisation in which every name has been found. Problems have been reported apart; if there were none, it is
/// complete.
struct ResolvedOrganization: Sendable {
    let source: Organization
    let roles: [ResolvedRole]
    let defaults: ResolvedRule
    let extensions: [ResolvedExtension]
}
