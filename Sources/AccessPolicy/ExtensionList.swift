/// Brings together the extensions that users own and those that are listed with settings.
struct ExtensionList {
    private struct Entry {
        let number: Located<String>
        var owner: UInt32?
        var listedOnLine: Int?
        var rule: ResolvedRule
        var consent: ConsentRequirement
    }

    private let users: [User]
    private let consent: ConsentRequirement
    private let names: NameRegister
    private var entries: [Entry] = []
    private var indexByNumber: [String: Int] = [:]

    /// An empty list for an organisation whose users' names have been registered.
    init(_ organization: Organization, names: NameRegister) {
        users = organization.users
        consent = organization.consent
        self.names = names
    }

    /// The extensions: those owned first, in the order of their users.
    var extensions: [ResolvedExtension] {
        entries.map {
            ResolvedExtension(
                number: $0.number.value,
                owner: $0.owner,
                isListed: $0.listedOnLine != nil,
                isConsentRequired: $0.consent == .required,
                rule: $0.rule
            )
        }
    }

    /// Takes in that a user owns an extension; reports when somebody does already.
    mutating func own(
        _ number: Located<String>,
        by owner: UInt32,
        rule: ResolvedRule,
        _ report: inout ProblemList
    ) {
        let text = number.value
        let name = users[Int(owner)].name.value
        report.add(NameSyntax.problem(inUserPart: text, noun: "extension"), line: number.line)
        reportNamesake(number, owner: owner, &report)
        let key = ASCIICase.fold(text)
        guard let index = indexByNumber[key] else {
            indexByNumber[key] = entries.count
            entries.append(Entry(number: number, owner: owner, rule: rule, consent: consent))
            return
        }
        let first = entries[index]
        let other = first.owner.map { users[Int($0)].name.value } ?? name
        if first.number.value != text {
            let clash = NameRegister.clash("extension", text, with: first.number.value, line: first.number.line)
            report.add(clash, line: number.line)
        } else if first.owner == owner {
            report.add("extension `\(text)` is there twice for user `\(name)`; remove one of them", line: number.line)
        } else {
            let place = first.number.line > 0 ? " (line \(first.number.line))" : ""
            report.add(
                "extension `\(text)` of user `\(name)` belongs to user `\(other)`\(place); "
                    + "an extension has one owner",
                line: number.line
            )
        }
    }

    /// Takes in that an extension has settings; reports when it has some already.
    mutating func list(_ settings: ExtensionSettings, rule: ResolvedRule, _ report: inout ProblemList) {
        let number = settings.number
        let consent = settings.consent ?? consent
        let key = ASCIICase.fold(number.value)
        guard let index = indexByNumber[key] else {
            report.add(NameSyntax.problem(inUserPart: number.value, noun: "extension"), line: number.line)
            indexByNumber[key] = entries.count
            entries.append(Entry(number: number, listedOnLine: number.line, rule: rule, consent: consent))
            return
        }
        let first = entries[index]
        if first.number.value != number.value || first.listedOnLine != nil {
            let line = first.listedOnLine ?? first.number.line
            let clash = NameRegister.clash("extension", number.value, with: first.number.value, line: line)
            report.add(clash, line: number.line)
        }
        entries[index].listedOnLine = number.line
        entries[index].rule = rule
        entries[index].consent = consent
    }

    /// A user part must say who it is: it cannot be one user's name and another's extension.
    private func reportNamesake(_ number: Located<String>, owner: UInt32, _ report: inout ProblemList) {
        let namesake: String
        switch names.lookup(number.value) {
        case .unknown: return
        case .found(let user):
            if user == owner { return }
            namesake = number.value
        case .otherCase(let written):
            if written == users[Int(owner)].name.value { return }
            namesake = written
        }
        let name = users[Int(owner)].name.value
        report.add(
            "extension `\(number.value)` of user `\(name)` is also the name of user `\(namesake)`; rename one of them",
            line: number.line
        )
    }
}
