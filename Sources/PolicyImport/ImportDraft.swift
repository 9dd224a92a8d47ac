import AccessPolicy

/// An organisation in the making, from what a PBX has.
struct ImportDraft {
    private(set) var organization: Organization
    private var users: [String: Int] = [:]
    private var owners: [String: (user: String, place: ImportPlace)] = [:]
    private var roles: [String: Int] = [:]
    private var extensions: [String: Int] = [:]

    init(name: String, domains: [String] = []) {
        organization = Organization(name: Located(name))
        for domain in domains { add(domain: domain) }
    }

    /// Whether nothing was taken in.
    var isEmpty: Bool { organization.users.isEmpty && organization.roles.isEmpty && organization.extensions.isEmpty }

    mutating func add(domain: String) {
        if !has(domain: domain) { organization.domains.append(Located(domain)) }
    }

    func has(domain: String) -> Bool {
        organization.domains.contains { Self.fold($0.value) == Self.fold(domain) }
    }

    func hasUser(_ name: String) -> Bool { users[Self.fold(name)] != nil }

    /// Who owns an extension.
    func owner(of number: String) -> String? { owners[Self.fold(number)]?.user }

    /// Takes in a user; false when the name cannot be one.
    @discardableResult
    mutating func user(
        _ name: String,
        called displayName: String? = nil,
        _ place: ImportPlace,
        _ report: inout ImportReport
    ) -> Bool {
        let words = displayName?.split { $0.isWhitespace || $0.isNewline }.joined(separator: " ")
        let called = words.flatMap { $0.isEmpty ? nil : $0 }
        if let index = users[Self.fold(name)] {
            let known = organization.users[index].displayName
            if let called, let known, called != known {
                report.note("`\(name)` is called `\(called)` here and `\(known)` before; the first name stays", place)
            }
            organization.users[index].displayName = known ?? called
            return true
        }
        if let problem = NameSyntax.problem(inUserPart: name, noun: "user") {
            report.problem(problem, place)
            return false
        }
        users[Self.fold(name)] = organization.users.count
        organization.users.append(User(Located(name), displayName: called))
        return true
    }

    /// Takes in that a user, who is there, owns an extension.
    mutating func own(_ number: String, by user: String, _ place: ImportPlace, _ report: inout ImportReport) {
        guard let index = users[Self.fold(user)] else { return }
        if let problem = NameSyntax.problem(inUserPart: number, noun: "extension") {
            return report.problem(problem, place)
        }
        if let known = owners[Self.fold(number)] {
            guard Self.fold(known.user) != Self.fold(user) else { return }
            let line = known.place.line > 0 ? " (\(known.place.file):\(known.place.line))" : ""
            return report.problem("extension `\(number)` of `\(user)` belongs to `\(known.user)`\(line) already", place)
        }
        owners[Self.fold(number)] = (organization.users[index].name.value, place)
        organization.users[index].extensions.append(Located(number))
    }

    /// Takes in a role, with members if there are any.
    mutating func role(_ role: RoleName, _ members: [Member] = [], _ place: ImportPlace, _ report: inout ImportReport) {
        let name = role.text
        let problem = NameSyntax.problem(inName: name, noun: "role", bytesMax: PolicyLimits.nameBytes)
        guard problem == nil else { return report.problem(problem, place) }
        let index = roles[Self.fold(name)] ?? organization.roles.count
        if index == organization.roles.count {
            roles[Self.fold(name)] = index
            organization.roles.append(Role(Located(name)))
        }
        for member in members where !organization.roles[index].members.contains(member) {
            organization.roles[index].members.append(member)
        }
    }

    /// Changes the settings of an extension, which are made if need be.
    mutating func settings(_ number: String, _ change: (inout ExtensionSettings) -> Void) {
        let index = extensions[Self.fold(number)] ?? organization.extensions.count
        if index == organization.extensions.count {
            extensions[Self.fold(number)] = index
            organization.extensions.append(ExtensionSettings(Located(number)))
        }
        change(&organization.extensions[index])
    }

    /// Names are one without regard to ASCII case, as in a policy.
    static func fold(_ text: String) -> String {
        String(decoding: text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
}
