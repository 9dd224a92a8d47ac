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
        router.get("users/:user/can") { request, context in
            let visit = try desk.visit(request, context, least: .admin)
            guard let user = visit.organization.user(try desk.name(context, "user")) else { throw PageError.notFound }
            let page = try await desk.directory(visit) { CanPage(user, visit, $0) }
            return desk.page("can", page.title, .users, page, visit)
        }
        NamedPartScreen<UserDraft>(desk: desk, place: "users", kind: .user) { draft, visit, outcome in
            let page = UserPage(draft, visit, outcome)
            return desk.page("user", page.title, .users, page, visit, status: outcome.error.status)
        }.add(to: router)
    }
}

/// A user as somebody is writing it.
struct UserDraft: NamedDraft {
    /// Whether it is not there yet; a user keeps its name.
    let isNew: Bool
    let name: String
    let displayName: String
    /// The numbers as they are written: with spaces or commas between.
    let extensions: String
    var comment = ""
    var seen: PartTag

    init() { (isNew, name, displayName, extensions, seen) = (true, "", "", "", PartTag(of: nil)) }

    init?(_ name: String, _ visit: Visit) {
        guard let user = visit.organization.user(name) else { return nil }
        (isNew, self.name, displayName) = (false, name, user.displayName ?? "")
        extensions = user.extensions.map(\.value).joined(separator: ", ")
        seen = visit.state.tag(visit.key(.user, name))
    }

    init(_ name: String?, _ form: FormFields) {
        (isNew, self.name) = (name == nil, name ?? form["name"])
        (displayName, extensions) = (form["display-name"], form["extensions"])
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

    func item(of organization: String) -> PolicyItem { PolicyItem(user, of: organization) }

    /// It has no lists.
    mutating func apply(_ action: FormAction) {}

    func path(_ paths: Paths) -> String { paths.userPage(name) }
}
