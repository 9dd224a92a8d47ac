import AccessPolicy
import AdministeredStore
import HTTPTypes
import PolicyAdministration
import PolicyFile
import PolicyStore
import SignIn
import Testing

@testable import Admin

/// Names that Swift takes for equal and a store does not: U+212A KELVIN SIGN for `K`, an `é` of two code points.
@Suite struct NameSpellingTests {
    private static let text = """
        organization: Kroll
        domains: [example.com]
        users:
          alice: {extensions: ["101"]}
          ren\u{E9}: {extensions: ["102", "caf\u{E9}"]}
        roles:
          Admin: ["user:alice"]
          Caf\u{E9}: ["user:ren\u{E9}"]
        extensions:
          "102": {status: nobody}
          caf\u{E9}: {managed: admin, status: nobody}
        """
    private static let organizations = "/api/v1/organizations"
    private static let kroll = organizations + "/Kroll"
    /// The same organisation to Swift.
    private static let ghost = organizations + "/%E2%84%AAroll"
    private static let alice = Principal(.user(organization: "Kroll", name: "alice"))
    private static let rene = Principal(.user(organization: "Kroll", name: "ren\u{E9}"))
    private static let any: HTTPFields = [.ifMatch: "*"]

    private static let asked: [(HTTPRequest.Method, String, Principal)] = [
        (.get, ghost + "/extensions/102", rene),
        (.put, ghost + "/extensions/102", rene),
        (.delete, ghost + "/extensions/102", rene),
        (.put, kroll + "/extensions/cafe%CC%81", rene),
        (.get, kroll + "/extensions/cafe%CC%81", rene),
        (.delete, kroll + "/extensions/cafe%CC%81", alice),
        (.delete, kroll + "/users/rene%CC%81", alice),
        (.get, kroll + "/users/rene%CC%81", rene),
        (.get, kroll + "/roles/Cafe%CC%81", alice),
        (.delete, kroll + "/roles/Cafe%CC%81", alice),
        (.get, ghost, alice),
        (.delete, ghost, .root),
        (.put, ghost + "/listening", .root),
        (.get, ghost + "/consents", alice),
        (.get, ghost + "/revisions", .root),
        (.get, ghost + "/live", alice),
        (.get, kroll + "/extensions/cafe%CC%81/who-can", rene),
        (.get, kroll + "/users/rene%CC%81/what-can", rene),
    ]

    @Test(arguments: asked)
    func anotherSpellingIsNotThere(_ method: HTTPRequest.Method, _ uri: String, _ principal: Principal) async throws {
        let stage = try APIStage(Self.text)
        let isListening = uri.hasSuffix("/listening")
        let body: JSONValue? =
            method == .put ? (isListening ? ["listening": "disabled"] : ["status": "everyone"]) : nil
        let result = try await stage.ask(method, uri, by: principal, body, headers: Self.any)
        #expect(result.status == 404, "\(result.text)")
        #expect(try stage.store.policyRevision() == 1)
    }

    private static let new: [(String, Principal, JSONValue)] = [
        (ghost, .root, .object([])), (kroll + "/users/zo%65%CC%81", alice, .object([])),
        (kroll + "/roles/Zo%65%CC%81", alice, ["members": .array([])]),
        (kroll + "/extensions/zo%65%CC%81", alice, .object([])),
        (kroll + "/users/rene%CC%81", alice, .object([])), (kroll + "/extensions/cafe%CC%81", alice, .object([])),
        (kroll + "/users/bob", alice, ["extensions": ["zoe\u{301}"]]),
        (kroll + "/roles/Desk", alice, ["members": ["user:rene\u{301}"]]),
        (kroll + "/extensions/7", alice, ["status": ["only": ["user:rene\u{301}"]]]),
    ]

    @Test(arguments: new)
    func aNewNameIsInNFC(_ uri: String, _ principal: Principal, _ body: JSONValue) async throws {
        let stage = try APIStage(Self.text)
        let result = try await stage.ask(.put, uri, by: principal, body, headers: [.ifNoneMatch: "*"])
        #expect(result.status == 422)
        #expect(result.text.contains("is not in NFC"))
        #expect(try stage.store.policyRevision() == 1)
    }

    @Test func anAdminsLockStaysBehindNoOtherSpelling() async throws {
        let stage = try APIStage(Self.text)
        let open: JSONValue = ["status": "everyone"]
        _ = try await stage.ask(.put, Self.ghost + "/extensions/102", by: Self.rene, open, headers: Self.any)
        let lock: JSONValue = ["status": "nobody", "managed": "admin"]
        let locked = try await stage.ask(.put, Self.kroll + "/extensions/102", by: Self.alice, lock, headers: Self.any)
        #expect(locked.status == 200)
        // As a node that starts reads it.
        let anew = try PolicyModel(stage.store.policy(at: stage.store.policyRevision()))
        #expect(anew.organizations.count == 1)
        let settings = anew.organizations.first?.settings("102")
        #expect(settings?.managed == .admin && settings?.status?.value == .nobody)
        #expect(try stage.store.revisions(before: .max, limit: 9, of: "Kroll").count == 2)
    }

    @Test func manyAtOnceAreSpelledAsTheyAre() async throws {
        let stage = try APIStage(Self.text)
        let body: JSONValue = ["extensions": ["cafe\u{301}"], "set": ["status": "everyone"]]
        for principal in [Self.rene, Self.alice] {
            let result = try await stage.ask(.post, Self.kroll + "/extensions:bulk", by: principal, body)
            #expect(result.status == 422)
        }
        #expect(try stage.store.policyRevision() == 1)
    }

    @Test(arguments: [("\u{212A}roll", "ren\u{E9}"), ("Kroll", "rene\u{301}")])
    func noLinkIsMadeForAnotherSpelling(_ organization: String, _ name: String) async throws {
        let stage = try APIStage(Self.text)
        let body: JSONValue = ["organization": .string(organization), "name": .string(name)]
        let result = try await stage.ask(.post, "/api/v1/accounts/link", by: .root, body)
        #expect(result.status == 404)
        let own = try await stage.ask(.post, "/api/v1/accounts/link", by: .root, ["name": "\u{212A}im"])
        #expect(own.status == 422)
    }

    @Test func anAccountOfAnotherSpellingIsAStrangers() async throws {
        let stage = try APIStage(Self.text)
        for home in [("\u{212A}roll", "alice"), ("Kroll", "rene\u{301}")] {
            let principal = Principal(.user(organization: home.0, name: home.1))
            #expect(try await stage.ask(.get, Self.kroll, by: principal).status == 404)
        }
    }

    @Test func aQuestionOfAnotherSpellingIsNotAnswered() async throws {
        let stage = try APIStage(Self.text)
        func ask(_ user: String, _ number: String, _ organization: String) async throws -> JSONValue {
            let question: JSONValue = [
                "subject": ["type": "user", "id": .string(user)], "action": ["name": "status"],
                "resource": [
                    "type": "extension", "id": .string(number), "properties": ["organization": .string(organization)],
                ],
            ]
            return try await stage.ask(.post, "/access/v1/evaluation", by: Self.rene, question).body
        }
        #expect(try await ask("ren\u{E9}", "102", "Kroll")["decision"] == true)
        #expect(try await ask("ren\u{E9}", "102", "\u{212A}roll")["context"]?["error"]?["status"] == 404)
        #expect(try await ask("rene\u{301}", "101", "Kroll")["context"]?["error"]?["status"] == 403)
        #expect(try await ask("alice", "cafe\u{301}", "Kroll")["context"]?["error"]?["status"] == 403)
    }

    @Test func aConsentIsForTheExtensionAsItIsSpelled() async throws {
        let stage = try APIStage(Self.text)
        let uri = Self.kroll + "/consents"
        func body(_ number: String, _ person: String) -> JSONValue {
            ["extension": .string(number), "given-by": .string(person)]
        }
        #expect(try await stage.ask(.post, uri, by: Self.rene, body("caf\u{E9}", "ren\u{E9}")).status == 201)
        #expect(try await stage.ask(.post, uri, by: Self.rene, body("cafe\u{301}", "ren\u{E9}")).status >= 400)
        #expect(try await stage.ask(.post, uri, by: Self.rene, body("caf\u{E9}", "rene\u{301}")).status == 403)
        #expect(try stage.store.consents(after: 0).count == 1)
    }

    @Test(arguments: ["/o/%E2%84%AAroll/extensions/102", "/o/Kroll/extensions/cafe%CC%81"])
    func aPageOfAnotherSpellingIsNotThere(_ path: String) async throws {
        let stage = try PageStage(Self.text)
        #expect(try await stage.get(path, as: Self.rene).status == 404)
        let fields = [("do", "save"), ("status", "everyone"), ("seen", "absent")]
        #expect(try await stage.post(path, fields, as: Self.rene).status == 404)
        #expect(try stage.api.store.policyRevision() == 1)
    }

    /// What a store from before there was the rule may have.
    @Test func whatAStoreHasInAnotherSpellingHoldsAndCanBeTakenAway() async throws {
        let stage = try APIStage(Self.text)
        let old = [
            PolicyItem(User("zoe\u{301}", extensions: ["103"]), of: "Kroll"),
            PolicyItem(ExtensionSettings("102", status: Located(.everyone)), of: "\u{212A}roll"),
        ]
        #expect(try stage.store.change(PolicyChange(put: old, author: "old", time: 0), on: 1) == .made(2))
        let lock: JSONValue = ["status": "nobody", "managed": "admin"]
        let locked = try await stage.ask(.put, Self.kroll + "/extensions/102", by: Self.alice, lock, headers: Self.any)
        #expect(locked.status == 200)
        let state = stage.administration.state
        #expect(state.snapshot.explain(watcher: "zoe\u{301}", target: "102", in: "Kroll")?.status == false)
        let zoe = Principal(.user(organization: "Kroll", name: "zoe\u{301}"))
        let own = Self.kroll + "/extensions/103"
        #expect(try await stage.ask(.put, own, by: zoe, ["status": "nobody"], headers: Self.any).status == 409)
        let new: HTTPFields = [.ifNoneMatch: "*"]
        #expect(try await stage.ask(.put, own, by: zoe, ["status": "nobody"], headers: new).status == 201)
        // The role may name them as they are.
        let named: JSONValue = ["members": ["user:zoe\u{301}", "user:ren\u{E9}"]]
        let role = try await stage.ask(.put, Self.kroll + "/roles/Caf%C3%A9", by: Self.alice, named, headers: Self.any)
        #expect(role.status == 200)
        #expect(try await stage.ask(.delete, Self.ghost, by: .root, headers: Self.any).status == 204)
        let anew = try PolicyModel(stage.store.policy(at: stage.store.policyRevision()))
        #expect(anew.organizations.count == 1 && anew.organizations.first?.settings("102")?.managed == .admin)
    }
}
