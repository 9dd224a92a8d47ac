import AccessPolicy

/// The organisations of one run: the one that was named, and those that the files name by their domains.
struct ImportDrafts {
    var main: ImportDraft
    private var others: [ImportDraft] = []
    private let base: PolicyModel?
    /// Whether the first domain of the files is the main organisation's.
    private var takesFirst: Bool

    /// - Parameters:
    ///   - organization: the one that was named.
    ///   - domains: its domains, besides those that it has in `base`.
    ///   - base: the policy to add to. What is of a domain of an organisation there is that one's.
    init(_ organization: String?, domains: [String], base: PolicyModel?) {
        let name = organization ?? Self.only(of: base, at: domains) ?? "Imported"
        main = ImportDraft(name: name, domains: domains)
        for domain in base?.organization(name)?.domains ?? [] { main.add(domain: domain.value) }
        self.base = base
        // Where there are several already, one that nobody has named is none of them.
        takesFirst = main.organization.domains.isEmpty && (organization != nil || base?.organizations.count ?? 0 < 2)
    }

    /// Whether what belongs to no domain has a place: without a name it could be any of several.
    static func isClear(_ organization: String?, _ domains: [String], _ base: PolicyModel?) -> Bool {
        organization != nil || base?.organizations.isEmpty ?? true || only(of: base, at: domains) != nil
    }

    private static func only(of base: PolicyModel?, at domains: [String]) -> String? {
        guard let base else { return nil }
        let found = base.organizations.count < 2 ? base.organizations : domains.compactMap(base.organization(at:))
        return Set(found.map(\.name.value)).count == 1 ? found.first?.name.value : nil
    }

    /// Changes what is to become the organisation of a domain. The first domain is the main one's, where nobody said which is.
    mutating func at(_ domain: String, _ change: (inout ImportDraft) -> Void) {
        if takesFirst, main.isEmpty { main.add(domain: domain) }
        takesFirst = false
        if main.has(domain: domain) { return change(&main) }
        let name = base?.organization(at: domain)?.name.value ?? domain
        if let index = others.firstIndex(where: { $0.organization.name.value == name }) {
            others[index].add(domain: domain)
            return change(&others[index])
        }
        var draft = ImportDraft(name: name, domains: [domain])
        change(&draft)
        others.append(draft)
    }

    func organizations(_ report: inout ImportReport) -> [Organization] {
        if main.isEmpty { report.noteOnce("there is nothing for `\(main.organization.name.value)` in the files") }
        let found = others.map(\.organization)
        return main.isEmpty && !found.isEmpty ? found : [main.organization] + found
    }
}

extension PolicyModel {
    fileprivate func organization(_ name: String) -> Organization? {
        organizations.first { ImportDraft.fold($0.name.value) == ImportDraft.fold(name) }
    }

    /// The one that has a domain.
    fileprivate func organization(at domain: String) -> Organization? {
        organizations.first { $0.domains.contains { ImportDraft.fold($0.value) == ImportDraft.fold(domain) } }
    }
}
