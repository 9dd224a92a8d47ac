import Testing

@testable import Enforcement

/// Which messages are of a listening call, and which only seem to be.
@Suite struct ListeningNameTests {
    typealias Call = LiveListeningTests

    @Test(arguments: ["FROM-alice", "%66rom-alice", "from-alic%65", "%46ROM-alice"])
    func theTagInOtherWordsIsOfTheSameCall(_ tag: String) throws {
        var stage = try LiveStage()
        _ = try Call.call(&stage)
        let again = Call.invite.with("From", "<sip:alice@example.com>;tag=\(tag)").with("CSeq", "2 INVITE")
        #expect(stage.phone("alice", again).judgement.rule == "call-in-progress")
    }

    @Test(arguments: ["from%-alice", "from-alice%6", "%67rom-alice", "from-alice2"])
    func anotherTagIsOfAnother(_ tag: String) throws {
        var stage = try LiveStage()
        _ = try Call.call(&stage)
        let other = Call.invite.with("From", "<sip:alice@example.com>;tag=\(tag)")
        #expect(stage.phone("alice", other).forwards.count == 1)
    }

    /// What a PBX repeats because the phone has not taken it, under the name of another call by now.
    @Test(arguments: ["answer to INVITE", "answer to BYE", "BYE"])
    func whatIsOfTheCallBeforeEndsNothing(_ what: String) throws {
        var stage = try LiveStage()
        let before: SIPText
        if what == "answer to INVITE" {
            before = try #require(stage.phone("alice", Call.invite).forwarded).answer(407, "Who?")
        } else {
            let route = try Call.call(&stage)
            before =
                what == "BYE"
                ? Call.fromPBX("BYE", route.pbx)
                : try #require(stage.phone("alice", Call.inDialog("BYE", route.phone)).forwarded).answer(200, "OK")
        }
        stage.pbx(before)
        #expect(stage.lives.isEmpty)
        stage.phone("alice", Call.invite.with("CSeq", "3 INVITE"))
        stage.pbx(before)
        #expect(stage.only?.stage == .asked)
    }

    /// PJSIP makes `lr` of `lr=on`; another phone leaves out what it does not know.
    @Test(arguments: ["<sip:127.0.0.1:5070;lr;r2=on>", "<sip:127.0.0.1:5070;lr=on>"])
    func aByeByTheSameRouteInOtherWordsEndsIt(_ way: String) throws {
        var stage = try LiveStage()
        let sent = try #require(stage.phone("alice", Call.invite).forwarded)
        let own = sent.values("Record-Route")
        let answer = sent.answer(200, "OK", [("Contact", "<sip:spy@127.0.0.1:5070>")])
            .without("Record-Route")
        stage.pbx(
            (["<sip:127.0.0.1:5070;lr=on;r2=on>"] + own).reduce(answer) { $0.adding("Record-Route", $1) }
        )
        let routes = (own.reversed() + [way]).joined(separator: ", ")
        let bye = try #require(stage.phone("alice", Call.inDialog("BYE", routes)).forwarded)
        stage.pbx(bye.answer(200, "OK"))
        #expect(stage.lives.isEmpty)
    }
}
