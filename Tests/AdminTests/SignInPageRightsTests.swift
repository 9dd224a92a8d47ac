import AdministeredStore
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import PolicyStore
import Testing

@testable import Admin

/// Every page and form of signing in and of one's account, and what else the admin address has beside API and screen: one line for each, one
/// column for each kind of person.
@Suite struct SignInPageRightsTests {
    private struct Row: Sendable {
        let method: HTTPRequest.Method
        let path: String
        var uri: String?
        var form = ""
        /// Operator, Admin, user, nobody, and a program with a token of the operator.
        let statuses: [Int]
    }

    private static let people = ["operator", "admin", "user", "nobody", "token"]
    private static let passwords = "password=another+good+one&again=another+good+one"

    private static let rows: [Row] = [
        Row(method: .get, path: "/sign-in", statuses: [303, 303, 303, 200, 200]),
        Row(
            method: .post,
            path: "/sign-in",
            form: "name=root&password=wrong",
            statuses: [401, 401, 401, 401, 401]
        ),
        Row(method: .post, path: "/sign-out", statuses: [303, 303, 303, 303, 303]),
        Row(
            method: .get,
            path: "/sign-in/link/{secret}",
            uri: "/sign-in/link/none",
            statuses: [404, 404, 404, 404, 404]
        ),
        Row(
            method: .post,
            path: "/sign-in/link/{secret}",
            uri: "/sign-in/link/none",
            form: passwords,
            statuses: [404, 404, 404, 404, 404]
        ),
        Row(method: .get, path: "/sign-in/oidc", statuses: [422, 422, 422, 422, 422]),
        Row(method: .get, path: "/sign-in/oidc/callback", statuses: [502, 502, 502, 502, 502]),
        Row(method: .get, path: "/account", statuses: [200, 200, 200, 303, 303]),
        Row(
            method: .post,
            path: "/account/password",
            form: "old=correct+horse+battery&new=another+good+one&again=another+good+one",
            statuses: [303, 303, 303, 401, 401]
        ),
        Row(method: .post, path: "/account/codes", statuses: [200, 200, 200, 401, 401]),
        Row(
            method: .post,
            path: "/account/codes/confirm",
            form: "code=000000",
            statuses: [422, 422, 422, 401, 401]
        ),
        Row(
            method: .post,
            path: "/account/codes/drop",
            form: "password=correct+horse+battery",
            statuses: [200, 200, 200, 401, 401]
        ),
        Row(
            method: .post,
            path: "/account/tokens",
            form: "label=wallboard&days=7&scopes[]=live",
            statuses: [200, 200, 200, 401, 401]
        ),
        Row(
            method: .post,
            path: "/account/tokens/{id}/remove",
            uri: "/account/tokens/none/remove",
            statuses: [200, 200, 200, 401, 401]
        ),
        Row(method: .post, path: "/account/sign-out-everywhere", statuses: [303, 303, 303, 401, 401]),
        Row(method: .get, path: "/live", statuses: [200, 200, 403, 401, 200]),
        Row(method: .get, path: "/metrics", statuses: [200, 200, 200, 200, 200]),
        Row(method: .get, path: "/healthz", statuses: [200, 200, 200, 200, 200]),
        Row(method: .get, path: "/readyz", statuses: [200, 200, 200, 200, 200]),
    ]

    @Test func everyPathOfTheAddressIsInTheTable() throws {
        let routes = try AdminStage().router().routes.map { "\($0.method) \($0.path)" }
        #expect(Set(routes) == Set(Self.rows.map { "\($0.method) \($0.path)" }))
    }

    @Test(arguments: rows.indices) func everybodyIsAnsweredAsTheTableSays(_ index: Int) async throws {
        let row = Self.rows[index]
        for (place, expected) in row.statuses.enumerated() {
            let stage = try AdminStage()
            var (headers, csrf): (HTTPFields, String) = ([:], "")
            switch place {
            case 0: (headers, csrf) = try stage.browser(.root)
            case 1: (headers, csrf) = try stage.browser(.alice)
            case 2: (headers, csrf) = try stage.browser(.bob)
            case 3: break
            default: headers[.authorization] = "Bearer \(try stage.token(.root))"
            }
            let accounts = try stage.store.accounts()
            headers[.contentType] = "application/x-www-form-urlencoded"
            let body = row.method == .get ? "" : "csrf=\(csrf)&\(row.form)"
            let status = try await stage.application().test(.router) { [headers] client in
                try await client.execute(
                    uri: row.uri ?? row.path,
                    method: row.method,
                    headers: headers,
                    body: ByteBuffer(string: body)
                ) { $0.status.code }
            }
            #expect(status == expected, "\(row.method) \(row.path), \(Self.people[place])")
            if expected >= 400 { #expect(try stage.store.accounts() == accounts) }
        }
    }
}
