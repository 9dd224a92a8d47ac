import AccessPolicy
import Hummingbird
import PolicyAdministration
import PolicyFile

/// The users of an organisation.
extension API {
    private static let users = base + "/users"
    private static let user = users + "/{user}"

    var userRoutes: [APIRoute] {
        [
            APIRoute(
                .get,
                Self.users,
                "listUsers",
                "The users; what they have is for Admins",
                .member(.policyRead, .user),
                parameters: [.search] + APIRoute.Parameter.paging,
                answers: [.ok("A page of them", "UserPage")],
                handler: listUsers
            ),
            APIRoute(
                .get,
                Self.user,
                "getUser",
                "A user: oneself, or any for Admins",
                .member(.policyRead, .user),
                condition: .read,
                answers: [.ok("The user", "User")],
                handler: getUser
            ),
            APIRoute(
                .put,
                Self.user,
                "putUser",
                "Change a user, or add one",
                .member(.policyWrite, .admin),
                parameters: [.comment],
                condition: .put,
                body: .named("User"),
                answers: [.ok("The user was changed", "User"), .created("The user was added", "User")],
                handler: putUser
            ),
            APIRoute(
                .delete,
                Self.user,
                "deleteUser",
                "Remove a user whom no role and no list names",
                .member(.policyWrite, .admin),
                parameters: [.comment],
                condition: .change,
                answers: [.gone("The user is gone")],
                handler: deleteUser
            ),
        ]
    }

    private func listUsers(_ call: APICall) throws -> APIAnswer {
        let (organization, isAdmin) = (try call.organization().name.value, try call.isAdmin())
        guard let directory = administration.directory(of: organization) else { throw APIProblem.nothingThere }
        let asked = call.text("q") ?? ""
        // Who may not see the numbers must not find by them either.
        let users = directory.users(asked, byNumber: isAdmin)
        let principal = try call.asker()
        return APIAnswer(
            try Page(users, call, key: \.name.value).json(call) { user in
                let isShown = isAdmin || principal.isUser(user.name.value, of: organization)
                return .fields([
                    ("user", .string(user.name.value)),
                    ("name", user.displayName.map(JSONValue.string)),
                    ("extensions", isShown ? .strings(user.extensions.map(\.value)) : nil),
                ])
            }
        )
    }

    private func getUser(_ call: APICall) throws -> APIAnswer {
        let organization = call.name("organization")
        guard try call.isAdmin() || call.asker().isUser(call.name("user"), of: organization),
            let item = call.state.item(key(call))
        else { throw APIProblem.nothingThere }
        let (body, tag) = plain(call.state, item)
        return APIAnswer(body, tag: tag)
    }

    private func putUser(_ call: APICall) throws -> APIAnswer {
        try checkName(call, "user")
        let user = PolicyParts.user(call.name("user"), call.body ?? .null)
        return try put(PolicyItem(user, of: call.name("organization")), call, represent: plain)
    }

    private func deleteUser(_ call: APICall) throws -> APIAnswer {
        guard let item = call.state.item(key(call)) else { throw APIProblem.nothingThere }
        let (theirs, tag) = plain(call.state, item)
        return try remove(item.key, call, tag: tag, theirs: theirs)
    }

    private func key(_ call: APICall) -> PolicyItem.Key {
        PolicyItem.Key(organization: call.name("organization"), kind: .user, name: call.name("user"))
    }
}

extension Principal {
    /// Whether it is that user.
    func isUser(_ name: String, of organization: String) -> Bool {
        guard case .user(let home, let own) = identity else { return false }
        return home.isSpelled(as: organization) && own.isSpelled(as: name)
    }
}
