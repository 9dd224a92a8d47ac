import AccessPolicy
import BlockingWork
import Hummingbird
import PolicyAdministration
import PolicyFile

/// What it would break to take a role, a user or what is said of an extension away, and taking it away.
struct RemovalScreen: Sendable {
    let desk: PageDesk

    func add(to router: RouterGroup<AdminRequestContext>, _ place: String, _ kind: PolicyItem.Kind) {
        let path = RouterPath("\(place)/:\(kind.rawValue)/remove")
        router.get(path) { request, context in
            let (visit, removal) = try await removal(request, context, kind)
            return try await page(removal, visit)
        }
        router.post(path) { request, context in
            let (visit, removal) = try await removal(request, context, kind)
            let form = try await desk.form(request)
            do {
                let (key, seen, comment) = (removal.key, PartTag(text: form["seen"]), form["comment"])
                // What names it is looked for in what is there when it goes.
                let revision = try await desk.save(visit) { state in
                    guard let organization = state.organization(visit.name) else { throw PageError.notFound }
                    return Removal(key, organization).edit(of: state, seen: seen, comment)
                }
                let done = "saved=\(revision)&done=\(kind.rawValue)-removed"
                return Response.redirect(to: "\(visit.paths.base)/\(place)?\(done)", type: .normal)
            } catch let error as PolicyEditError {
                return try await page(removal, visit, error: error)
            }
        }
    }

    private func removal(
        _ request: Request,
        _ context: AdminRequestContext,
        _ kind: PolicyItem.Kind
    ) async throws -> (Visit, Removal) {
        let visit = try desk.visit(request, context, least: .admin)
        let key = visit.key(kind, try desk.name(context, kind.rawValue))
        guard visit.state.item(key) != nil else { throw PageError.notFound }
        return (visit, try await desk.reading.run { Removal(key, visit.organization) })
    }

    private func page(_ removal: Removal, _ visit: Visit, error: PolicyEditError? = nil) async throws -> Response {
        var (meaning, error): (Meaning?, PolicyEditError?) = (nil, error)
        do {
            meaning = try await desk.meaning(removal.edit(of: visit.state, seen: nil, ""), visit)
        } catch let problem as PolicyEditError {
            error = error ?? problem
        }
        let page = RemovalPage(removal, visit, meaning: meaning, error: error)
        return desk.page("removal", page.title, page.section, page, visit, status: error.status)
    }
}

/// Everything that names a part of the policy, and what becomes of it when that is gone.
struct Removal: Sendable {
    let key: PolicyItem.Key
    /// Roles that it is in.
    private(set) var roles: [Role] = []
    /// Extensions whose settings name it.
    private(set) var extensions: [ExtensionSettings] = []
    /// The organisation, if its defaults name it.
    private(set) var defaults: Organization?
    /// Lists that nobody is left in: they become `nobody`, which lets fewer in and never more.
    private(set) var emptied = 0

    init(_ key: PolicyItem.Key, _ organization: Organization) {
        self.key = key
        // Nothing names an extension.
        guard let member = Member.Kind(rawValue: key.kind.rawValue).map({ Member($0, key.name) }) else { return }
        for var role in organization.roles where role.members.contains(member) {
            role.members.removeAll { $0 == member }
            roles.append(role)
        }
        for var settings in organization.extensions {
            let before = settings
            settings.status = settings.status.map { without(member, $0) }
            settings.connectedCallers = settings.connectedCallers.map { without(member, $0) }
            settings.listenWhisperBarge = settings.listenWhisperBarge.map { without(member, $0) }
            if settings != before { extensions.append(settings) }
        }
        var changed = organization
        changed.defaults.status = without(member, changed.defaults.status)
        changed.defaults.connectedCallers = without(member, changed.defaults.connectedCallers)
        changed.defaults.listenWhisperBarge = without(member, changed.defaults.listenWhisperBarge)
        if changed.defaults != organization.defaults { defaults = changed }
    }

    private mutating func without(_ member: Member, _ audience: Located<Audience>) -> Located<Audience> {
        guard case .only(let members) = audience.value, members.contains(member) else { return audience }
        let left = members.filter { $0 != member }
        if left.isEmpty { emptied += 1 }
        return Located(left.isEmpty ? .nobody : .only(left))
    }

    /// - Parameter state: the policy in which it was looked for.
    func edit(of state: PolicyState, seen: PartTag?, _ comment: String) -> PolicyEdit {
        let organization = key.organization
        return PolicyEdit(
            put: roles.map { PolicyItem($0, of: organization) } + extensions.map { PolicyItem($0, of: organization) }
                + (defaults.map { [PolicyItem($0)] } ?? []),
            removed: [key],
            of: state,
            seen: seen.map { [key: $0] } ?? [:],
            comment: comment
        )
    }
}

/// What is shown before a part is taken away.
struct RemovalPage {
    let section: Section
    let title: String
    /// What goes; nil where its name says it.
    let what: String?
    let path: String
    let back: String
    let seen: String
    let places: [String]
    let hasPlaces: Bool
    let more: String?
    let emptied: String?
    let meaning: Meaning?
    let problems: [String]
    let hasProblems: Bool

    init(_ removal: Removal, _ visit: Visit, meaning: Meaning?, error: PolicyEditError?) {
        let (strings, kind, name) = (visit.strings, removal.key.kind, removal.key.name)
        title = strings.text("removal", kind.rawValue, ["name": name])
        what = kind == .extension ? strings.text("removal", "extensionText") : nil
        (section, back) =
            switch kind {
            case .role: (.roles, visit.paths.rolePage(name))
            case .user: (.users, visit.paths.userPage(name))
            case .extension: (.extensions, visit.paths.extensionPage(name))
            case .organization: (.settings, visit.paths.settings)
            }
        path = "\(back)/remove"
        seen = visit.state.tag(removal.key).text
        let places =
            (removal.defaults == nil ? [] : [strings.text("removal", "defaults")])
            + removal.roles.map { strings.text("removal", "inRole", ["name": $0.name.value]) }
            + removal.extensions.map { strings.text("removal", "inExtension", ["number": $0.number.value]) }
        self.places = Array(places.prefix(PageLimits.placesShownMax))
        hasPlaces = !places.isEmpty
        let left = places.count - self.places.count
        more = left > 0 ? strings.plural("meaning", "more", left) : nil
        emptied = removal.emptied > 0 ? strings.plural("removal", "emptied", removal.emptied) : nil
        self.meaning = meaning
        let problems = FieldProblems(error, strings)
        let isConflict = if case .conflict = error { true } else { false }
        self.problems = problems.all + (isConflict ? [strings.text("conflict", "title")] : [])
        hasProblems = !self.problems.isEmpty
    }
}
