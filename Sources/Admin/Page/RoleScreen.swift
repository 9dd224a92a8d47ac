import AccessPolicy
import Hummingbird
import PolicyAdministration
import PolicyFile

/// The roles: who is in them, directly and through others.
struct RoleScreen: Sendable {
    let desk: PageDesk

    func add(to router: RouterGroup<AdminRequestContext>) {
        router.get("roles") { request, context in
            let visit = try desk.visit(request, context, least: .admin)
            let page = try await desk.directory(visit) { RoleList(visit, $0) }
            return desk.page("roles", visit.strings.text("roles", "title"), .roles, page, visit)
        }
        router.get("roles/:role/tree") { request, context in
            let visit = try desk.visit(request, context, least: .admin)
            let name = try desk.name(context, "role")
            guard visit.organization.role(name) != nil else { throw PageError.notFound }
            let page = RoleTreePage(name, visit)
            return desk.page("inside", page.title, .roles, page, visit)
        }
        NamedPartScreen<RoleDraft>(desk: desk, place: "roles", kind: .role) { draft, visit, outcome in
            let page = try await desk.directory(visit) { RolePage(draft, visit, $0, outcome) }
            return desk.page("role", page.title, .roles, page, visit, status: outcome.error.status)
        }.add(to: router)
    }
}

/// A role as somebody is writing it.
struct RoleDraft: NamedDraft {
    /// Whether it is not there yet; a role keeps its name.
    let isNew: Bool
    let name: String
    var members: [Member]
    var find = ""
    var comment = ""
    var seen: PartTag

    init() { (isNew, name, members, seen) = (true, "", [], PartTag(of: nil)) }

    init?(_ name: String, _ visit: Visit) {
        guard let role = visit.organization.role(name) else { return nil }
        (isNew, self.name, members) = (false, name, role.members)
        seen = visit.state.tag(visit.key(.role, name))
    }

    init(_ name: String?, _ form: FormFields) {
        (isNew, self.name) = (name == nil, name ?? form["name"])
        members = form.all("role-member").compactMap(Member.init(text:))
        (find, comment) = (form["role-find"], form["comment"])
        seen = isNew ? PartTag(of: nil) : PartTag(text: form["seen"])
    }

    var role: Role { Role(Located(name), members: members) }

    func item(of organization: String) -> PolicyItem { PolicyItem(role, of: organization) }

    mutating func apply(_ action: FormAction) { action.apply(to: &members, of: "role") }

    func path(_ paths: Paths) -> String { paths.rolePage(name) }
}
