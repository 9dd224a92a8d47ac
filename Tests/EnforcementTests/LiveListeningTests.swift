import AccessPolicy
import Testing

@testable import Enforcement

/// What is known of a listening call after each of its messages, and what the one who listens cannot make us forget.
@Suite struct LiveListeningTests {
    static let invite = SIPText.request("INVITE", "sip:*33102@example.com", from: "alice")

    /// A listening call that the PBX has accepted, with the routes of both sides.
    static func call(_ stage: inout LiveStage) throws -> (phone: String, pbx: String) {
        let sent = try #require(stage.phone("alice", invite).forwarded)
        stage.pbx(sent.answer(200, "OK", [("Contact", "<sip:spy@127.0.0.1:5070>")]))
        let routes = sent.values("Record-Route")
        return (routes.reversed().joined(separator: ", "), try #require(routes.first))
    }

    static func inDialog(_ method: String, _ route: String, _ more: (String, String)...) -> SIPText {
        var text = invite.with("CSeq", "2 \(method)").with("To", "<sip:*33102@example.com>;tag=answer")
        text.start = "\(method) sip:spy@127.0.0.1:5070 SIP/2.0"
        return more.reduce(text.adding("Route", route)) { $0.with($1.0, $1.1) }
    }

    /// A request of the PBX in the call.
    static func fromPBX(_ method: String, _ route: String, _ more: (String, String)...) -> SIPText {
        var text = SIPText.notify(to: "alice", body: []).without("Event").without("Subscription-State")
            .with("CSeq", "9 \(method)").with("From", "<sip:*33102@example.com>;tag=answer")
        text.start = "\(method) sip:alice@192.0.2.14:5060 SIP/2.0"
        return more.reduce(text.adding("Route", route)) { $0.with($1.0, $1.1) }
    }

    static func seconds(_ dialog: LiveDialog?) -> Int64? { dialog.map { $0.until.unixSeconds - Scene.now.unixSeconds } }

    @Test func anInviteToACodeIsAsked() throws {
        var stage = try LiveStage()
        let sent = try #require(stage.phone("alice", Self.invite).forwarded)
        let dialog = try #require(stage.only)
        #expect(dialog.stage == .asked)
        #expect(dialog.isListening)
        #expect(dialog.token.resource.text == "102")
        #expect(dialog.token.watcher == Scene.address("alice"))
        #expect(dialog.phone.target.text == "sip:alice@192.0.2.50:5060")
        #expect(dialog.phone.cseq == 1)
        #expect(dialog.pbx.uri.text == "sip:*33102@example.com")
        #expect(dialog.via.text == sent.values("Via").first)
        #expect(Self.seconds(dialog) == 200)
    }

    @Test func anyOtherCallIsNotSeen() throws {
        var stage = try LiveStage()
        let sent = try #require(
            stage.phone("alice", .request("INVITE", "sip:102@example.com", from: "alice")).forwarded
        )
        #expect(stage.pbx(sent.answer(200, "OK")).sightings.isEmpty)
        #expect(stage.lives.isEmpty)
    }

    @Test func thePBXsAnswerMakesItStand() throws {
        var stage = try LiveStage()
        _ = try Self.call(&stage)
        let dialog = try #require(stage.only)
        #expect(dialog.stage == .standing)
        #expect(dialog.via.isEmpty)
        #expect(dialog.pbx.tag.text == "answer")
        #expect(dialog.pbx.target.text == "sip:spy@127.0.0.1:5070")
        #expect(Self.seconds(dialog) == 86_400)
    }

    @Test func theAnswerAloneMakesItKnown() throws {
        var stage = try LiveStage()
        let sent = try #require(stage.phone("alice", Self.invite).forwarded)
        stage.forget()
        stage.pbx(sent.answer(200, "OK", [("Contact", "<sip:spy@127.0.0.1:5070>")]))
        #expect(stage.only?.token.resource.text == "102")
        #expect(stage.only?.stage == .standing)
    }

    @Test func aCallThatIsKeptWaitingIsStillAsked() throws {
        var stage = try LiveStage()
        let sent = try #require(stage.phone("alice", Self.invite).forwarded)
        stage.now = Moment(unixSeconds: Scene.now.unixSeconds + 60)
        stage.pbx(sent.answer(180, "Ringing"))
        #expect(stage.only?.stage == .asked)
        #expect(stage.only?.via.isEmpty == false)
        #expect(Self.seconds(stage.only) == 260)
    }

    /// A PBX that does not repeat it may let them hear for hours without another word.
    @Test func aCallThatIsHeardBeforeItsAnswerIsNotForgotten() throws {
        var stage = try LiveStage()
        let sent = try #require(stage.phone("alice", Self.invite).forwarded)
        let session = [("Content-Type", "application/sdp")]
        stage.pbx(sent.answer(183, "Session Progress", session, body: Array("v=0\r\n".utf8)))
        #expect(stage.only?.stage == .asked)
        #expect(Self.seconds(stage.only) == 86_400)
    }

    @Test(arguments: [401, 403, 487, 503])
    func aRefusedCallIsForgotten(_ status: Int) throws {
        var stage = try LiveStage()
        let sent = try #require(stage.phone("alice", Self.invite).forwarded)
        stage.pbx(sent.answer(status, "No"))
        #expect(stage.lives.isEmpty)
    }

    @Test func aRefusedChangeEndsNothing() throws {
        var stage = try LiveStage()
        let route = try Self.call(&stage)
        let sent = try #require(stage.phone("alice", Self.inDialog("INVITE", route.phone)).forwarded)
        stage.pbx(sent.answer(481, "No"))
        #expect(stage.only?.stage == .standing)
    }

    @Test func whatThePhoneSaysIsCounted() throws {
        var stage = try LiveStage()
        let route = try Self.call(&stage)
        stage.now = Moment(unixSeconds: Scene.now.unixSeconds + 50)
        let contact = ("Contact", "<sip:alice@192.0.2.50:9>")
        stage.phone("alice", Self.inDialog("INVITE", route.phone, ("CSeq", "7 INVITE"), contact))
        #expect(stage.only?.phone.cseq == 7)
        #expect(stage.only?.phone.target.text == "sip:alice@192.0.2.50:9")
        #expect(Self.seconds(stage.only) == 86_450)
    }

    @Test func whatThePBXSaysIsCounted() throws {
        var stage = try LiveStage()
        let route = try Self.call(&stage)
        stage.pbx(Self.fromPBX("UPDATE", route.pbx, ("Contact", "<sip:moved@127.0.0.1:5070>")))
        #expect(stage.only?.pbx.cseq == 9)
        #expect(stage.only?.pbx.target.text == "sip:moved@127.0.0.1:5070")
    }

    @Test func thePhonesAnswerTellsWhereItIs() throws {
        var stage = try LiveStage()
        let route = try Self.call(&stage)
        let sent = try #require(stage.pbx(Self.fromPBX("INVITE", route.pbx)).forwarded)
        stage.phone("alice", sent.answer(200, "OK", [("Contact", "<sip:alice@192.0.2.50:8>")]))
        #expect(stage.only?.phone.target.text == "sip:alice@192.0.2.50:8")
    }

    @Test func thePBXsByeEndsIt() throws {
        var stage = try LiveStage()
        let route = try Self.call(&stage)
        stage.pbx(Self.fromPBX("BYE", route.pbx))
        #expect(stage.lives.isEmpty)
    }

    @Test func aByeOfAnotherDialogEndsNothing() throws {
        var stage = try LiveStage()
        let route = try Self.call(&stage)
        stage.pbx(Self.fromPBX("BYE", route.pbx, ("From", "<sip:*33102@example.com>;tag=other")))
        #expect(stage.only != nil)
    }

    @Test(arguments: [(200, true), (481, true), (500, false), (401, false)])
    func thePhonesByeEndsItOnceThePBXHasTakenIt(_ status: Int, _ isOver: Bool) throws {
        var stage = try LiveStage()
        let route = try Self.call(&stage)
        let sent = try #require(stage.phone("alice", Self.inDialog("BYE", route.phone)).forwarded)
        #expect(stage.only != nil)
        stage.pbx(sent.answer(status, "So"))
        #expect(stage.lives.isEmpty == isOver)
    }

    @Test(arguments: [
        "sip:accomplice@127.0.0.1:5070", "sip:spy@127.0.0.2:5070", "sip:spy@127.0.0.1", "sip:127.0.0.1:5070",
    ])
    func aByeToElsewhereEndsNothing(_ uri: String) throws {
        var stage = try LiveStage()
        let route = try Self.call(&stage)
        var bye = Self.inDialog("BYE", route.phone)
        bye.start = "BYE \(uri) SIP/2.0"
        let sent = try #require(stage.phone("alice", bye).forwarded)
        stage.pbx(sent.answer(200, "OK"))
        #expect(stage.only != nil)
    }

    @Test func aByeWithAnotherTagEndsNothing() throws {
        var stage = try LiveStage()
        let route = try Self.call(&stage)
        let bye = Self.inDialog("BYE", route.phone, ("To", "<sip:*33102@example.com>;tag=other"))
        let sent = try #require(stage.phone("alice", bye).forwarded)
        stage.pbx(sent.answer(481, "No"))
        #expect(stage.only != nil)
    }

    /// Whoever answers at the address of the phone's choice is no party that the end of the call could be told.
    @Test func aChangeDoesNotMoveThePBXsSide() throws {
        var stage = try LiveStage()
        let route = try Self.call(&stage)
        let sent = try #require(stage.phone("alice", Self.inDialog("INVITE", route.phone)).forwarded)
        stage.pbx(sent.answer(200, "OK", [("Contact", "<sip:accomplice@127.0.0.1:5070>")]))
        #expect(stage.only?.pbx.target.text == "sip:spy@127.0.0.1:5070")
    }

    @Test(arguments: ["sip:*33102@example.com", "sip:*33101@example.com", "sip:*33103@example.com"])
    func aSecondCallUnderItsNameIsRefused(_ code: String) throws {
        var stage = try LiveStage(Scene.pipeline(Scene.policy(yaml: Self.open)))
        _ = try Self.call(&stage)
        let outcome = stage.phone("alice", SIPText.request("INVITE", code, from: "alice").with("CSeq", "2 INVITE"))
        #expect(outcome.judgement.status == 482)
        #expect(outcome.judgement.rule == "call-in-progress")
        #expect(stage.only?.token.resource.text == "102")
    }

    @Test func aRepeatedInviteGoesOn() throws {
        var stage = try LiveStage()
        stage.phone("alice", Self.invite)
        #expect(stage.phone("alice", Self.invite).forwards.count == 1)
    }

    @Test func theAnswerToAChallengeGoesOn() throws {
        var stage = try LiveStage()
        let sent = try #require(stage.phone("alice", Self.invite).forwarded)
        stage.pbx(sent.answer(407, "Proxy Authentication Required"))
        #expect(stage.phone("alice", Self.invite.with("CSeq", "2 INVITE")).forwards.count == 1)
        #expect(stage.only?.phone.cseq == 2)
    }

    @Test func aCallThatCouldNotBeListedIsRefused() throws {
        var stage = try LiveStage()
        stage.isFullOfListening = true
        let outcome = stage.phone("alice", Self.invite)
        #expect(outcome.judgement.rule == "listening-calls-full")
        #expect(outcome.judgement.status == 503)
    }

    @Test func aNumberThatLeavesNoRoomIsRefused() throws {
        var stage = try LiveStage()
        #expect(stage.phone("alice", Self.invite.with("CSeq", "2147483647 INVITE")).judgement.rule == "cseq-too-high")
        let route = try Self.call(&stage)
        let options = Self.inDialog("OPTIONS", route.phone, ("CSeq", "2147483647 OPTIONS"))
        #expect(stage.phone("alice", options).judgement.rule == "cseq-too-high")
    }

    @Test(arguments: ["INVITE", "UPDATE", "OPTIONS"])
    func anUnknownCallIsKnownByItsNextRequest(_ method: String) throws {
        var stage = try LiveStage()
        let route = try Self.call(&stage)
        stage.forget()
        stage.phone("alice", Self.inDialog(method, route.phone))
        #expect(stage.only?.token.resource.text == "102")
        #expect(stage.only?.stage == .standing)
        #expect(stage.only?.pbx.target.text == "sip:spy@127.0.0.1:5070")
        stage.forget()
        stage.pbx(Self.fromPBX(method, route.pbx))
        #expect(stage.only?.token.watcher == Scene.address("alice"))
        #expect(stage.only?.pbx.tag.text == "answer")
    }

    @Test func theEndOfAnUnknownCallLeavesNothing() throws {
        var stage = try LiveStage()
        let route = try Self.call(&stage)
        stage.forget()
        stage.phone("alice", Self.inDialog("BYE", route.phone))
        stage.pbx(Self.fromPBX("BYE", route.pbx))
        #expect(stage.lives.isEmpty)
    }

    @Test func whoSeesNoCallersIsListedSo() throws {
        var stage = try LiveStage(Scene.pipeline(Scene.policy(yaml: Self.open)))
        stage.phone("alice", .request("INVITE", "sip:*33103@example.com", from: "alice"))
        #expect(stage.only?.disclosure == .status)
    }

    @Test func aCallAskedForByReferIsListed() throws {
        var stage = try LiveStage()
        let refer = SIPText.request("REFER", "sip:pbx@example.com", from: "alice")
            .adding("Refer-To", "<sip:*33102@example.com>")
        let sent = try #require(stage.phone("alice", refer).forwarded)
        #expect(stage.only?.event.text == "refer")
        #expect(stage.only?.via.isEmpty == true)
        let route = try #require(sent.values("Record-Route").first)
        let state = ("Subscription-State", "terminated;reason=noresource")
        stage.pbx(Self.fromPBX("NOTIFY", route, ("Event", "refer"), state))
        #expect(stage.lives.isEmpty)
    }

    static let open = """
        organization: Example Ltd
        domains: [example.com, pbx.example, 127.0.0.1]
        users: {alice: {}}
        roles: {Admin: ["user:alice"]}
        extensions: {"103": {connected-callers: nobody}}
        """
}
