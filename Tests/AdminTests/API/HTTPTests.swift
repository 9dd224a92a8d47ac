import AdministeredStore
import HTTPTypes
import PolicyAdministration
import Testing

@testable import Admin

/// What HTTP wants of every route.
@Suite struct HTTPTests {
    private static let user = APIStage.home + "/users/bob"

    @Test func whatIsNotThereIsAProblem() async throws {
        for uri in ["/api/v1", "/api/v1/", "/api/v1/nothing", "/api/v1/organizations/", "/access/v1/x", "/api/v1/%"] {
            #expect(try await APIStage().ask(.get, uri, by: .root).body["type"] == "urn:earshot:problem:not-found")
        }
    }

    @Test func whatCannotBeDoneSaysWhatCan() async throws {
        let stage = try APIStage()
        for method in [HTTPRequest.Method.post, .patch, .trace, .options, .connect] {
            let result = try await stage.ask(method, Self.user, by: .root)
            #expect(result.status == 405)
            #expect(result.headers[.allow] == "GET, PUT, DELETE, HEAD")
        }
    }

    @Test func headIsGetWithoutItsBody() async throws {
        let stage = try APIStage()
        let (get, head) = (
            try await stage.ask(.get, Self.user, by: .root), try await stage.ask(.head, Self.user, by: .root)
        )
        #expect(head.status == 200 && head.text.isEmpty && head.tag == get.tag)
    }

    @Test func whoIsNobodyIsToldHowToBeSomebody() async throws {
        let result = try await APIStage().ask(.get, Self.user, by: nil)
        #expect(result.headers[.wwwAuthenticate] == #"Bearer realm="earshot""#)
        let token = Principal(Principal.alice.identity, scopes: [.live])
        let lacking = try await APIStage().ask(.get, Self.user, by: token)
        #expect(
            lacking.headers[.wwwAuthenticate]?.contains(#"error="insufficient_scope", scope="policy:read""#) == true
        )
    }

    @Test(arguments: [
        ("application/json", 200), ("*/*", 200), ("application/*;q=0.5, text/html", 200), ("text/html", 406),
        ("application/json;q=0", 406), ("application/xml, text/*", 406),
    ])
    func whatIsAcceptedDecides(_ accept: String, _ status: Int) async throws {
        #expect(try await APIStage().ask(.get, Self.user, by: .root, headers: [.accept: accept]).status == status)
    }

    @Test(arguments: [
        ("{}", "text/plain", 415), ("{}", nil, 415), ("{}", "application/json; charset=utf-8", 200),
        ("{", "application/json", 400),
        ("[]", "application/json", 422), ("{\"x\":1}", "application/json", 422), ("", "application/json", 400),
        ("{\"name\":\"a\",\"name\":\"b\"}", "application/json", 400),
    ])
    func bodiesAreJSONAndWhatTheSchemaSays(_ body: String, _ type: String?, _ status: Int) async throws {
        let stage = try APIStage()
        let headers: HTTPFields = [.ifMatch: "*"]
        #expect(
            try await stage.ask(.put, Self.user, by: .root, raw: body, type: type, headers: headers).status == status
        )
    }

    @Test func aBodyThatIsNotThereIsMissing() async throws {
        let result = try await APIStage().ask(.put, Self.user, by: .root, headers: [.ifMatch: "*"])
        #expect(result.status == 411)
    }

    @Test func aBodyThatIsTooLargeIsNotRead() async throws {
        let body = "\"" + String(repeating: "a", count: APILimits.bodyBytesMax) + "\""
        let result = try await APIStage().ask(.put, Self.user, by: .root, raw: body, headers: [.ifMatch: "*"])
        #expect(result.status == 413)
    }

    @Test func pagesFollowEachOther() async throws {
        let stage = try APIStage()
        var (uri, found): (String?, [JSONValue]) = (APIStage.home + "/extensions?limit=2&q=", [])
        while let next = uri {
            let page = try await stage.ask(.get, next, by: .alice)
            #expect(page.body["total"] == 5)
            found += (page.body["items"]?.values ?? []).compactMap { $0["extension"] }
            uri = page.body["next"]?.text
        }
        #expect(found == ["99", "101", "102", "112", "200"])
        let users = try await stage.ask(.get, APIStage.home + "/users?limit=1&q=o", by: .alice)
        #expect(users.body["total"] == 2 && users.body["next"] != nil)
        #expect(try await stage.ask(.get, APIStage.home + "/users?after=x", by: .alice).status == 400)
    }

    @Test func whoIsNoAdminFindsNothingByNumbers() async throws {
        let stage = try APIStage()
        let users = try await stage.ask(.get, APIStage.home + "/users?q=101", by: .bob)
        #expect(users.body["total"] == 0)
        let all = try await stage.ask(.get, APIStage.home + "/users", by: .bob)
        #expect(all.body["items"]?.values?.filter { $0["extensions"] != nil }.compactMap { $0["user"] } == ["bob"])
        let mine = try await stage.ask(.get, APIStage.home + "/extensions", by: .bob)
        #expect(mine.body["items"]?.values?.compactMap { $0["extension"] } == ["102", "112"])
    }

    @Test func whoNumbersRequestsGetsTheNumberBack() async throws {
        let name = try #require(HTTPField.Name("X-Request-ID"))
        let result = try await APIStage().ask(.get, "/api/v1/feature-codes", by: nil, headers: [name: "abc-1"])
        #expect(result.status == 401 && result.headers[name] == "abc-1")
    }
}
