/// Which realm a user is challenged in, by the domain that a file gives for it.
public struct Realms: Sendable, Equatable {
    private let configured: String?
    private let organizations: [[String]]

    /// The configured realm, and the domains of each organisation, in the order of the policy.
    public init(configured: String?, organizations: [[String]]) {
        self.configured = configured
        self.organizations = organizations.filter { !$0.isEmpty }
    }

    /// All the realms that phones are challenged in.
    var all: [String] {
        if organizations.count == 1, let configured { return [configured] }
        return organizations.compactMap(\.first)
    }

    /// The realm of a user; nil when there are several organisations and the domain is none of theirs.
    func realm(ofDomain domain: String?) -> String? {
        if organizations.count == 1 { return all.first }
        guard let domain = domain?.lowercased() else { return nil }
        return organizations.first { $0.contains { $0.lowercased() == domain } }?.first
    }

    /// Whether an organisation has a domain.
    func has(domain: String) -> Bool {
        organizations.joined().contains { $0.lowercased() == domain.lowercased() }
    }
}
