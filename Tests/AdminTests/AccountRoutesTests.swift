import AdministeredStore
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import PolicyAdministration
import PolicyStore
import Testing

@testable import Admin
@testable import SignIn

/// `/api/v1/accounts` and `/api/v1/tokens`: who may make and withdraw what.
@Suite struct AccountRoutesTests {
    private func send(
        _ stage: AdminStage,
        as principal: Principal,
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: String = ""
    ) async throws -> TestResponse {
        let bearer = try stage.token(principal)
        return try await stage.application().test(.router) { client in
            let headers: HTTPFields = [.authorization: "Bearer \(bearer)", .contentType: "application/json"]
            return try await client.execute(uri: path, method: method, headers: headers, body: ByteBuffer(string: body))
            {
                $0
            }
        }
    }

    private static let bob = #"{"organization":"Example Ltd","name":"bob"}"#

    @Test func anAdminGivesAUserALinkByWhichAPasswordIsSet() async throws {
        let stage = try AdminStage()
        let response = try await send(stage, as: .alice, .post, "/api/v1/accounts/link", Self.bob)
        #expect(response.status == .ok)
        let link = try #require(try json(response)["link"] as? String)
        let secret = String(link.dropFirst("http://127.0.0.1:8080/sign-in/link/".count))
        let outcome = try stage.desk.redeem(
            link: secret,
            password: AdminStage.password,
            from: "192.0.2.1",
            now: stage.now
        )
        guard case .signedIn(_, let session) = outcome else { return #expect(Bool(false), "\(outcome)") }
        #expect(session.principal == Principal.bob)
    }

    @Test func nobodyGetsALinkWhomThePolicyDoesNotKnow() async throws {
        let body = #"{"organization":"Example Ltd","name":"mallory"}"#
        let response = try await send(try AdminStage(), as: .alice, .post, "/api/v1/accounts/link", body)
        #expect(response.status == .notFound)
    }

    @Test(arguments: [
        (Principal.alice, #"{"name":"root"}"#), (Principal.bob, bob),
        (Principal(.user(organization: "Other Ltd", name: "eve")), bob),
    ])
    func nobodyMakesALinkForWhomTheyAreNotOver(_ asker: Principal, _ body: String) async throws {
        let response = try await send(try AdminStage(), as: asker, .post, "/api/v1/accounts/link", body)
        #expect(response.status == .forbidden)
    }

    @Test func aTokenWithFewScopesMakesNoLinkByWhichItWouldHaveAll() async throws {
        let stage = try AdminStage()
        let bearer = try stage.token(.root, [.accounts])
        try await stage.application().test(.router) { client in
            let headers: HTTPFields = [.authorization: "Bearer \(bearer)", .contentType: "application/json"]
            let body = ByteBuffer(string: Self.bob)
            try await client.execute(uri: "/api/v1/accounts/link", method: .post, headers: headers, body: body) {
                #expect($0.status == .forbidden)
            }
        }
    }

    @Test func anAdminSeesNoAccountsButThoseOfTheOrganization() async throws {
        let stage = try AdminStage()
        for other in [Principal.root, Principal.bob] { try stage.account(other) }
        let response = try await send(stage, as: .alice, .get, "/api/v1/accounts")
        let names = try #require(try json(response)["items"] as? [[String: Any]]).map { $0["name"] as? String }
        #expect(names == ["alice", "bob"])
    }

    @Test func anAccountThatIsTakenAwayIsNobodysAnyMore() async throws {
        let stage = try AdminStage()
        let bearer = try stage.token(.bob)
        let path = "/api/v1/accounts?organization=Example%20Ltd&name=bob"
        #expect(try await send(stage, as: .root, .delete, path).status == .noContent)
        #expect(try stage.desk.principal(bearer: bearer, now: stage.now) == nil)
        #expect(try await send(stage, as: .root, .delete, path).status == .notFound)
    }

    @Test func aLongListIsReadPageByPage() async throws {
        let stage = try AdminStage()
        for other in [Principal.root, .alice, .bob] { try stage.account(other) }
        var (names, path): ([String], String?) = ([], "/api/v1/accounts?limit=1")
        while let next = path, names.count < 9 {
            let page = try json(try await send(stage, as: .root, .get, next))
            names += (page["items"] as? [[String: Any]] ?? []).compactMap { $0["name"] as? String }
            path = page["next"] as? String
        }
        #expect(names == ["root", "alice", "bob"])
    }

    @Test func aTokenIsShownOnceAndListedWithoutItself() async throws {
        let stage = try AdminStage()
        let body = #"{"label":"wallboard","scopes":["live"],"days":7}"#
        let made = try json(try await send(stage, as: .alice, .post, "/api/v1/tokens", body))
        let token = try #require(made["token"] as? String)
        #expect(token.hasPrefix("eat_"))
        let expires = Date(timeIntervalSince1970: TimeInterval(stage.now + 7 * 86_400)).formatted(.iso8601)
        #expect(made["expires"] as? String == expires)
        let list = try await send(stage, as: .alice, .get, "/api/v1/tokens")
        #expect(String(buffer: list.body).contains("wallboard") && !String(buffer: list.body).contains(token))
    }

    @Test(arguments: [
        #"{"label":"x","scopes":[]}"#, #"{"label":"x","scopes":["live"],"days":0}"#,
        #"{"label":"x","scopes":["live"],"days":9223372036854775807}"#, #"{"label":"","scopes":["live"]}"#,
        #"{"label":"x","scopes":["live"],"days":-9223372036854775808}"#,
    ])
    func aTokenWithoutScopeEndOrLabelIsRefused(_ body: String) async throws {
        let response = try await send(try AdminStage(), as: .alice, .post, "/api/v1/tokens", body)
        #expect(response.status == .unprocessableContent)
    }

    @Test func onlyAnOperatorTakesAnothersTokenAway() async throws {
        let stage = try AdminStage()
        _ = try stage.token(.bob)
        let id = try #require(try stage.desk.tokens(for: Principal.bob).first?.number)
        #expect(try await send(stage, as: .alice, .delete, "/api/v1/tokens/\(id)").status == .notFound)
        #expect(try await send(stage, as: .root, .delete, "/api/v1/tokens/\(id)").status == .noContent)
    }
}
