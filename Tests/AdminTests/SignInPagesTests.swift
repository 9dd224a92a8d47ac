import AdministeredStore
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Mustache
import NIOCore
import PolicyAdministration
import PolicyStore
import Testing

@testable import Admin
@testable import SignIn

/// The pages on which people sign in, without a script.
@Suite struct SignInPagesTests {
    private func get(_ stage: AdminStage, _ path: String, _ headers: HTTPFields = [:]) async throws -> TestResponse {
        try await stage.application().test(.router) { client in
            try await client.execute(uri: path, method: .get, headers: headers) { $0 }
        }
    }

    private func post(_ stage: AdminStage, _ path: String, _ form: String) async throws -> TestResponse {
        try await stage.application().test(.router) { client in
            let headers: HTTPFields = [
                .contentType: "application/x-www-form-urlencoded", .origin: "http://127.0.0.1:8080",
            ]
            return try await client.execute(uri: path, method: .post, headers: headers, body: ByteBuffer(string: form))
            {
                $0
            }
        }
    }

    private static let password = "password=correct%20horse+battery"

    private func link(_ stage: AdminStage) throws -> String {
        let link = try stage.desk.makeLink(for: AccountName(name: "root"), now: stage.now)
        return String(link.dropFirst("http://127.0.0.1:8080".count))
    }

    @Test func thePageAsksForNameAndPassword() async throws {
        let response = try await get(try AdminStage(), "/sign-in")
        #expect(response.status == .ok && response.headers[.contentType] == "text/html; charset=utf-8")
        let text = String(buffer: response.body)
        #expect(text.contains("name=\"name\"") && text.contains("name=\"password\"") && text.contains("<title>Sign in"))
        #expect(!text.contains("name=\"code\"") && !text.contains("name=\"organization\"") && !text.contains("<script"))
        #expect(!text.contains("nil") && !text.contains("role=\"alert\"") && !text.contains("/sign-in/oidc"))
    }

    @Test func aRightPasswordLeadsWhereOneWantedToGo() async throws {
        let stage = try AdminStage()
        try stage.account(.root)
        let response = try await post(stage, "/sign-in", "name=root&\(Self.password)&next=/live")
        #expect(response.status == .seeOther && response.headers[.location] == "/live")
        #expect(response.headers[.setCookie]?.hasPrefix("earshot=") == true)
    }

    @Test func aUserNeedsNoOrganizationWhereTheNameIsClear() async throws {
        let stage = try AdminStage()
        try stage.account(.bob)
        let response = try await post(stage, "/sign-in", "name=bob&organization=&\(Self.password)")
        #expect(response.status == .seeOther)
    }

    @Test(arguments: ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "", "/a b"])
    func whereToGoIsNeverAnotherSite(_ path: String) { #expect(SignInPages.path(path) == "/") }

    @Test func whoDidNotGetInMaySayOfWhichOrganization() async throws {
        let stage = try AdminStage()
        try stage.account(Principal(.operator(name: "bob")))
        try stage.account(.bob)
        try stage.desk.setPassword("another password", of: AccountName(Principal.bob.identity))
        let refused = try await post(stage, "/sign-in", "name=bob&password=another+password")
        #expect(refused.status == .unauthorized && String(buffer: refused.body).contains("name=\"organization\""))
        let form = "name=bob&organization=Example+Ltd&password=another+password"
        #expect(try await post(stage, "/sign-in", form).status == .seeOther)
    }

    @Test func aFormThatIsLargerThanAnybodysIsRefused() async throws {
        let form = "name=root&password=" + String(repeating: "a", count: 20_000)
        #expect(try await post(try AdminStage(), "/sign-in", form).status == .contentTooLarge)
    }

    @Test func aFailureShowsTheNameAgainAndNothingRuns() async throws {
        let response = try await post(try AdminStage(), "/sign-in", "name=%3Cscript%3E%22&password=wrong")
        let text = String(buffer: response.body)
        #expect(response.status == .unauthorized && text.contains("role=\"alert\""))
        #expect(text.contains("&lt;script&gt;&quot;") && !text.contains("<script") && !text.contains("wrong\""))
    }

    @Test func aLinkIsShownAsOftenAsOneLikesAndWorksOnce() async throws {
        let stage = try AdminStage()
        let path = try link(stage)
        for _ in 0..<2 {
            let shown = try await get(stage, path)
            #expect(shown.status == .ok && !String(buffer: shown.body).contains("nil"))
        }
        let form = "\(Self.password)&again=correct%20horse+battery"
        let response = try await post(stage, path, form)
        #expect(response.status == .seeOther && response.headers[.setCookie] != nil)
        #expect(try await post(stage, path, form).status == .notFound)
        #expect(try await get(stage, path).status == .notFound)
    }

    @Test func aLinkEndsAfterAnHour() async throws {
        let stage = try AdminStage()
        let path = try link(stage)
        stage.pass(seconds: 3_600)
        #expect(try await get(stage, path).status == .notFound)
    }

    @Test func aPasswordThatWasTypedTwiceDifferentlyIsNotSet() async throws {
        let stage = try AdminStage()
        let path = try link(stage)
        let response = try await post(stage, path, "\(Self.password)&again=other")
        #expect(response.status == .unprocessableContent)
        #expect(try await get(stage, path).status == .ok)
    }

    @Test func aShortPasswordLeavesTheLinkAsItIs() async throws {
        let stage = try AdminStage()
        let path = try link(stage)
        #expect(try await post(stage, path, "password=a&again=a").status == .unprocessableContent)
        #expect(try await get(stage, path).status == .ok)
    }

    @Test func whoHasSignedInIsNotAskedAgain() async throws {
        let stage = try AdminStage()
        let response = try await get(stage, "/sign-in?next=/live", try stage.browser(.root).cookie)
        #expect(response.status == .seeOther && response.headers[.location] == "/live")
    }

    @Test func whereThereIsNoProviderItsPageSaysSo() async throws {
        #expect(try await get(try AdminStage(), "/sign-in/oidc").status == .unprocessableContent)
    }

    @Test func anAnswerThatNobodyAskedForSignsNobodyIn() async throws {
        let response = try await get(try AdminStage(), "/sign-in/oidc/callback?code=a&state=b")
        #expect(response.status == .badGateway && response.headers[.setCookie] == nil)
    }
}
