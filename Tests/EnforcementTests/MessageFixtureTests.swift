import AccessPolicy
import Enforcement
import Foundation
import NIOCore
import SIPMessage
import Testing

/// Whole messages through the pipeline, byte for byte. `UPDATE_GOLDEN=1 swift test` writes `out.sip` anew; `case.json` is never written.
@Suite struct MessageFixtureTests {
    @Test(arguments: MessageFixture.all)
    func judgedAsExpected(_ fixture: MessageFixture) throws {
        let given = try fixture.load()
        let outcome = try fixture.outcome(given)
        given.expectJudged(outcome)
    }

    @Test(arguments: MessageFixture.all.filter { $0.name.hasPrefix("T") })
    func itMovesTheExpectedCounters(_ vector: MessageFixture) throws {
        let given = try vector.load()
        try vector.outcome(given).expectCounters(given.counters)
    }

    @Test(arguments: MessageFixture.all)
    func sendsTheExpectedBytes(_ fixture: MessageFixture) throws {
        let sent = try fixture.outcome(fixture.load()).sent
        if Golden.isWritten { try Data(sent).write(to: fixture.expected) }
        let expected = [UInt8](try Data(contentsOf: fixture.expected))
        #expect(
            sent == expected,
            "sent:\n\(String(decoding: sent, as: UTF8.self))\nexpected:\n\(String(decoding: expected, as: UTF8.self))"
        )
    }

    /// What we send must be readable to the next proxy of our own make.
    @Test(arguments: MessageFixture.all)
    func whatIsSentOnPassesTheGate(_ fixture: MessageFixture) throws {
        try fixture.outcome(fixture.load()).expectReadable()
    }

    @Test(arguments: MessageFixture.all)
    func whatIsTakenOutIsGone(_ fixture: MessageFixture) throws {
        try fixture.load().expectGone(fixture.bytes())
    }

    /// The caller of all of these is Alice Caller, 15550199.
    @Test(arguments: MessageFixture.all)
    func nothingRebuiltNamesTheCaller(_ fixture: MessageFixture) throws {
        let outcome = try fixture.outcome(fixture.load())
        guard outcome.judgement.verdict == .rebuild else { return }
        let sent = String(decoding: outcome.sent, as: UTF8.self)
        for word in ["15550199", "Alice", "Caller"] { #expect(!sent.contains(word), "`\(word)` in \(sent)") }
    }

    @Test(arguments: MessageFixture.all)
    func everyFileIsThere(_ fixture: MessageFixture) {
        for name in ["in.sip", "case.json", "out.sip"] {
            #expect(FileManager.default.fileExists(atPath: fixture.folder.appending(path: name).path), "\(name)")
        }
    }

    @Test func thereAreFixtures() {
        #expect(MessageFixture.all.count >= 100)
    }

    @Test func anUnknownKeyFails() {
        let text = """
            {"note": "", "from": "pbx", "as": "full", "verdict": "drop", "question": "none", "disclosure": "none", "rule": "",
             "actions": [], "disclosed": true}
            """
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(MessageCase.self, from: Data(text.utf8))
        }
    }
}
