import AccessPolicy

/// The extension that a consent is for, found in the policy.
struct ConsentPlace {
    /// Why a command about consent cannot be carried out, in words for the operator.
    struct UnusableError: Error, Equatable {
        let text: String
    }

    let organization: OrganizationID
    /// The organisation's name as the policy writes it.
    let name: String
    let known: KnownExtension

    /// Finds an extension by its number and, where the policy has several organisations, the name of one.
    static func find(
        _ number: String,
        in name: String?,
        _ policy: PolicySnapshot
    ) throws(UnusableError) -> ConsentPlace {
        let organization = try organization(name, policy)
        let name = policy.name(of: organization)
        guard let known = policy.knownExtension(number, in: organization) else {
            let advice = "list it under `extensions`, or under a user's"
            throw UnusableError(text: "`\(number)` is neither listed nor owned in `\(name)`; \(advice)")
        }
        return ConsentPlace(organization: organization, name: name, known: known)
    }

    /// The name that stands for an organisation in the register: as the policy writes it, or as given when the policy has none such.
    static func organizationName(_ name: String?, _ policy: PolicySnapshot) throws(UnusableError) -> String {
        if let name, policy.organization(named: name) == nil { return name }
        return policy.name(of: try organization(name, policy))
    }

    private static func organization(
        _ name: String?,
        _ policy: PolicySnapshot
    ) throws(UnusableError) -> OrganizationID {
        let all = policy.organizations
        let names = all.prefix(10).map { "`\(policy.name(of: $0))`" }.joined(separator: ", ")
        if let name {
            if let found = policy.organization(named: name) { return found }
            throw UnusableError(text: "the policy has no organization `\(name)`; it has \(names)")
        }
        guard let first = all.first, all.count == 1 else {
            throw UnusableError(
                text: "the policy has several organizations; add `--organization NAME`, one of \(names)"
            )
        }
        return first
    }
}
