import AdministeredStore
import PolicyAdministration
import PolicyStore
import Testing

@testable import Admin

/// Who gets which page: one line for each, one column for each kind of person.
@Suite struct PageRightsTests {
    /// Operator, Admin, user who owns 102, user who owns the locked 99, another organisation's Admin, nobody.
    private static let people = [
        Principal.root, Principal.alice, Principal.bob, Principal.carol, Principal.eve, nil,
    ]
    private static let matrix: [(path: String, statuses: [Int])] = [
        ("extensions", [200, 200, 200, 200, 404, 303]),
        ("extensions/102", [200, 200, 200, 404, 404, 303]),
        ("extensions/99", [200, 200, 404, 200, 404, 303]),
        ("extensions/102/who", [200, 200, 200, 404, 404, 303]),
        ("extensions/102/remove", [200, 200, 403, 403, 404, 303]),
        ("why?watcher=carol&extension=102", [200, 200, 200, 404, 404, 303]),
        ("find/extensions?q=1", [200, 200, 200, 200, 404, 303]),
        ("find/members?q=a", [200, 200, 200, 200, 404, 303]),
        ("live", [200, 200, 200, 200, 404, 303]), ("consents", [200, 200, 200, 200, 404, 303]),
        ("bulk", [200, 200, 403, 403, 404, 303]), ("roles", [200, 200, 403, 403, 404, 303]),
        ("roles/Desk/tree", [200, 200, 403, 403, 404, 303]), ("roles/Nobody/tree", [404, 404, 403, 403, 404, 303]),
        ("roles/Desk", [200, 200, 403, 403, 404, 303]), ("new-role", [200, 200, 403, 403, 404, 303]),
        ("roles/Desk/remove", [200, 200, 403, 403, 404, 303]), ("users", [200, 200, 403, 403, 404, 303]),
        ("users/bob", [200, 200, 403, 403, 404, 303]), ("users/bob/can", [200, 200, 403, 403, 404, 303]),
        ("new-user", [200, 200, 403, 403, 404, 303]), ("users/bob/remove", [200, 200, 403, 403, 404, 303]),
        ("audit", [200, 200, 403, 403, 404, 303]), ("history", [200, 200, 403, 403, 404, 303]),
        ("history/1", [200, 200, 403, 403, 404, 303]), ("settings", [200, 200, 403, 403, 404, 303]),
        ("settings/listening", [200, 403, 403, 403, 404, 303]), ("/audit", [200, 403, 403, 403, 403, 303]),
    ]

    @Test(arguments: matrix.indices) func everybodyGetsTheOwnPagesAndNoOthers(_ line: Int) async throws {
        let stage = try PageStage()
        let (path, statuses) = Self.matrix[line]
        for (person, status) in zip(Self.people, statuses) {
            let answer = try await stage.get(path, as: person)
            #expect(answer.status == status, "\(path) for \(person?.author ?? "nobody")")
        }
    }

    /// Tokens of each of them: with every scope, with one, and with none.
    private static let tokens = people.compactMap { $0 }.flatMap { person in
        [Set(Scope.allCases), [.evaluate], []].map { Principal(person.identity, scopes: $0) }
    }

    @Test(arguments: matrix.map(\.path) + ["/", "", "nothing"])
    func aTokenIsNobodyOnEveryPage(_ path: String) async throws {
        let stage = try PageStage()
        for token in Self.tokens {
            let answer = try await stage.get(path, as: token, isToken: true)
            #expect(answer.status == 303, "\(path) for \(token.author) with \(token.scopes.count) scopes")
        }
    }

    @Test(arguments: [
        "extensions/102", "extensions/102/remove", "roles/Desk", "new-role", "users/bob", "new-user", "bulk",
        "consents", "settings", "settings/listening", "history/1",
    ])
    func aTokenIsNobodyInEveryForm(_ path: String) async throws {
        let stage = try PageStage()
        for token in Self.tokens {
            let answer = try await stage.post(path, [("do", "save")], as: token, isToken: true)
            #expect(answer.status == 401, "\(path) for \(token.author) with \(token.scopes.count) scopes")
        }
        #expect(try stage.api.store.policyRevision() == 1)
    }

    @Test func aFormIsRefusedToWhomThePageWouldBe() async throws {
        let stage = try PageStage()
        let nobody = [("status", "nobody"), ("do", "save")]
        #expect(try await stage.post("extensions/102", nobody, as: .carol).status == 404)
        #expect(try await stage.post("extensions/99", nobody, as: .carol).status == 403)
        #expect(
            try await stage.post("roles/Admin", [("role-member", "user:bob"), ("do", "save")], as: .bob).status
                == 403
        )
        #expect(
            try await stage.post("settings/listening", [("listening", "disabled"), ("sure", "1")], as: .alice)
                .status == 403
        )
        let lock = [("managed", "admin"), ("do", "save"), ("seen", stage.tag("102"))]
        #expect(try await stage.post("extensions/102", lock, as: .bob).status == 403)
        #expect(try stage.api.store.policyRevision() == 1)
    }

    @Test func anOperatorChoosesAnOrganizationAndAUserHasOne() async throws {
        let stage = try PageStage()
        #expect(try await stage.get("/", as: .root).text.contains("Other Ltd"))
        #expect(try await stage.get("/", as: .bob).status == 303)
    }

    @Test(arguments: ["9223372036854775807", "9223372036854775806", "9223372036854775808", "-1", "0", "01", "+1", "99"])
    func aRevisionThatThereIsNotIsNotThere(_ number: String) async throws {
        let stage = try PageStage()
        #expect(try await stage.get("history/\(number)", as: .alice).status == 404)
        for what in ["preview", "save"] {
            #expect(try await stage.post("history/\(number)", [("do", what)], as: .alice).status == 404)
        }
    }

    @Test(arguments: ["101", "99"]) func whoseANumberIsNoPageTellsAnotherUser(_ number: String) async throws {
        let stage = try PageStage()
        let owner = number == "101" ? "alice" : "carol"
        let who = try await stage.get("extensions/102/who?only=&q=\(number)", as: .bob)
        #expect(who.status == 200 && !who.text.contains(owner))
        #expect(try await stage.get("extensions/102/who?only=&q=\(number)", as: .root).text.contains(owner))
        #expect(try await stage.get("extensions/102/who?only=&q=\(owner)", as: .bob).text.contains(owner))
        let why = "why?extension=102&watcher=\(number)"
        #expect(try await stage.get(why, as: .bob).status == 404)
        #expect(try await stage.get(why, as: .root).status == 200)
        #expect(try await stage.get("why?extension=102&watcher=112", as: .bob).status == 200)
    }

    @Test func aUserFindsOthersByNameAndNotByExtension() async throws {
        let stage = try PageStage()
        #expect(try await stage.get("find/members?q=101", as: .alice).text.contains("user:alice"))
        #expect(try await stage.get("find/members?q=101", as: .bob).text.contains("user:alice") == false)
        #expect(try await stage.get("find/members?q=Ng", as: .bob).text.contains("user:alice"))
    }
}
