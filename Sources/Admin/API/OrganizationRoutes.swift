import AccessPolicy
import Hummingbird
import PolicyAdministration
import PolicyFile

/// Organisations, without their lists.
extension API {
    static let base = "/api/v1/organizations/{organization}"

    var organizationRoutes: [APIRoute] {
        [
            APIRoute(
                .get,
                "/api/v1/organizations",
                "listOrganizations",
                "The organisations in which you are somebody",
                .signedIn(.policyRead),
                parameters: [.search] + APIRoute.Parameter.paging,
                answers: [.ok("A page of them", "OrganizationPage")],
                handler: listOrganizations
            ),
            APIRoute(
                .get,
                Self.base,
                "getOrganization",
                "What holds for a whole organisation",
                .member(.policyRead, .user),
                condition: .read,
                answers: [.ok("What holds", "OrganizationHead")],
                handler: getOrganization
            ),
            APIRoute(
                .put,
                Self.base,
                "putOrganization",
                "Change what holds; make an organisation. Domains and the switch for listening are the operator's",
                .member(.policyWrite, .admin),
                parameters: [.comment],
                condition: .put,
                body: .named("OrganizationHead"),
                answers: [.ok("It was changed", "OrganizationHead"), .created("It was made", "OrganizationHead")],
                handler: putOrganization
            ),
            APIRoute(
                .delete,
                Self.base,
                "deleteOrganization",
                "Remove an organisation and everything in it",
                .member(.policyWrite, .operator),
                parameters: [.comment],
                condition: .change,
                answers: [.gone("It is gone")],
                handler: deleteOrganization
            ),
        ]
    }

    private func listOrganizations(_ call: APICall) throws -> APIAnswer {
        let (principal, state) = (try call.asker(), call.state)
        let needle = call.text("q")?.lowercased() ?? ""
        let mine = state.model.organizations.map(\.name.value).filter { name in
            state.standing(of: principal, in: name) > .stranger
                && (needle.isEmpty || name.lowercased().contains(needle))
        }
        let page = try Page(mine, call, key: { $0 })
        return APIAnswer(
            page.json(call) { name in
                let standing = state.standing(of: principal, in: name)
                return ["organization": .string(name), "standing": .string(standing.name)]
            }
        )
    }

    private func getOrganization(_ call: APICall) throws -> APIAnswer {
        let (body, tag) = plain(call.state, PolicyItem(try call.organization()))
        return APIAnswer(body, tag: tag)
    }

    private func putOrganization(_ call: APICall) throws -> APIAnswer {
        try checkName(call, "organization")
        let head = PolicyParts.head(call.name("organization"), call.body ?? .null)
        return try put(PolicyItem(head), call, represent: plain)
    }

    private func deleteOrganization(_ call: APICall) throws -> APIAnswer {
        let organization = try call.organization()
        let (theirs, tag) = plain(call.state, PolicyItem(organization))
        try require(call, isThere: true, tag: tag, yours: .null, theirs: theirs)
        let model = PolicyModel(organizations: [organization])
        let keys = model.items.map(\.key)
        let edit = PolicyEdit(removed: keys, of: call.state, comment: call.comment)
        let revision = try save(edit, call, yours: .null) { plain(administration.state, $0) }
        return APIAnswer(nil, status: .noContent, revision: revision)
    }
}

extension Standing {
    /// As the API writes it.
    var name: String {
        switch self {
        case .stranger: "stranger"
        case .user: "user"
        case .admin: "admin"
        case .operator: "operator"
        }
    }
}
