import Hummingbird
import PolicyAdministration
import PolicyStore
import SignIn

/// Accounts: everybody's for an operator, those of its users for an organisation's Admin.
struct AccountRoutes {
    let desk: SignInDesk
    let clock: AdminClock
    let policy: PolicyBulletin

    private struct Name: Decodable {
        let name: String
        let organization: String?
    }

    private struct Account: ResponseEncodable {
        let name: String
        let organization: String?
        let password: Bool
        let totp: Bool
        let created: Int64
    }

    private struct Accounts: ResponseEncodable { let accounts: [Account] }

    private struct Link: ResponseEncodable {
        let link: String
        let expires: Int64
    }

    /// - `GET /api/v1/accounts`: those that one may see.
    /// - `POST /api/v1/accounts/link`: name and organization; a link by which that person sets a password, once.
    /// - `DELETE /api/v1/accounts?organization=&name=`: with sessions, tokens and links.
    func add(to router: Router<AdminRequestContext>) {
        let group = router.group("api/v1/accounts")
        group.get { [desk, policy] _, context in
            let principal = try context.signedIn(for: .accounts)
            let state = policy.state
            let all = try await desk.ask { try $0.accounts() }
            return Accounts(
                accounts: all.filter { Self.may(principal, $0.name, state) }.map {
                    Account(
                        name: $0.name.name,
                        organization: $0.name.organization,
                        password: $0.hasPassword,
                        totp: $0.asksForCodes,
                        created: $0.created
                    )
                }
            )
        }
        group.post("link") { [desk, clock] request, context in
            let wanted = try await request.decode(as: Name.self, context: context)
            let name = AccountName(organization: wanted.organization, name: wanted.name)
            let principal = try context.signedIn(for: .accounts)
            // Whoever has the link signs in, and has every scope then.
            guard principal.scopes == Set(Scope.allCases) else {
                throw HTTPError(.forbidden, message: "a link gives every scope: a token that makes one must have all")
            }
            try check(name, principal, mustExist: true)
            let now = clock.now()
            let link = try await desk.ask { try $0.makeLink(for: name, now: now) }
            return Link(link: link, expires: now + SignInDesk.linkSeconds)
        }
        group.delete { [desk] request, context -> HTTPResponse.Status in
            let parameters = request.uri.queryParameters
            let name = AccountName(
                organization: parameters.get("organization"),
                name: try parameters.require("name")
            )
            try check(name, try context.signedIn(for: .accounts), mustExist: false)
            guard try await desk.ask({ try $0.removeAccount(name) }) else { throw HTTPError(.notFound) }
            return .noContent
        }
    }

    /// - Parameter mustExist: whether a user must be one of the policy's.
    private func check(_ name: AccountName, _ principal: Principal, mustExist: Bool) throws {
        let state = policy.state
        guard Self.may(principal, name, state) else { throw HTTPError(.forbidden) }
        if mustExist, let organization = name.organization, state.organization(organization)?.user(name.name) == nil {
            throw HTTPError(.notFound, message: "the policy has no user `\(name.name)`; add it first")
        }
    }

    /// Whether somebody may make and withdraw an account. An Admin is one by the policy in force, and never over operators.
    private static func may(_ principal: Principal, _ name: AccountName, _ state: PolicyState) -> Bool {
        guard let organization = name.organization else {
            if case .operator = principal.identity { return true }
            return false
        }
        return state.standing(of: principal, in: organization) >= .admin
    }
}
