import AdministeredStore
import HTTPTypes
import PolicyAdministration
import PolicyStore
import Testing

@testable import Admin
@testable import SignIn

/// Signing in, and what belongs to an account.
extension RightsMatrix {
    static let signingIn: [RightsRow] = own + tokens + accounts

    private static let own: [RightsRow] = [
        .init(
            route: "signIn",
            method: .post,
            uri: "/api/v1/sign-in",
            body: ["name": "carol", "organization": "Example Ltd", "password": .string(APIStage.password)],
            statuses: [200, 200, 200, 200, 200, 200]
        ),
        .init(
            route: "signIn",
            what: "with a wrong password",
            method: .post,
            uri: "/api/v1/sign-in",
            body: ["name": "carol", "organization": "Example Ltd", "password": "wrong"],
            statuses: [401, 401, 401, 401, 401, 401]
        ),
        .init(route: "signOut", method: .post, uri: "/api/v1/sign-out", statuses: [204, 204, 204, 204, 204, 204]),
        .init(route: "getSession", method: .get, uri: "/api/v1/session", statuses: [200, 200, 200, 200, 401, 200]),
        .init(
            route: "changePassword",
            method: .post,
            uri: "/api/v1/password",
            body: ["old": .string(APIStage.password), "new": "another good password"],
            statuses: [200, 200, 200, 200, 401, 403]
        ),
        .init(route: "enrolCodes", method: .post, uri: "/api/v1/totp", statuses: [200, 200, 200, 200, 401, 403]),
        .init(
            route: "confirmCodes",
            what: "where none were shown",
            method: .post,
            uri: "/api/v1/totp/confirm",
            body: ["code": "000000"],
            statuses: [422, 422, 422, 422, 401, 403]
        ),
        .init(
            route: "dropCodes",
            method: .delete,
            uri: "/api/v1/totp",
            body: ["password": .string(APIStage.password)],
            statuses: [204, 204, 204, 204, 401, 403]
        ),
    ]

    private static let tokens: [RightsRow] = [
        .init(route: "listTokens", method: .get, uri: "/api/v1/tokens", statuses: [200, 200, 200, 200, 401, 403]),
        .init(
            route: "makeToken",
            method: .post,
            uri: "/api/v1/tokens",
            body: ["label": "wallboard", "scopes": ["live"]],
            statuses: [201, 201, 201, 201, 401, 403]
        ),
        .init(
            route: "deleteToken",
            what: "the own",
            method: .delete,
            uri: "/api/v1/tokens/of-bob",
            statuses: [204, 404, 204, 404, 401, 403]
        ),
        .init(
            route: "deleteToken",
            what: "one there is not",
            method: .delete,
            uri: "/api/v1/tokens/none",
            statuses: [404, 404, 404, 404, 401, 403]
        ),
    ]

    private static let accounts: [RightsRow] = [
        .init(route: "listAccounts", method: .get, uri: "/api/v1/accounts", statuses: [200, 200, 200, 200, 401, 403]),
        .init(
            route: "makeLink",
            what: "a user's",
            method: .post,
            uri: "/api/v1/accounts/link",
            body: ["name": "dave", "organization": "Example Ltd"],
            statuses: [200, 200, 403, 403, 401, 403]
        ),
        .init(
            route: "makeLink",
            what: "of whom the policy does not know",
            method: .post,
            uri: "/api/v1/accounts/link",
            body: ["name": "mallory", "organization": "Example Ltd"],
            statuses: [404, 404, 403, 403, 401, 403]
        ),
        .init(
            route: "makeLink",
            what: "an operator's",
            method: .post,
            uri: "/api/v1/accounts/link",
            body: ["name": "second"],
            statuses: [200, 403, 403, 403, 401, 403]
        ),
        .init(
            route: "deleteAccount",
            what: "a user's",
            method: .delete,
            uri: "/api/v1/accounts?organization=Example%20Ltd&name=carol",
            statuses: [204, 204, 403, 403, 401, 403]
        ),
        .init(
            route: "deleteAccount",
            what: "an operator's",
            method: .delete,
            uri: "/api/v1/accounts?name=root",
            statuses: [204, 403, 403, 403, 401, 403]
        ),
        .init(
            route: "deleteAccount",
            what: "one there is not",
            method: .delete,
            uri: "/api/v1/accounts?organization=Example%20Ltd&name=nobody",
            statuses: [404, 404, 403, 403, 401, 403]
        ),
    ]
}

extension APIStage {
    static let password = "correct horse battery"

    /// Gives everybody of the table an account with that password, and bob a token.
    func giveAccounts() throws {
        let everybody: [Principal] = [.root, .alice, .bob, .carol, .eve]
        for name in everybody.map({ AccountName($0.identity) }) {
            _ = try desk.addAccount(name, now: Self.now)
            try desk.setPassword(Self.password, of: name)
        }
        let token = StoredToken(
            hash: [UInt8](repeating: 1, count: 32),
            number: "of-bob",
            label: "test",
            account: AccountName(Principal.bob.identity),
            scopes: ["live"],
            created: Self.now,
            expires: Self.now + 3_600
        )
        if try store.tokens(of: nil).isEmpty { #expect(try store.add(token)) }
    }

    /// Everything there is by which somebody signs in: what a refusal must leave as it is.
    func signingIn() throws -> [String] {
        try store.accounts().map { "\($0)" } + store.tokens(of: nil).map { "\($0)" }
    }
}
