import AccessPolicy
import PolicyFile
import Testing

@testable import Enforcement

/// The ways in which a right to listen goes, other than by the extension's own rule: each ends the call.
@Suite struct LostRightTests {
    private static func policy(
        _ organization: String = "consent: required",
        users: String = "full: {}, alice: {extensions: [\"101\"]}, bob: {}",
        isGiven: Bool = true
    ) throws -> PolicySnapshot {
        let text = """
            organization: Example Ltd
            domains: [example.com, pbx.example, 127.0.0.1]
            \(organization)
            users: {\(users)}
            extensions: {"101": {listen-whisper-barge: {only: ["user:full"]}}}
            """
        let model = try PolicyFile.parse(text, file: "test.yaml")
        return try PolicyCompiler.compile(model, consents: consents(isGiven), revision: 1)
    }

    private static func consents(_ isGiven: Bool) -> StandingConsents {
        var consents = StandingConsents()
        if isGiven { consents.give(for: "101", of: "Example Ltd", owner: "alice") }
        return consents
    }

    /// A call under the right to it; gives the record of its end once the policy has changed.
    private func end(_ change: (PolicySnapshot) throws -> PolicySnapshot) throws -> AuditRecord? {
        let stage = try RevocationStage(RevocationStage.listening())
        let before = try Self.policy()
        stage.change(to: before)
        #expect(stage.review() == nil)
        stage.change(to: try change(before))
        let outcome = stage.review()
        #expect(outcome?.forwards.count == 2)
        return outcome?.recorded
    }

    @Test func aWithdrawnConsent() throws {
        #expect(try end { $0.with(Self.consents(false), revision: 2) }?.rule == "consent-missing")
    }

    @Test func anotherOwnerWhoHasNotConsented() throws {
        let users = "full: {}, alice: {}, bob: {extensions: [\"101\"]}"
        #expect(try end { _ in try Self.policy(users: users) }?.rule == "consent-missing")
    }

    @Test func aSwitchThatIsTurnedOff() throws {
        #expect(try end { _ in try Self.policy("listening: disabled") }?.rule == "listening-disabled")
    }

    @Test func aListenerWhoIsNoUserAnyMore() throws {
        let record = try end { _ in try Scene.policy(yaml: RevocationStage.userGone) }
        #expect(record?.rule == "unidentified-watcher")
        #expect(record?.watcher == "full")
    }
}
