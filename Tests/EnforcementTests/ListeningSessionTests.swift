import AccessPolicy
import Testing

@testable import Enforcement

/// Keys on a listening call that come with the token of another call under the same Call-ID and tag.
@Suite struct ListeningSessionTests {
    private static let session =
        "v=0\r\no=- 1 1 IN IP4 192.0.2.14\r\ns=-\r\nc=IN IP4 192.0.2.14\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n"

    private static func stage() throws -> LiveStage {
        let made = try Scene.pipeline()
        var settings = made.settings
        settings.listeningDTMF = .block
        return try LiveStage(
            Pipeline(settings: settings, pbx: made.pbx, bindings: made.bindings, snapshot: made.snapshot)
        )
    }

    /// The route of a plain call with the names of the listening one.
    private static func routeOfAnother(_ stage: inout LiveStage) throws -> String {
        let plain = SIPText.request("INVITE", "sip:102@example.com", from: "alice")
        let sent = try #require(stage.phone("alice", plain).forwarded)
        return sent.values("Record-Route").reversed().joined(separator: ", ")
    }

    private static func info(_ route: String) -> SIPText {
        var info = LiveListeningTests.inDialog("INFO", route, ("Content-Type", "application/dtmf-relay"))
        info.body = Array("Signal=6\r\n".utf8)
        return info
    }

    private static func update(_ route: String) -> SIPText {
        var update = LiveListeningTests.inDialog("UPDATE", route, ("Content-Type", "application/sdp"))
        update.body = Array(session.utf8)
        return update
    }

    @Test func theTokenOfAnotherCallPressesNoKeys() throws {
        var stage = try Self.stage()
        let route = try Self.routeOfAnother(&stage)
        _ = try LiveListeningTests.call(&stage)
        let outcome = stage.phone("alice", Self.info(route))
        #expect(outcome.judgement.verdict == .reject)
        #expect(outcome.judgement.rule == "keys-on-a-listening-call")
    }

    @Test func norDoesItBringASessionWithKeys() throws {
        var stage = try Self.stage()
        let route = try Self.routeOfAnother(&stage)
        _ = try LiveListeningTests.call(&stage)
        let sent = try #require(stage.phone("alice", Self.update(route)).forwarded)
        #expect(sent.body.text.contains("m=audio 4000 RTP/AVP 0\r\n"))
    }

    @Test func aCallOfItsOwnKeepsItsKeys() throws {
        var stage = try Self.stage()
        let route = try Self.routeOfAnother(&stage)
        #expect(stage.phone("alice", Self.info(route)).judgement.verdict == .forward)
        let sent = try #require(stage.phone("alice", Self.update(route)).forwarded)
        #expect(sent.body.text == Self.session)
    }
}
