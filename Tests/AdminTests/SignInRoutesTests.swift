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

/// `/api/v1`: signing in and out, and one's own account.
@Suite struct SignInRoutesTests {
    /// Sends JSON as somebody's browser, or nobody's.
    private func send(
        _ stage: AdminStage,
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: [String: String] = [:],
        _ browser: (cookie: HTTPFields, csrf: String)? = nil
    ) async throws -> TestResponse {
        var headers = browser?.cookie ?? [:]
        if let browser, let name = CrossSiteGuard.header { headers[name] = browser.csrf }
        headers[.contentType] = "application/json"
        let data = try JSONSerialization.data(withJSONObject: body)
        return try await stage.application().test(.router) { [headers] client in
            try await client.execute(uri: path, method: method, headers: headers, body: ByteBuffer(bytes: data)) { $0 }
        }
    }

    private static let right = ["name": "root", "password": AdminStage.password]

    @Test func aPasswordGivesACookieThatScriptsCannotRead() async throws {
        let stage = try AdminStage()
        try stage.account(.root)
        let response = try await send(stage, .post, "/api/v1/sign-in", Self.right)
        #expect(response.status == .ok)
        let cookie = try #require(response.headers[.setCookie])
        #expect(cookie.hasPrefix("earshot=") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"))
        #expect(cookie.contains("Path=/") && !cookie.contains("Secure"))
        let who = try json(response)
        #expect(who["kind"] as? String == "operator" && who["name"] as? String == "root")
        #expect((who["csrf"] as? String)?.isEmpty == false)
    }

    @Test func byTLSTheCookieIsForNothingElse() async throws {
        let stage = try AdminStage(address: "https://earshot.example")
        try stage.account(.root)
        let cookie = try await send(stage, .post, "/api/v1/sign-in", Self.right).headers[.setCookie]
        #expect(cookie?.hasPrefix("__Host-earshot=") == true && cookie?.contains("Secure") == true)
    }

    @Test func aWrongPasswordAndAnUnknownNameAreAnsweredAlike() async throws {
        let stage = try AdminStage()
        try stage.account(.root)
        let wrong = try await send(stage, .post, "/api/v1/sign-in", ["name": "root", "password": "wrong"])
        let unknown = try await send(stage, .post, "/api/v1/sign-in", ["name": "nobody", "password": "wrong"])
        #expect(wrong.status == .unauthorized && unknown.status == .unauthorized)
        #expect(wrong.body == unknown.body && wrong.headers[.setCookie] == nil)
    }

    @Test func tooManyFailuresAreToldHowLongToWait() async throws {
        let stage = try AdminStage()
        for _ in 0..<5 { _ = try await send(stage, .post, "/api/v1/sign-in", ["name": "root", "password": "wrong"]) }
        let response = try await send(stage, .post, "/api/v1/sign-in", Self.right)
        #expect(response.status == .tooManyRequests && response.headers[.retryAfter] == "5")
    }

    @Test func theSessionSaysWhoAsks() async throws {
        let stage = try AdminStage()
        let response = try await send(stage, .get, "/api/v1/session", [:], try stage.browser(.alice))
        let who = try json(response)
        #expect(who["organization"] as? String == "Example Ltd" && who["name"] as? String == "alice")
    }

    @Test func nobodyHasNoSession() async throws {
        #expect(try await send(AdminStage(), .get, "/api/v1/session").status == .unauthorized)
    }

    @Test func afterSigningOutTheCookieIsNobodys() async throws {
        let stage = try AdminStage()
        let browser = try stage.browser(.root)
        #expect(try await send(stage, .post, "/api/v1/sign-out", [:], browser).status == .noContent)
        #expect(try await send(stage, .get, "/api/v1/session", [:], browser).status == .unauthorized)
    }

    @Test func aNewPasswordEndsEveryOtherSession() async throws {
        let stage = try AdminStage()
        let other = try stage.browser(.root)
        let browser = try stage.browser(.root)
        let body = ["old": AdminStage.password, "new": "another good password"]
        let response = try await send(stage, .post, "/api/v1/password", body, browser)
        #expect(response.status == .ok && response.headers[.setCookie] != nil)
        #expect(try await send(stage, .get, "/api/v1/session", [:], other).status == .unauthorized)
    }

    @Test func aShortPasswordIsRefusedWithTheReason() async throws {
        let stage = try AdminStage()
        let body = ["old": AdminStage.password, "new": "short"]
        let response = try await send(stage, .post, "/api/v1/password", body, try stage.browser(.root))
        #expect(response.status == .unprocessableContent)
        #expect(String(buffer: response.body).contains("at least 12 characters"))
    }

    @Test func codesAreAskedForOnceOneWasShown() async throws {
        let stage = try AdminStage()
        let browser = try stage.browser(.root)
        let enrolment = try json(try await send(stage, .post, "/api/v1/totp", [:], browser))
        #expect((enrolment["uri"] as? String)?.hasPrefix("otpauth://totp/Earshot:root?secret=") == true)
        let secret = try #require(try stage.store.account(.init(name: "root"))?.totpPending)
        let code = OneTimeCode.code(secret, step: OneTimeCode.step(at: stage.now))
        let answer = try await send(stage, .post, "/api/v1/totp/confirm", ["code": code], browser)
        #expect(answer.status == .noContent)
        let without = try await send(stage, .post, "/api/v1/sign-in", Self.right)
        #expect(without.status == .unauthorized && String(buffer: without.body).contains("`code`"))
        stage.pass(seconds: 30)
        let next = OneTimeCode.code(secret, step: OneTimeCode.step(at: stage.now))
        let with = try await send(stage, .post, "/api/v1/sign-in", Self.right.merging(["code": next]) { $1 })
        #expect(with.status == .ok)
    }

    @Test func codesEndWithThePasswordOnly() async throws {
        let stage = try AdminStage()
        let browser = try stage.browser(.root)
        #expect(try await send(stage, .delete, "/api/v1/totp", ["password": "wrong"], browser).status == .forbidden)
        let right = ["password": AdminStage.password]
        #expect(try await send(stage, .delete, "/api/v1/totp", right, browser).status == .noContent)
    }

    @Test func whoHasNotSignedInSendsLittle() async throws {
        let body = ["name": "root", "password": String(repeating: "a", count: 20_000)]
        #expect(try await send(AdminStage(), .post, "/api/v1/sign-in", body).status == .contentTooLarge)
    }

    @Test func aWrongPasswordOfOnesOwnIsNoMissingSession() async throws {
        let stage = try AdminStage()
        let body = ["old": "wrong", "new": "another good password"]
        let browser = try stage.browser(.root)
        #expect(try await send(stage, .post, "/api/v1/password", body, browser).status == .forbidden)
        for _ in 0..<4 { _ = try await send(stage, .delete, "/api/v1/totp", ["password": "wrong"], browser) }
        #expect(try await send(stage, .post, "/api/v1/password", body, browser).status == .tooManyRequests)
        let locked = try await send(stage, .delete, "/api/v1/totp", ["password": "wrong"], browser)
        #expect(locked.status == .tooManyRequests && locked.headers[.retryAfter] == "5")
        #expect(try await send(stage, .get, "/api/v1/session", [:], browser).status == .ok)
    }

    @Test func aTokenChangesNoPassword() async throws {
        let stage = try AdminStage()
        let token = try stage.token(.root)
        try await stage.application().test(.router) { client in
            let body = ByteBuffer(string: #"{"old":"a","new":"b"}"#)
            let headers: HTTPFields = [.authorization: "Bearer \(token)", .contentType: "application/json"]
            try await client.execute(uri: "/api/v1/password", method: .post, headers: headers, body: body) {
                #expect($0.status == .forbidden)
            }
        }
    }
}
