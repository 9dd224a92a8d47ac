import Hummingbird
import PolicyAdministration
import PolicyStore
import SignIn

/// Accounts: everybody's for an operator, those of its users for an organisation's Admin.
extension API {
    private static let accounts = "/api/v1/accounts"

    var accountRoutes: [APIRoute] {
        [
            APIRoute(
                .get,
                Self.accounts,
                "listAccounts",
                "The accounts that one is over",
                .signedIn(.accounts),
                parameters: APIRoute.Parameter.paging,
                answers: [.ok("A page of them", "AccountPage")],
                handler: listAccounts
            ),
            APIRoute(
                .post,
                Self.accounts + "/link",
                "makeLink",
                "A link by which somebody sets a password, once; the account is made when it is used",
                .signedIn(.accounts),
                body: .named("AccountName"),
                answers: [.ok("The link, to be given to that person and nobody else", "Link")],
                problems: [.notFound],
                handler: makeLink
            ),
            APIRoute(
                .delete,
                Self.accounts,
                "deleteAccount",
                "Take an account away, with its sessions, tokens and links",
                .signedIn(.accounts),
                parameters: [
                    .init(name: "name", schema: Schemas.name, summary: "Whose it is", isRequired: true),
                    .init(
                        name: "organization",
                        schema: Schemas.name,
                        summary: "Of a user of the policy; an operator's when left out"
                    ),
                ],
                answers: [.gone("The account is gone")],
                problems: [.notFound],
                handler: deleteAccount
            ),
        ]
    }

    private func listAccounts(_ call: APICall) throws -> APIAnswer {
        let principal = try call.asker()
        let all = try desk.accounts().filter { Self.isOver(principal, $0.name, call.state) }
        return APIAnswer(
            try Page(all.sorted { $0.place < $1.place }, call, key: \.place).json(call) { account in
                .fields([
                    ("name", .string(account.name.name)),
                    ("organization", account.name.organization.map(JSONValue.string)),
                    ("password", .bool(account.hasPassword)), ("totp", .bool(account.asksForCodes)),
                    ("created", Self.time(account.created)),
                ])
            }
        )
    }

    private func makeLink(_ call: APICall) throws -> APIAnswer {
        let principal = try call.asker()
        // Whoever has the link signs in, and has every scope then.
        guard principal.scopes == Set(Scope.allCases) else {
            throw APIProblem(.forbidden, "a link gives every scope: a token that makes one must have all")
        }
        let name = AccountName(
            organization: call.body?["organization"]?.text,
            name: call.body?["name"]?.text ?? ""
        )
        try requireOver(name, principal, call.state)
        if let organization = name.organization, call.state.organization(organization)?.user(name.name) == nil {
            throw APIProblem(.notFound, "the policy has no user `\(name.name)`; add it first")
        }
        let link = try desk.makeLink(for: name, now: call.now, by: try call.visitor())
        return APIAnswer(["link": .string(link), "expires": Self.time(call.now + SignInDesk.linkSeconds)])
    }

    private func deleteAccount(_ call: APICall) throws -> APIAnswer {
        let name = AccountName(organization: call.text("organization"), name: call.text("name") ?? "")
        try requireOver(name, try call.asker(), call.state)
        guard try desk.removeAccount(name, by: try call.visitor()) else { throw APIProblem.nothingThere }
        return APIAnswer(nil, status: .noContent)
    }

    /// Refuses who is not over an account, whether it is there or not.
    private func requireOver(_ name: AccountName, _ principal: Principal, _ state: PolicyState) throws {
        guard Self.isOver(principal, name, state) else {
            throw APIProblem(.forbidden, "only an operator, or an Admin of the organization, may do this")
        }
    }

    /// Whether somebody may make and withdraw an account. An Admin is one by the policy in force, and never over operators.
    private static func isOver(_ principal: Principal, _ name: AccountName, _ state: PolicyState) -> Bool {
        guard let organization = name.organization else { return principal.isOperator }
        return state.standing(of: principal, in: organization) >= .admin
    }
}

extension AccountInfo {
    /// What orders accounts: operators first, then by organisation and name. No name has a control character.
    fileprivate var place: String { "\(name.organization ?? "")\u{1}\(name.name)" }
}
