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

/// `/account`: one's own password, codes, tokens and sessions, without a script.
@Suite struct AccountPagesTests {
    private func get(
        _ stage: AdminStage,
        _ headers: HTTPFields,
        _ uri: String = "/account"
    ) async throws -> TestResponse {
        try await stage.application().test(.router) { client in
            try await client.execute(uri: uri, method: .get, headers: headers) { $0 }
        }
    }

    private func post(
        _ stage: AdminStage,
        _ browser: (cookie: HTTPFields, csrf: String),
        _ path: String,
        _ form: String = ""
    ) async throws -> TestResponse {
        var headers = browser.cookie
        headers[.contentType] = "application/x-www-form-urlencoded"
        let body = ByteBuffer(string: "csrf=\(browser.csrf)&\(form)")
        return try await stage.application().test(.router) { [headers] client in
            try await client.execute(uri: "/account/\(path)", method: .post, headers: headers, body: body) { $0 }
        }
    }

    @Test func nobodyIsSentToSignInFirst() async throws {
        let response = try await get(try AdminStage(), [:])
        #expect(response.status == .seeOther && response.headers[.location] == "/sign-in?next=/account")
    }

    @Test func thePageHasAFormForEach() async throws {
        let stage = try AdminStage()
        let browser = try stage.browser(.alice)
        let text = String(buffer: try await get(stage, browser.cookie).body)
        #expect(text.contains("<strong>alice</strong> of Example Ltd"))
        for action in ["password", "codes", "tokens", "sign-out-everywhere"] {
            #expect(text.contains("action=\"/account/\(action)\""), "\(action)")
        }
        #expect(!text.contains("nil") && !text.contains("role=\"alert\"") && !text.contains("new-token"))
        #expect(text.components(separatedBy: "<form").count == text.components(separatedBy: browser.csrf).count)
    }

    @Test func aNewPasswordIsANewSession() async throws {
        let stage = try AdminStage()
        let browser = try stage.browser(.root)
        let form = "old=correct+horse+battery&new=another+password&again=another+password"
        let response = try await post(stage, browser, "password", form)
        #expect(response.status == .seeOther && response.headers[.setCookie] != nil)
        #expect(response.headers[.location] == "/account?done=password")
        #expect(try await get(stage, browser.cookie).status == .seeOther)
    }

    @Test(arguments: [
        ("old=wrong&new=another+password&again=another+password", HTTPResponse.Status.forbidden),
        ("old=correct+horse+battery&new=short&again=short", .unprocessableContent),
        ("old=correct+horse+battery&new=another+password&again=other", .unprocessableContent),
        ("old=correct+horse+battery", .badRequest),
    ])
    func aPasswordThatCannotBeTakenChangesNothing(_ form: String, _ status: HTTPResponse.Status) async throws {
        let stage = try AdminStage()
        let browser = try stage.browser(.root)
        #expect(try await post(stage, browser, "password", form).status == status)
        #expect(try await get(stage, browser.cookie).status == .ok)
    }

    @Test func anAuthenticatorIsBegunConfirmedAndTakenAway() async throws {
        let stage = try AdminStage()
        let browser = try stage.browser(.root)
        let begun = String(buffer: try await post(stage, browser, "codes").body)
        let secret = try #require(try stage.store.account(AccountName(name: "root"))?.totpPending)
        #expect(begun.contains("<code>\(Base32.encode(secret))</code>") && begun.contains("href=\"otpauth://totp/"))
        #expect(try await post(stage, browser, "codes/confirm", "code=000000").status == .unprocessableContent)
        let code = OneTimeCode.code(secret, step: OneTimeCode.step(at: stage.now))
        #expect(try await post(stage, browser, "codes/confirm", "code=\(code)").status == .ok)
        #expect(try stage.desk.asksForCodes(Principal.root.identity))
        #expect(try await post(stage, browser, "codes/drop", "password=wrong").status == .forbidden)
        let dropped = try await post(stage, browser, "codes/drop", "password=correct+horse+battery")
        #expect(Self.done(dropped) == "No codes are asked for any more.")
        #expect(try !stage.desk.asksForCodes(Principal.root.identity))
    }

    @Test func aTokenIsShownOnceAndTakenAway() async throws {
        let stage = try AdminStage()
        let browser = try stage.browser(.root)
        let form = "label=wallboard&days=7&scopes[]=live&scopes[]=policy:read"
        let made = String(buffer: try await post(stage, browser, "tokens", form).body)
        #expect(made.contains("<code>eat_"))
        let info = try #require(try stage.desk.tokens(for: Principal.root).first)
        #expect(info.scopes == [.live, .policyRead] && info.expires == stage.now + 7 * 86_400)
        let page = String(buffer: try await get(stage, browser.cookie).body)
        #expect(page.contains("wallboard: live, policy:read") && !page.contains("eat_"))
        let removed = try await post(stage, browser, "tokens/\(info.number)/remove")
        #expect(Self.done(removed) == "The token is gone.")
        #expect(!String(buffer: removed.body).contains("role=\"alert\""))
        #expect(try stage.desk.tokens(for: Principal.root).isEmpty)
    }

    @Test(arguments: [
        "label=x&days=7", "label=x&days=-9223372036854775808&scopes[]=live", "label=&days=1&scopes[]=live",
    ])
    func aTokenThatCannotBeIsNotMade(_ form: String) async throws {
        let stage = try AdminStage()
        let browser = try stage.browser(.root)
        #expect(try await post(stage, browser, "tokens", form).status == .unprocessableContent)
        #expect(try stage.desk.tokens(for: Principal.root).isEmpty)
    }

    @Test func signingOutEverywhereEndsEverySession() async throws {
        let stage = try AdminStage()
        let browsers = [try stage.browser(.root), try stage.browser(.root)]
        let response = try await post(stage, browsers[1], "sign-out-everywhere")
        let location = try #require(response.headers[.location])
        #expect(Self.done(try await get(stage, [:], location)) == "You are signed out everywhere.")
        for browser in browsers { #expect(try await get(stage, browser.cookie).status == .seeOther) }
    }

    @Test(arguments: [("password", "The password is changed, and every other session has ended."), ("else", nil)])
    func anAddressChoosesASentenceOfOursOrNone(_ word: String, _ sentence: String?) async throws {
        let stage = try AdminStage()
        let cookie = try stage.browser(.root).cookie
        #expect(Self.done(try await get(stage, cookie, "/account?done=\(word)")) == sentence)
    }

    /// What a page says of what was done.
    private static func done(_ response: TestResponse) -> String? {
        String(buffer: response.body).firstMatch(of: /<p class="done" role="status">([^<]*)</).map { String($0.1) }
    }

    @Test func aTokenIsNobodyOnThisPage() async throws {
        let stage = try AdminStage()
        let bearer = try stage.token(.root)
        #expect(try await get(stage, [.authorization: "Bearer \(bearer)"]).status == .seeOther)
    }
}
