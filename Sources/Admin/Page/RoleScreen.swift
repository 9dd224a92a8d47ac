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
        router.get("new-role") { request, context in
            let visit = try desk.visit(request, context, least: .admin)
            return try await page(RoleDraft(), visit)
        }
        router.post("new-role") { request, context in
            let visit = try desk.visit(request, context, least: .admin)
            let form = try await desk.form(request)
            return try await change(RoleDraft(nil, form), FormAction(form["do"]), visit)
        }
        router.get("roles/:role") { request, context in
            let visit = try desk.visit(request, context, least: .admin)
            let role = try role(visit, context)
            return try await page(RoleDraft(role, seen: visit.state.tag(visit.key(.role, role.name.value))), visit)
        }
        router.post("roles/:role") { request, context in
            let visit = try desk.visit(request, context, least: .admin)
            // The role may have been taken away while somebody was writing.
            let name = try desk.name(context, "role")
            let form = try await desk.form(request)
            var draft = RoleDraft(name, form)
            let action = FormAction(form["do"])
            if case .overwrite = action { draft.seen = PartTag(text: form["theirs"]) }
            return try await change(draft, action, visit)
        }
        RemovalScreen(desk: desk).add(to: router, "roles", .role)
    }

    private func role(_ visit: Visit, _ context: AdminRequestContext) throws -> Role {
        guard let role = visit.organization.role(try desk.name(context, "role")) else { throw PageError.notFound }
        return role
    }

    private func change(_ draft: RoleDraft, _ action: FormAction, _ visit: Visit) async throws -> Response {
        var draft = draft
        action.apply(to: &draft.members, of: "role")
        do {
            switch action {
            case .save, .overwrite:
                let revision = try await desk.save(draft.edit(of: visit.name, compares: true), visit)
                return .redirect(to: "\(visit.paths.rolePage(draft.name))?saved=\(revision)", type: .normal)
            case .preview:
                let meaning = try await desk.meaning(draft.edit(of: visit.name, compares: false), visit)
                return try await page(draft, visit, meaning: meaning)
            case .add, .remove, .find, .delete, .other: return try await page(draft, visit)
            }
        } catch let error as PolicyEditError {
            return try await page(draft, visit, error: error)
        }
    }

    private func page(
        _ draft: RoleDraft,
        _ visit: Visit,
        meaning: Meaning? = nil,
        error: PolicyEditError? = nil
    ) async throws -> Response {
        let page = try await desk.directory(visit) { RolePage(draft, visit, $0, meaning: meaning, error: error) }
        return desk.page("role", page.title, .roles, page, visit, status: error.status)
    }
}

/// A role as somebody is writing it.
struct RoleDraft: Sendable {
    /// Whether it is there already; a role keeps its name.
    let isNew: Bool
    var name: String
    var members: [Member]
    var find = ""
    var comment = ""
    var seen: PartTag

    /// A new one.
    init() { (isNew, name, members, seen) = (true, "", [], PartTag(of: nil)) }

    /// The role as it is.
    init(_ role: Role, seen: PartTag) {
        (isNew, name, members, self.seen) = (false, role.name.value, role.members, seen)
    }

    /// The role as a form brings it; a new one when it has no name yet.
    init(_ name: String?, _ form: FormFields) {
        isNew = name == nil
        self.name = name ?? form["name"]
        members = form.all("role-member").compactMap(Member.init(text:))
        find = form["role-find"]
        comment = form["comment"]
        seen = isNew ? PartTag(of: nil) : PartTag(text: form["seen"])
    }

    var role: Role { Role(Located(name), members: members) }

    func edit(of organization: String, compares: Bool) -> PolicyEdit {
        let item = PolicyItem(role, of: organization)
        return PolicyEdit(put: [item], seen: compares ? [item.key: seen] : [:], comment: comment)
    }
}
