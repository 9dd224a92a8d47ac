import AdministeredStore
import Foundation
import Hummingbird
import HummingbirdTesting
import PolicyAdministration
import Testing

@testable import Admin

/// `GET /live`: what is asked for, and the names of what is answered.
@Suite struct LiveListTests {
    static func entry(_ query: LiveQuery) -> LiveList.Entry {
        LiveList.Entry(
            organization: query.organization ?? "every",
            watcher: query.watcher ?? "everyone",
            target: query.target ?? "every",
            kind: query.kind ?? .subscription,
            package: "dialog",
            disclosure: "status",
            since: "2026-01-02T03:04:05Z",
            expires: "2026-01-02T04:04:05Z",
            phone: "192.0.2.7:5060",
            pbx: "192.0.2.10:5060",
            callID: "1@192.0.2.7"
        )
    }

    private func get(
        _ uri: String,
        as asker: Principal? = Principal.root,
        scopes: Set<Scope> = Set(Scope.allCases),
        _ check: @escaping @Sendable (TestResponse) throws -> Void
    ) async throws {
        let stage = try AdminStage()
        let bearer = try asker.map { try stage.token($0, scopes) }
        try await stage.application().test(.router) { client in
            let headers: HTTPFields = bearer.map { [.authorization: "Bearer \($0)"] } ?? [:]
            try await client.execute(uri: uri, method: .get, headers: headers) { try check($0) }
        }
    }

    private func organization(_ response: TestResponse) throws -> String? {
        try JSONDecoder().decode(LiveList.self, from: Data(response.body.readableBytesView)).live.first?.organization
    }

    @Test func theKeysAreThoseOfTheContract() async throws {
        try await get("/live") { response in
            #expect(response.status == .ok)
            let body = try JSONSerialization.jsonObject(with: Data(response.body.readableBytesView))
            let object = try #require(body as? [String: Any])
            #expect(Set(object.keys) == ["live", "truncated"])
            let entry = try #require((object["live"] as? [[String: String]])?.first)
            #expect(
                entry == [
                    "organization": "every", "watcher": "everyone", "extension": "every", "kind": "subscription",
                    "package": "dialog", "disclosure": "status", "since": "2026-01-02T03:04:05Z",
                    "expires": "2026-01-02T04:04:05Z", "phone": "192.0.2.7:5060", "pbx": "192.0.2.10:5060",
                    "call-id": "1@192.0.2.7",
                ]
            )
        }
    }

    @Test func theQuerySaysWhichAreAskedFor() async throws {
        try await get("/live?watcher=Alice%20%26%20Co&extension=%2B49&kind=listening") { response in
            let list = try JSONDecoder().decode(LiveList.self, from: Data(response.body.readableBytesView))
            #expect(list.live == [Self.entry(LiveQuery(watcher: "Alice & Co", target: "+49", kind: .listening))])
            #expect(list.truncated)
        }
    }

    @Test func nobodyIsToldWithoutSigningIn() async throws {
        try await get("/live", as: nil) { #expect($0.status == .unauthorized) }
    }

    @Test func aTokenForSomethingElseIsRefused() async throws {
        try await get("/live", scopes: [.policyRead]) { #expect($0.status == .forbidden) }
    }

    @Test func anOperatorIsToldOfEveryOrganization() async throws {
        try await get("/live") { response in
            let told = try organization(response)
            #expect(told == "every")
        }
    }

    @Test func anAdminIsToldOfTheOwnOrganization() async throws {
        try await get("/live", as: .alice) { response in
            let told = try organization(response)
            #expect(told == "Example Ltd")
        }
    }

    @Test func aUserWhoIsNoAdminIsToldNothing() async throws {
        try await get("/live", as: .bob) { #expect($0.status == .forbidden) }
    }

    @Test func anUnknownKindIsRefused() async throws {
        try await get("/live?kind=call") { #expect($0.status == .badRequest) }
    }
}
