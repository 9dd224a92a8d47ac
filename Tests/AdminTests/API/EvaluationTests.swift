import AdministeredStore
import HTTPTypes
import PolicyAdministration
import Testing

@testable import Admin

/// OpenID AuthZEN Authorization API 1.0.
@Suite struct EvaluationTests {
    private static func question(_ watcher: String, _ target: String, _ action: String = "status") -> JSONValue {
        [
            "subject": ["type": "user", "id": .string(watcher)],
            "resource": ["type": "extension", "id": .string(target), "properties": ["colour": "red"]],
            "action": ["name": .string(action), "properties": .object([])], "context": ["time": "now"], "more": 1,
        ]
    }

    private func decision(_ question: JSONValue, by principal: Principal = .alice) async throws -> JSONValue {
        let result = try await APIStage().ask(.post, "/access/v1/evaluation", by: principal, question)
        #expect(result.status == 200)
        return result.body
    }

    @Test(arguments: [
        ("bob", "101", "status", false), ("alice", "101", "status", true), ("alice", "102", "connected-callers", true),
        ("carol", "102", "listen-whisper-barge", true), ("alice", "102", "listen-whisper-barge", false),
        ("who", "102", "status", false), ("eve", "101", "status", false),
    ])
    func theEngineDecides(_ watcher: String, _ target: String, _ action: String, _ expected: Bool) async throws {
        #expect(try await decision(Self.question(watcher, target, action))["decision"] == .bool(expected))
    }

    @Test func aDecisionSaysWhy() async throws {
        let answer = try await decision(Self.question("bob", "101"))
        #expect(answer["context"]?["reason"]?.text == "status of 101 is open to nobody")
    }

    @Test func whyIsForThoseWhoMaySeeTheSettings() async throws {
        let answer = try await decision(Self.question("bob", "101"), by: .bob)
        #expect(answer["decision"] == false && answer["context"]?["reason"] == nil)
        let other = try await decision(Self.question("carol", "101"), by: .bob)
        #expect(other["context"]?["error"]?["status"] == 403)
    }

    @Test func whoseANumberIsIsToldToItsOwnerAndToAdmins() async throws {
        let (another, nobody) = (
            try await decision(Self.question("101", "102"), by: .bob),
            try await decision(Self.question("who", "102"), by: .bob)
        )
        #expect(another == nobody && another["decision"] == false)
        #expect(try await decision(Self.question("101", "102"), by: .alice)["decision"] == true)
        #expect(try await decision(Self.question("112", "102"), by: .bob)["decision"] == true)
        #expect(try await decision(Self.question("alice", "102"), by: .bob)["decision"] == true)
    }

    @Test func nothingIsToldOfOtherOrganizations() async throws {
        var question = Self.question("eve", "101").members ?? []
        question.removeAll { $0.key == "resource" }
        for organization in ["Other Ltd", "None"] {
            let resource: JSONValue = [
                "type": "extension", "id": "101", "properties": ["organization": .string(organization)],
            ]
            let answer = try await decision(.object(question + [JSONMember(key: "resource", value: resource)]))
            #expect(answer["context"]?["error"]?["status"] == 404)
        }
        #expect(try await decision(Self.question("eve", "101"), by: .root)["decision"] == true)
    }

    @Test(arguments: ["subject", "resource", "action"])
    func whatIsMissingIsABadRequest(_ key: String) async throws {
        let question = (Self.question("bob", "101").members ?? []).filter { $0.key != key }
        let result = try await APIStage().ask(.post, "/access/v1/evaluation", by: .alice, .object(question))
        #expect(result.status == 400)
        let all = try await APIStage().ask(.post, "/access/v1/evaluations", by: .alice, .object(question))
        #expect(all.status == 400)
    }

    @Test func whatIsNotKnownIsDenied() async throws {
        #expect(try await decision(Self.question("bob", "102", "read"))["context"]?["error"]?["status"] == 400)
    }

    /// Carol may, Bob may not, Dave may, after one that lacks its action.
    private static func several(_ semantic: String?) -> JSONValue {
        .fields([
            ("resource", ["type": "extension", "id": "101"]), ("action", ["name": "status"]),
            ("options", semantic.map { ["evaluations_semantic": .string($0), "other": 1] }),
            (
                "evaluations",
                [
                    ["subject": ["type": "user", "id": "alice"]], ["subject": ["type": "user", "id": "bob"]],
                    ["subject": ["type": "user", "id": "carol"], "resource": ["type": "extension", "id": "99"]],
                    .object([]),
                ]
            ),
        ])
    }

    @Test(arguments: [
        (nil, [true, false, true, false]), ("execute_all", [true, false, true, false]),
        ("deny_on_first_deny", [true, false]),
        ("permit_on_first_permit", [true]),
    ])
    func severalAreGoneThroughAsItIsSaid(_ semantic: String?, _ expected: [Bool]) async throws {
        let result = try await APIStage().ask(.post, "/access/v1/evaluations", by: .alice, Self.several(semantic))
        #expect(result.body["evaluations"]?.values?.map { $0["decision"] == true } == expected)
    }

    @Test func withoutEvaluationsItIsOne() async throws {
        for question in [
            Self.question("bob", "101"),
            .object((Self.question("bob", "101").members ?? []) + [JSONMember(key: "evaluations", value: [])]),
        ] {
            let result = try await APIStage().ask(.post, "/access/v1/evaluations", by: .alice, question)
            #expect(result.body["decision"] == false && result.body["evaluations"] == nil)
        }
    }

    @Test func whereToAskIsTold() async throws {
        let result = try await APIStage().ask(.get, "/.well-known/authzen-configuration", by: nil)
        #expect(result.body["policy_decision_point"] == "https://earshot.example")
        #expect(result.body["access_evaluation_endpoint"] == "https://earshot.example/access/v1/evaluation")
    }
}
