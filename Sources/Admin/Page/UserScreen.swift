import AccessPolicy
import Hummingbird
import PolicyAdministration
import PolicyFile

/// The users: names and extensions, and what one of them may see and hear.
struct UserScreen: Sendable {
    let desk: PageDesk

    func add(to router: RouterGroup<AdminRequestContext>) {
        router.get("users") { request, context in
            let visit = try desk.visit(request, context, least: .admin)
            let page = try await desk.directory(visit) { UserList(visit, $0) }
            return desk.page("users", visit.strings.text("users", "title"), .users, page, visit)
        }
        router.get("new-user") { request, context in
            let visit = try desk.visit(request, context, least: .admin)
            return page(UserDraft(), visit)
        }
        router.post("new-user") { request, context in
            let visit = try desk.visit(request, context, least: .admin)
            let form = try await desk.form(request)
            return try await change(UserDraft(nil, form), FormAction(form["do"]), visit)
        }
        router.get("users/:user") { request, context in
            let visit = try desk.visit(request, context, least: .admin)
            guard let user = visit.organization.user(try desk.name(context, "user")) else { throw PageError.notFound }
            return page(UserDraft(user, seen: visit.state.tag(visit.key(.user, user.name.value))), visit)
        }
        router.post("users/:user") { request, context in
            let visit = try desk.visit(request, context, least: .admin)
            let form = try await desk.form(request)
            var draft = UserDraft(try desk.name(context, "user"), form)
            let action = FormAction(form["do"])
            if case .overwrite = action { draft.seen = PartTag(text: form["theirs"]) }
            return try await change(draft, action, visit)
        }
        router.get("users/:user/can") { request, context in
            let visit = try desk.visit(request, context, least: .admin)
            guard let user = visit.organization.user(try desk.name(context, "user")) else { throw PageError.notFound }
            let page = try await desk.directory(visit) { CanPage(user, visit, $0) }
            return desk.page("can", page.title, .users, page, visit)
        }
        RemovalScreen(desk: desk).add(to: router, "users", .user)
    }

    private func change(_ draft: UserDraft, _ action: FormAction, _ visit: Visit) async throws -> Response {
        do {
            switch action {
            case .save, .overwrite:
                let revision = try await desk.save(draft.edit(of: visit.name, compares: true), visit)
                return .redirect(to: "\(visit.paths.userPage(draft.name))?saved=\(revision)", type: .normal)
            case .preview, .add, .remove, .find, .delete, .other:
                let meaning = try await desk.meaning(draft.edit(of: visit.name, compares: false), visit)
                return page(draft, visit, meaning: meaning)
            }
        } catch let error as PolicyEditError {
            return page(draft, visit, error: error)
        }
    }

    private func page(
        _ draft: UserDraft,
        _ visit: Visit,
        meaning: Meaning? = nil,
        error: PolicyEditError? = nil
    ) -> Response {
        let page = UserPage(draft, visit, meaning: meaning, error: error)
        return desk.page("user", page.title, .users, page, visit, status: error.status)
    }
}

/// A user as somebody is writing it.
struct UserDraft: Sendable {
    let isNew: Bool
    var name: String
    var displayName: String
    /// The numbers as they are written: with spaces or commas between.
    var extensions: String
    var comment = ""
    var seen: PartTag

    init() { (isNew, name, displayName, extensions, seen) = (true, "", "", "", PartTag(of: nil)) }

    init(_ user: User, seen: PartTag) {
        (isNew, name, displayName) = (false, user.name.value, user.displayName ?? "")
        (extensions, self.seen) = (user.extensions.map(\.value).joined(separator: ", "), seen)
    }

    init(_ name: String?, _ form: FormFields) {
        isNew = name == nil
        (self.name, displayName, extensions) = (name ?? form["name"], form["display-name"], form["extensions"])
        (comment, seen) = (form["comment"], isNew ? PartTag(of: nil) : PartTag(text: form["seen"]))
    }

    var user: User {
        let numbers = extensions.split { $0 == "," || $0.isWhitespace }
        return User(
            Located(name),
            displayName: displayName.isEmpty ? nil : displayName,
            extensions: numbers.map { Located(String($0)) }
        )
    }

    func edit(of organization: String, compares: Bool) -> PolicyEdit {
        let item = PolicyItem(user, of: organization)
        return PolicyEdit(put: [item], seen: compares ? [item.key: seen] : [:], comment: comment)
    }
}
