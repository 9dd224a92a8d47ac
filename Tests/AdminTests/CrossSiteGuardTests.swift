import AdministeredStore
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import Admin

/// What another site can make a browser send, and what it cannot.
@Suite struct CrossSiteGuardTests {
    /// The status of a sign-out with these headers and this form, by somebody who has signed in.
    private func status(
        _ headers: HTTPFields,
        cookie: Bool = true,
        form: String = "",
        csrf: Bool = false
    ) async throws -> HTTPResponse.Status {
        let stage = try AdminStage()
        let browser = try stage.browser(.root)
        var headers = headers
        headers[.contentType] = "application/x-www-form-urlencoded"
        if cookie { headers[.cookie] = browser.cookie[.cookie] }
        let body = csrf ? "csrf=\(browser.csrf)&other=1" : form
        return try await stage.application().test(.router) { [headers] client in
            try await client.execute(uri: "/sign-out", method: .post, headers: headers, body: ByteBuffer(string: body))
            {
                $0.status
            }
        }
    }

    private func field(_ name: String) throws -> HTTPField.Name { try #require(HTTPField.Name(name)) }

    @Test func aFormOfOursWithItsTokenIsTaken() async throws {
        let site = try field("Sec-Fetch-Site")
        #expect(try await status([site: "same-origin"], csrf: true) == .seeOther)
    }

    @Test func aSessionNeedsItsToken() async throws {
        #expect(try await status([:]) == .forbidden)
        #expect(try await status([:], form: "csrf=wrong") == .forbidden)
    }

    @Test func theTokenMayBeInAHeader() async throws {
        let stage = try AdminStage()
        var (headers, csrf) = try stage.browser(.root)
        headers[try field("X-CSRF-Token")] = csrf
        try await stage.application().test(.router) { [headers] client in
            try await client.execute(uri: "/api/v1/sign-out", method: .post, headers: headers) {
                #expect($0.status == .noContent)
            }
        }
    }

    @Test func theTokenOfAnotherSessionIsRefused() async throws {
        let stage = try AdminStage()
        let other = try stage.browser(.bob).csrf
        var headers = try stage.browser(.root).cookie
        headers[try field("X-CSRF-Token")] = other
        try await stage.application().test(.router) { [headers] client in
            let response = try await client.execute(uri: "/api/v1/sign-out", method: .post, headers: headers)
            #expect(response.status == .forbidden)
            #expect(try json(response)["type"] as? String == "urn:earshot:problem:forbidden")
        }
    }

    @Test(arguments: ["cross-site", "same-site"])
    func anotherSiteIsRefusedEvenWithTheToken(_ site: String) async throws {
        let name = try field("Sec-Fetch-Site")
        #expect(try await status([name: site], csrf: true) == .forbidden)
    }

    @Test(arguments: ["https://evil.example", "null", "http://localhost.evil.example", "localhost"])
    func anotherOriginIsRefusedEvenWithTheToken(_ origin: String) async throws {
        #expect(try await status([.origin: origin], csrf: true) == .forbidden)
    }

    @Test(arguments: ["http://localhost", "http://127.0.0.1:8080"])
    func ourOwnOriginIsTaken(_ origin: String) async throws {
        #expect(try await status([.origin: origin], csrf: true) == .seeOther)
    }

    @Test func nobodyIsSignedInByAnotherSite() async throws {
        #expect(try await status([.origin: "https://evil.example"], cookie: false) == .forbidden)
    }

    @Test func aProgramWithATokenNeedsNoOther() async throws {
        let stage = try AdminStage()
        let token = try stage.token(.root)
        try await stage.application().test(.router) { client in
            let headers: HTTPFields = [.authorization: "Bearer \(token)", .contentType: "application/json"]
            let body = ByteBuffer(string: #"{"label":"x","scopes":["live"]}"#)
            try await client.execute(uri: "/api/v1/tokens", method: .post, headers: headers, body: body) {
                #expect($0.status == .created)
            }
        }
    }
}
