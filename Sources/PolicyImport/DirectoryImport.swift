import AccessPolicy
import PBXFiles

/// What FreeSWITCH has: the users of its directory, as FusionPBX writes it (`directory/DOMAIN/v_101.xml`) or as the example configuration has it.
enum DirectoryImport {
    static func read(_ files: [ImportFile], into drafts: inout ImportDrafts, _ report: inout ImportReport) {
        var reader = DirectoryReader()
        for file in files { reader.read(file, &report) }
        guard !reader.users.isEmpty else {
            let text = "there is no `<user id=…>` in it; name the directory's folder"
            return report.problem(text, ImportPlace(file: files.first?.name ?? "", line: 0))
        }
        // Users in a file of their own belong to the domain whose file includes that, which is not followed.
        let only = reader.domains.count == 1 ? reader.domains.first : nil
        let others = reader.domains.filter { !drafts.main.has(domain: $0) }.count + reader.unknownDomains.count
        let areSeveral = others + (reader.domains.contains(where: drafts.main.has) ? 1 : 0) > 1
        for (text, place) in reader.unknownDomains.sorted(by: { $0.key < $1.key }) {
            tell(text, place, areSeveral, &report)
        }
        var homes: [String: String] = [:]
        for user in reader.users {
            guard let domain = user.variables["domain_name"] ?? user.domain ?? only else {
                if areSeveral { homeless("user `\(user.id)`", user.place, &report) }
                take(user, into: &drafts.main, &report)
                continue
            }
            drafts.at(domain) { draft in
                let key = "\(draft.organization.name.value)\n\(ImportDraft.fold(user.id))"
                if let other = homes.updateValue(domain, forKey: key), other != domain {
                    let text = "`\(user.id)` is in the domains `\(other)` and `\(domain)`, and is one user here"
                    report.note(text, user.place)
                }
                take(user, into: &draft, &report)
            }
        }
        for group in reader.groups {
            guard let domain = group.domain ?? only else {
                if areSeveral { homeless("group `\(group.name)`", group.place, &report) }
                take(group, into: &drafts.main, &report)
                continue
            }
            drafts.at(domain) { take(group, into: &$0, &report) }
        }
        report.noteOnce("passwords, voicemail, tolls and limits are no policy and were left out")
    }

    private static func tell(_ text: String, _ place: ImportPlace, _ areSeveral: Bool, _ report: inout ImportReport) {
        let problem = "the domain `\(text)` is a variable that these files do not set"
        if areSeveral {
            report.problem("\(problem), and it is not the only one; name the file that sets it before them", place)
        } else {
            report.note("\(problem); say it with `--domain`", place)
        }
    }

    /// Of several organisations it could be anybody's.
    private static func homeless(_ what: String, _ place: ImportPlace, _ report: inout ImportReport) {
        report.problem("\(what) is in no domain, and there are several; take one domain in at a time", place)
    }

    private static func take(_ user: DirectoryReader.User, into draft: inout ImportDraft, _ report: inout ImportReport)
    {
        let called = user.variables["effective_caller_id_name"] ?? user.variables["directory_full_name"]
        guard draft.user(user.id, called: called.flatMap { $0 == user.id ? nil : $0 }, user.place, &report) else {
            return
        }
        draft.own(user.id, by: user.id, user.place, &report)
        if let alias = user.alias, alias != user.id { draft.own(alias, by: user.id, user.place, &report) }
        let groups = (user.variables["call_group"] ?? "") + "," + (user.variables["callgroup"] ?? "")
        for name in groups.split(whereSeparator: { $0 == "," || $0 == ";" }).map({ TextLines.trimmed($0) })
        where !name.isEmpty {
            draft.role(.callGroup(name), [Member(.user, user.id)], user.place, &report)
            report.noteOnce("call groups have become roles, which no setting names yet")
        }
        let domains = draft.organization.domains.map(\.value)
        if let context = user.variables["user_context"], context != "default", !domains.contains(context) {
            report.note("`\(user.id)` is in the context `\(context)`; what that may dial was left out", user.place)
        }
    }

    private static func take(
        _ group: DirectoryReader.Group,
        into draft: inout ImportDraft,
        _ report: inout ImportReport
    ) {
        for missing in group.members where !draft.hasUser(missing) {
            report.note("`\(missing)` in the group `\(group.name)` is no user and was left out", group.place)
        }
        let members = group.members.filter(draft.hasUser).map { Member(.user, $0) }
        draft.role(.directoryGroup(group.name), members, group.place, &report)
    }
}

/// The users and groups of a directory's files.
struct DirectoryReader {
    struct User {
        let id: String
        let alias: String?
        let domain: String?
        var variables: [String: String] = [:]
        let place: ImportPlace
    }

    struct Group {
        let name: String
        let domain: String?
        /// Those that the group points to.
        var members: [String] = []
        let place: ImportPlace
    }

    private(set) var users: [User] = []
    private(set) var groups: [Group] = []
    /// The domains that have a name.
    private(set) var domains: Set<String> = []
    /// Those whose name is a variable that nobody has set.
    private(set) var unknownDomains: [String: ImportPlace] = [:]
    private var variables = FreeSwitchVariables()
    private var domain: String?
    private var user: User?
    private var group: Group?

    mutating func read(_ file: ImportFile, _ report: inout ImportReport) {
        var scanner = XMLTagScanner(file.text)
        (domain, user, group) = (nil, nil, nil)
        while let tag = scanner.next() { take(tag, ImportPlace(file: file.name, line: tag.line), &report) }
        for line in scanner.badLines {
            report.problem("the tag cannot be read", ImportPlace(file: file.name, line: line))
        }
        if let user { report.problem("`<user>` is not closed", user.place) }
    }

    private mutating func take(_ tag: XMLTagScanner.Tag, _ place: ImportPlace, _ report: inout ImportReport) {
        switch tag.name {
        case "X-PRE-PROCESS": variables.take(tag)
        case "domain": openDomain(tag, place)
        case "group":
            if tag.isStart, let name = tag.attributes["name"] {
                group = Group(name: name, domain: domain, place: place)
            }
            // Everybody's own group, in which the example configuration has all users.
            if tag.isEnd, let group, group.name != "default" || !group.members.isEmpty { groups.append(group) }
            if tag.isEnd { group = nil }
        case "user":
            if tag.isStart { open(tag, place, &report) }
            if tag.isEnd { close() }
        case "variable":
            guard user != nil, let name = tag.attributes["name"], let value = tag.attributes["value"] else { return }
            guard let value = variables.expanded(value) else { return }
            if !value.isEmpty { user?.variables[name] = value }
        default: break
        }
    }

    private mutating func openDomain(_ tag: XMLTagScanner.Tag, _ place: ImportPlace) {
        domain = nil
        guard tag.isStart, !tag.isEnd else { return }
        guard let name = tag.attributes["name"].flatMap(variables.expanded), !name.isEmpty else {
            let text = tag.attributes["name"] ?? ""
            unknownDomains[text] = unknownDomains[text] ?? place
            return
        }
        domain = name
        domains.insert(name)
    }

    private mutating func open(_ tag: XMLTagScanner.Tag, _ place: ImportPlace, _ report: inout ImportReport) {
        if let user { report.problem("`<user>` is not closed", user.place) }
        user = nil
        guard let id = tag.attributes["id"].flatMap(variables.expanded), !id.isEmpty else {
            return report.problem("`<user>` has no `id`", place)
        }
        if tag.attributes["type"] == "pointer" {
            group?.members.append(id)
            return
        }
        let alias = tag.attributes["number-alias"].flatMap(variables.expanded).flatMap { $0.isEmpty ? nil : $0 }
        user = User(id: id, alias: alias, domain: domain, place: place)
        if group != nil, group?.name != "default" { group?.members.append(id) }
    }

    private mutating func close() {
        if let user { users.append(user) }
        user = nil
    }
}
