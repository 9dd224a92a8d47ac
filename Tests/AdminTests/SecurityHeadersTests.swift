import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Admin

@Suite struct SecurityHeadersTests {
    @Test(arguments: ["/sign-in", "/healthz", "/live", "/no-such-page"])
    func everyAnswerTellsBrowsersToKeepItToItself(_ path: String) async throws {
        try await AdminStage().application().test(.router) { client in
            try await client.execute(uri: path, method: .get) { response in
                let policy = response.headers[values: try #require(HTTPField.Name("Content-Security-Policy"))]
                #expect(policy == [SecurityHeaders.policy])
                #expect(response.headers[try #require(HTTPField.Name("X-Content-Type-Options"))] == "nosniff")
                #expect(response.headers[try #require(HTTPField.Name("Referrer-Policy"))] == "same-origin")
                #expect(response.headers[.cacheControl] == "no-store")
            }
        }
    }

    @Test func noScriptAndNoStyleStandsInAPage() {
        #expect(!SecurityHeaders.policy.contains("unsafe"))
        #expect(SecurityHeaders.policy.contains("frame-ancestors 'none'"))
    }
}
