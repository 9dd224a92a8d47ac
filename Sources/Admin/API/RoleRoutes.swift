import AccessPolicy
import Hummingbird
import PolicyAdministration
import PolicyFile

/// The security roles of an organisation.
extension API {
    private static let roles = base + "/roles"
    private static let role = roles + "/{role}"

    var roleRoutes: [APIRoute] {
        [
            APIRoute(
                .get,
                Self.roles,
                "listRoles",
                "The roles; who is in them is for Admins",
                .member(.policyRead, .user),
                parameters: [.search] + APIRoute.Parameter.paging,
                answers: [.ok("A page of them", "RolePage")],
                handler: listRoles
            ),
            APIRoute(
                .get,
                Self.role,
                "getRole",
                "A role and who is in it",
                .member(.policyRead, .admin),
                condition: .read,
                answers: [.ok("The role", "Role")],
                handler: getRole
            ),
            APIRoute(
                .put,
                Self.role,
                "putRole",
                "Change a role, or add one",
                .member(.policyWrite, .admin),
                parameters: [.comment],
                condition: .put,
                body: .named("Role"),
                answers: [.ok("The role was changed", "Role"), .created("The role was added", "Role")],
                handler: putRole
            ),
            APIRoute(
                .delete,
                Self.role,
                "deleteRole",
                "Remove a role that no other and no list names",
                .member(.policyWrite, .admin),
                parameters: [.comment],
                condition: .change,
                answers: [.gone("The role is gone")],
                handler: deleteRole
            ),
        ]
    }

    private func listRoles(_ call: APICall) throws -> APIAnswer {
        guard let directory = administration.directory(of: try call.organization().name.value) else {
            throw APIProblem.nothingThere
        }
        let isAdmin = try call.isAdmin()
        return APIAnswer(
            try Page(directory.roles(matching: call.text("q") ?? ""), call, key: \.name.value).json(call) { role in
                .fields([
                    ("role", .string(role.name.value)),
                    ("members", isAdmin ? .strings(role.members.map(\.description)) : nil),
                ])
            }
        )
    }

    private func getRole(_ call: APICall) throws -> APIAnswer {
        guard let item = call.state.item(key(call)) else { throw APIProblem.nothingThere }
        let (body, tag) = plain(call.state, item)
        return APIAnswer(body, tag: tag)
    }

    private func putRole(_ call: APICall) throws -> APIAnswer {
        try checkName(call, "role")
        let role = PolicyParts.role(call.name("role"), call.body ?? .null)
        return try put(PolicyItem(role, of: call.name("organization")), call, represent: plain)
    }

    private func deleteRole(_ call: APICall) throws -> APIAnswer {
        guard let item = call.state.item(key(call)) else { throw APIProblem.nothingThere }
        guard item.key.name != Organization.adminRole else {
            throw APIProblem(.forbidden, "the role `\(Organization.adminRole)` is always there; take its members out")
        }
        let (theirs, tag) = plain(call.state, item)
        return try remove(item.key, call, tag: tag, theirs: theirs)
    }

    private func key(_ call: APICall) -> PolicyItem.Key {
        PolicyItem.Key(organization: call.name("organization"), kind: .role, name: call.name("role"))
    }
}
