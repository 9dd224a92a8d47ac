import Hummingbird
import PolicyAdministration
import SignIn

/// API tokens: each of one's own, all for an operator.
struct TokenRoutes {
    let desk: SignInDesk
    let clock: AdminClock

    private struct Wanted: Decodable {
        let label: String
        let scopes: [Scope]
        let days: Int64?
    }

    private struct Token: ResponseEncodable {
        let id: String
        let label: String
        let owner: String
        let organization: String?
        let scopes: [String]
        let created: Int64
        let expires: Int64
        let lastUsed: Int64?
        /// Only when it is made: it is kept nowhere.
        let token: String?

        enum CodingKeys: String, CodingKey {
            case id, label, owner, organization, scopes, created, expires, token
            case lastUsed = "last-used"
        }

        init(_ info: TokenInfo, token: String? = nil) {
            (id, label, self.token) = (info.number, info.label, token)
            scopes = info.scopes.map(\.rawValue).sorted()
            (created, expires, lastUsed) = (info.created, info.expires, info.lastUsed)
            switch info.owner {
            case .operator(let name): (owner, organization) = (name, nil)
            case .user(let organization, let name): (owner, self.organization) = (name, organization)
            }
        }
    }

    private struct Tokens: ResponseEncodable { let tokens: [Token] }

    /// - `GET /api/v1/tokens`: one's own; with `all=true` everybody's, for an operator.
    /// - `POST /api/v1/tokens`: label, scopes and days; shows the token once.
    /// - `DELETE /api/v1/tokens/ID`.
    func add(to router: Router<AdminRequestContext>) {
        let group = router.group("api/v1/tokens")
        group.get { [desk] request, context in
            let principal = try context.signedIn(for: .accounts)
            let isAll = request.uri.queryParameters.get("all") == "true"
            let tokens = try await desk.ask { try $0.tokens(for: principal, everybodys: isAll) }
            return Tokens(tokens: tokens.map { Token($0) })
        }
        group.post { [desk, clock] request, context in
            let principal = try context.signedIn(for: .accounts)
            let wanted = try await request.decode(as: Wanted.self, context: context)
            // What cannot be a number of days is refused as too many.
            let seconds = min(max(wanted.days ?? 90, 0), 1_000_000) * 86_400
            let made = try await desk.ask { desk in
                try desk.makeToken(
                    for: principal,
                    label: wanted.label,
                    scopes: Set(wanted.scopes),
                    seconds: seconds,
                    now: clock.now()
                )
            }
            var response = try Token(made.info, token: made.token).response(from: request, context: context)
            response.status = .created
            return response
        }
        group.delete(":id") { [desk] _, context -> HTTPResponse.Status in
            let principal = try context.signedIn(for: .accounts)
            let id = try context.parameters.require("id")
            guard try await desk.ask({ try $0.removeToken(id, by: principal) }) else { throw HTTPError(.notFound) }
            return .noContent
        }
    }
}
