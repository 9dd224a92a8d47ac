import Hummingbird
import PolicyAdministration
import PolicyStore
import SignIn

/// API tokens: each of one's own, all for an operator.
extension API {
    private static let tokens = "/api/v1/tokens"
    /// Days that a token lives when nothing is said.
    private static let tokenDays: Int64 = 90

    var tokenRoutes: [APIRoute] {
        [
            APIRoute(
                .get,
                Self.tokens,
                "listTokens",
                "The own tokens, without themselves",
                .signedIn(.accounts),
                parameters: [
                    .init(name: "all", schema: .boolean, summary: "Everybody's, for an operator; others get their own")
                ] + APIRoute.Parameter.paging,
                answers: [.ok("A page of them", "TokenPage")],
                handler: listTokens
            ),
            APIRoute(
                .post,
                Self.tokens,
                "makeToken",
                "Make a token with some of the own scopes",
                .signedIn(.accounts),
                body: .named("TokenRequest"),
                answers: [.created("The token, shown this once", "Token")],
                handler: makeToken
            ),
            APIRoute(
                .delete,
                Self.tokens + "/{token}",
                "deleteToken",
                "Take a token away: one of the own, or anybody's for an operator",
                .signedIn(.accounts),
                answers: [.gone("The token is gone")],
                handler: { call in
                    let (id, address) = (call.name("token"), call.caller.address)
                    guard try desk.removeToken(id, by: try call.asker(), from: address) else {
                        throw APIProblem.nothingThere
                    }
                    return APIAnswer(nil, status: .noContent)
                }
            ),
        ]
    }

    private func listTokens(_ call: APICall) throws -> APIAnswer {
        let all = try desk.tokens(for: try call.asker(), everybodys: call.query["all"] == true)
        return APIAnswer(
            try Page(all.sorted { $0.place < $1.place }, call, key: \.place).json(call) { Self.json($0) }
        )
    }

    private func makeToken(_ call: APICall) throws -> APIAnswer {
        let days: Int64 =
            if case .integer(let days)? = call.body?["days"] { days } else { Self.tokenDays }
        let made = try desk.makeToken(
            for: try call.asker(),
            label: call.body?["label"]?.text ?? "",
            scopes: Set((call.body?["scopes"]?.values ?? []).compactMap { $0.text.flatMap(Scope.init(rawValue:)) }),
            seconds: days * 86_400,
            from: call.caller.address,
            now: call.now
        )
        return APIAnswer(Self.json(made.info, token: made.token), status: .created)
    }

    private static func json(_ info: TokenInfo, token: String? = nil) -> JSONValue {
        let owner = AccountName(info.owner)
        return .fields([
            ("id", .string(info.number)), ("label", .string(info.label)), ("owner", .string(owner.name)),
            ("organization", owner.organization.map(JSONValue.string)),
            ("scopes", .strings(info.scopes.map(\.rawValue).sorted())),
            ("created", time(info.created)), ("expires", time(info.expires)),
            ("last-used", info.lastUsed.map(time)), ("token", token.map(JSONValue.string)),
        ])
    }
}

extension TokenInfo {
    /// What orders tokens as they were made.
    fileprivate var place: String {
        let digits = String(max(created, 0))
        return String(repeating: "0", count: max(0, 19 - digits.count)) + digits + number
    }
}
