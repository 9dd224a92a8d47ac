import AccessPolicy
import PolicyFile
import Testing

@testable import Admin

/// What schemas say is wrong, and where.
@Suite struct SchemaTests {
    private func pointers(_ schema: String, _ value: JSONValue) -> [String?] {
        Schema.named(schema).problems(of: value).map(\.pointer)
    }

    @Test func whatIsAsItShouldBeHasNothingWrong() {
        let settings: JSONValue = [
            "status": ["only": ["role:Sales Supervisors", "user:bob"]], "connected-callers": "nobody",
            "listen-whisper-barge": "nobody", "managed": "admin", "consent": "required",
        ]
        #expect(pointers("ExtensionSettings", settings) == [])
    }

    @Test func everyProblemIsToldWithItsPlace() {
        let settings: JSONValue = [
            "status": "some", "connected-callers": ["only": ["bob", "user:"]], "listen-whisper-barge": "everyone",
            "managed": 1, "colour": "red", "a/b~": 1,
        ]
        #expect(
            pointers("ExtensionSettings", settings) == [
                "/status", "/connected-callers/only/0", "/connected-callers/only/1", "/listen-whisper-barge",
                "/managed",
                "/colour", "/a~1b~0",
            ]
        )
    }

    @Test func anEmptyListIsNobodyAndMustSaySo() {
        #expect(pointers("Audience", ["only": []]) == ["/only"])
    }

    @Test func lengthsAreBytesAndControlCharactersAreNone() {
        #expect(pointers("User", ["name": .string(String(repeating: "é", count: 127))]) == [])
        #expect(pointers("User", ["name": .string(String(repeating: "é", count: 128))]) == ["/name"])
        #expect(pointers("User", ["name": "a\u{0}b"]) == ["/name"])
        #expect(pointers("User", ["name": ""]) == ["/name"])
    }

    @Test func whatIsMissingIsNamed() {
        #expect(pointers("Role", .object([])) == [""])
        #expect(pointers("Role", []) == [""])
    }

    @Test func problemsAreBounded() {
        let many = JSONValue.object((0..<1_000).map { JSONMember(key: "k\($0)", value: 1) })
        #expect(pointers("User", many).count == APILimits.problemsMax)
    }

    @Test func whatAPolicyHoldsIsWhatTheSchemasAllow() throws {
        let model = try PolicyFile.parse(APIStage.text, file: "")
        for item in model.items {
            let schema: Schema =
                switch item.key.kind {
                case .organization: .named("OrganizationHead")
                case .user: .named("User")
                case .role: .named("Role")
                case .extension: .named("ExtensionSettings")
                }
            #expect(schema.problems(of: PolicyParts.json(item)) == [])
        }
    }

    @Test func whatIsReadIsThePartThatWasWritten() throws {
        let model = try PolicyFile.parse(APIStage.text, file: "")
        for item in model.items {
            let (name, value) = (item.key.name, PolicyParts.json(item))
            let organization = item.key.organization
            let read =
                switch item.key.kind {
                case .organization: PolicyItem(PolicyParts.head(organization, value))
                case .user: PolicyItem(PolicyParts.user(name, value), of: organization)
                case .role: PolicyItem(PolicyParts.role(name, value), of: organization)
                case .extension: PolicyItem(PolicyParts.settings(name, value), of: organization)
                }
            #expect(read == item)
        }
    }
}
