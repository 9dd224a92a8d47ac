import AccessPolicy

/// Where something stands.
struct ImportPlace: Hashable {
    let file: String
    let line: Int
}

/// Collects what is wrong, and what could not be carried over.
struct ImportReport {
    private(set) var problems: [PolicyProblem] = []
    private var notes: [PolicyProblem] = []
    private var leftOut = (problems: 0, notes: 0)
    private var said: Set<String> = []

    var allProblems: [PolicyProblem] { problems + Self.more(leftOut.problems, "problems") }
    var allNotes: [PolicyProblem] { notes + Self.more(leftOut.notes, "notes") }

    private static func more(_ count: Int, _ noun: String) -> [PolicyProblem] {
        count == 0 ? [] : [PolicyProblem(file: "", line: 0, text: "\(count) more \(noun) are not listed")]
    }

    /// Takes in what is wrong.
    mutating func problem(_ text: String?, _ place: ImportPlace) {
        guard let text else { return }
        add(PolicyProblem(file: place.file, line: place.line, text: text))
    }

    mutating func add(_ problem: PolicyProblem) {
        guard problems.count < PolicyImportLimits.reportsMax else {
            leftOut.problems += 1
            return
        }
        problems.append(problem)
    }

    /// Takes in what was not carried over, or is to be looked at.
    mutating func note(_ text: String, _ place: ImportPlace) {
        guard notes.count < PolicyImportLimits.reportsMax else {
            leftOut.notes += 1
            return
        }
        notes.append(PolicyProblem(file: place.file, line: place.line, text: text))
    }

    /// The same of the whole, once.
    mutating func noteOnce(_ text: String) {
        if said.insert(text).inserted { note(text, ImportPlace(file: "", line: 0)) }
    }

    /// What every policy that was taken in wants.
    mutating func look(at organization: Organization) {
        let name = organization.name.value
        if organization.domains.isEmpty {
            noteOnce("`\(name)` has no domain; say with `--domain` what phones have behind the `@`")
        }
        let admins = Self.admins(of: organization)
        switch admins.count {
        case 0: noteOnce("nobody of `\(name)` is in the role `Admin`, so that nobody may listen; name somebody there")
        case 1: noteOnce("1 person of `\(name)` is Admin: \(Self.list(admins))")
        case let count: noteOnce("\(count) people of `\(name)` are Admin: \(Self.list(admins))")
        }
    }

    /// Who is in the role `Admin`, directly or through other roles, in the order of their names.
    private static func admins(of organization: Organization) -> [String] {
        let members = Dictionary(organization.roles.map { ($0.name.value, $0.members) }) { one, _ in one }
        var (open, seen, found) = ([Organization.adminRole], Set([Organization.adminRole]), Set<String>())
        while let next = open.popLast() {
            for member in members[next] ?? [] {
                switch member.kind {
                case .user: found.insert(member.name)
                case .role where seen.insert(member.name).inserted: open.append(member.name)
                case .role: continue
                }
            }
        }
        return found.sorted()
    }

    /// The first of some names, and that there are more.
    static func list(_ names: [String]) -> String {
        let first = names.prefix(PolicyImportLimits.listedMax).map { "`\($0)`" }.joined(separator: ", ")
        let more = names.count - PolicyImportLimits.listedMax
        return more > 0 ? "\(first) and \(more) more" : first
    }
}
