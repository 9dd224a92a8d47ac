import AccessPolicy
import Enforcement
import Foundation
import SIPMessage
import Testing

/// The ways round us, one message each. `UPDATE_GOLDEN=1 swift test` writes the `.out.sip` files and `docs/BYPASS.md` anew; what is expected of a
/// message is never written.
@Suite struct HostileFixtureTests {
    static let classes = 1...23

    @Test(arguments: HostileFixture.all)
    func judgedAsExpected(_ fixture: HostileFixture) throws {
        let given = try fixture.load()
        let outcome = try given.outcome(fixture.bytes())
        given.expectJudged(outcome)
    }

    @Test(arguments: HostileFixture.all)
    func sendsOnTheExpectedBytes(_ fixture: HostileFixture) throws {
        try fixture.expectSent()
    }

    @Test(arguments: HostileFixture.all)
    func whatIsTakenOutIsGone(_ fixture: HostileFixture) throws {
        try fixture.load().expectGone(fixture.bytes())
    }

    @Test(arguments: HostileFixture.all)
    func whatIsSentOnPassesTheGate(_ fixture: HostileFixture) throws {
        try fixture.load().outcome(fixture.bytes()).expectReadable()
    }

    @Test(arguments: HostileFixtureTests.classes)
    func everyClassHasMessages(_ number: Int) throws {
        let found = HostileClass.all.filter { $0.number == number }
        #expect(found.count == 1)
        #expect(try found.flatMap { try $0.fixtures() }.count > 0)
    }

    @Test(arguments: HostileClass.all.map(\.folder))
    func everyExpectationHasItsMessageAndBack(_ folder: String) throws {
        let hostile = HostileClass(folder: folder)
        #expect(Set(try hostile.sheet().messages.keys) == Set(try hostile.fixtures().map(\.name)))
        for file in try hostile.files(suffix: ".out.sip") {
            #expect(try hostile.sheet().messages[String(file.dropLast(".out.sip".count))] != nil, "\(file)")
        }
    }

    @Test func thereAreManyAndNoTwoAreTheSame() throws {
        #expect(HostileFixture.all.count >= 120)
        let all = try HostileFixture.all.map { fixture in
            let given = try fixture.load()
            let scene = [given.profile, given.watcher, given.policy, given.keys, given.socket, given.follows ?? ""]
            let more = given.identity + given.unbound + given.bindings.map { "\($0.user) \($0.phone)" }
            let rest = [given.listeningRequires ?? "", given.listeningDTMF, "\(given.after) \(given.known)"]
            return (scene + more + rest).joined(separator: " ") + String(decoding: try fixture.bytes(), as: UTF8.self)
        }
        #expect(Set(all).count == all.count)
    }

    @Test func theDocumentSaysWhatIsTested() throws {
        try Golden.expectPage("BYPASS.md", says: Self.text(), by: "HostileFixtureTests")
    }

    private static func text() throws -> String {
        var text = """
            # Ways round us, and what comes of them

            Every line is a message in `fixtures/hostile/`, run by `HostileFixtureTests`, which also writes this page (`UPDATE_GOLDEN=1`). The people
            are those of `fixtures/messages/policy.yaml`: of 101, `full` may see everything, `status` the lamp, `refused` nothing; nobody may
            listen to it or to 201; 103 shows nothing to anybody; `alice` is Admin. What goes on is in the `.out.sip` beside the message.

            """
        for hostile in HostileClass.all {
            let sheet = try hostile.sheet()
            text += "\n## \(hostile.number). \(sheet.title)\n\n"
            if let elsewhere = sheet.elsewhere { text += "\(elsewhere)\n\n" }
            text += "| message | what it tries | verdict | code | rule |\n|---|---|---|---|---|\n"
            for fixture in try hostile.fixtures() {
                let given = try fixture.load()
                let judgement = try given.outcome(fixture.bytes()).judgement
                let code = judgement.status.map(String.init) ?? "–"
                let profile = given.profile == "generic" ? "" : " (\(given.profile))"
                text += "| \(fixture.name) | \(given.note)\(profile) | \(judgement.verdict.rawValue) | \(code) "
                text += "| \(judgement.rule) |\n"
            }
        }
        return text
    }
}
