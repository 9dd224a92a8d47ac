import Testing

@testable import Enforcement

/// What a listener is told of who is listened to.
@Suite struct ListeningCallTests {
    /// Of 102 she may see the callers, of 103 not; what To says in her call is hers to write.
    @Test func whoseCallersAreHiddenIsNotReadFromTo() throws {
        var stage = try LiveStage(Scene.pipeline(Scene.policy(yaml: LiveListeningTests.open)))
        let invite = SIPText.request("INVITE", "sip:*33103@example.com", from: "alice")
        let sent = try #require(stage.phone("alice", invite).forwarded)
        stage.pbx(sent.answer(200, "OK", [("Contact", "<sip:spy@127.0.0.1:5070>")]))
        let route = sent.values("Record-Route").reversed().joined(separator: ", ")
        let again = try #require(stage.phone("alice", LiveListeningTests.inDialog("INVITE", route)).forwarded)
        let told = stage.pbx(again.answer(200, "OK", [("P-Asserted-Identity", "<sip:15550199@example.com>")]))
        #expect(told.forwarded?.values("P-Asserted-Identity") == [])
    }
}
