import AccessPolicy
import Testing

@testable import Enforcement

/// Every attempt to listen is on record, with who, whom, what came of it, and why.
@Suite struct ListeningRecordTests {
    /// The record of a message fixture, which names the road in its folder's name.
    private static func record(_ name: String) throws -> AuditRecord {
        let fixture = MessageFixture(name: name)
        let audits = try fixture.outcome(fixture.load()).audits
        #expect(audits.count == 1, "\(name)")
        return try #require(audits.first)
    }

    @Test(arguments: [
        "63-join", "T63-info-api-request", "T63-info-session-event", "T63-info-record", "T63-info-outside",
        "T63-appearance-of-another", "72-refer-subscribe",
    ])
    func everyRoadToListeningIsOnRecord(_ name: String) throws {
        let record = try Self.record(name)
        #expect(record.question == .listen)
        #expect(record.verdict == .reject)
        #expect(record.status == 403)
        #expect(!record.target.isEmpty)
        #expect(!record.rule.isEmpty)
        #expect(record.organization == "Example Ltd")
        #expect(record.reason != record.rule, "`\(record.rule)` has no words")
    }

    @Test(arguments: ["T63-replaces-allowed", "T63-replaces-own", "T63-replaces-pickup-allowed"])
    func aCallThatIsTakenOverIsOnRecord(_ name: String) throws {
        let record = try Self.record(name)
        #expect(record.verdict == .forward)
        #expect(record.rule == "replaces-allowed")
        #expect(record.target == "101")
        #expect(record.how == .registration)
    }

    private static let audited = MessageFixture.all.flatMap { fixture in
        ((try? fixture.outcome(fixture.load()).audits) ?? []).map { ($0, fixture.name) }
    }

    private static let auditedHostile = HostileFixture.all.flatMap { fixture in
        ((try? fixture.load().outcome(fixture.bytes()).audits) ?? []).map { ($0, "\(fixture)") }
    }

    /// Whatever is on record, in any fixture, can be read by somebody who does not know our rules.
    @Test func everyRuleOnRecordHasWords() {
        let all = Self.audited + Self.auditedHostile
        #expect(all.filter { $0.0.reason == $0.0.rule }.map { "\($0.1): \($0.0.rule)" } == [])
        #expect(all.count > 500)
    }

    @Test func everyAttemptToListenThatIsAnsweredIsOnRecordOnce() throws {
        for fixture in MessageFixture.all {
            let outcome = try fixture.outcome(fixture.load())
            guard outcome.judgement.question == .listen, outcome.judgement.status != nil else { continue }
            let isFromPBX = outcome.actions.contains {
                if case .reply(_, let to) = $0 { to.socket == .pbx } else { false }
            }
            if isFromPBX { continue }
            #expect(outcome.audits.count == 1, "\(fixture.name)")
        }
    }

    @Test func theReasonOfListeningNamesTheChainOfRoles() throws {
        let record = try #require(
            Self.audited.first { $0.0.rule == "listening-named" && $0.0.verdict == .forward }?.0
        )
        #expect(record.reason.contains("which names alice"))
        #expect(record.reason.contains("role:Admin"))
        #expect(record.how != nil)
    }

    @Test func theReasonOfARefusalIsThatOfTheRule() throws {
        let record = try #require(Self.audited.first { $0.0.rule == "listening-not-named" }?.0)
        #expect(record.reason.contains(record.watcher))
        #expect(record.reason.contains("listen-whisper-barge of"))
    }
}
