import AccessPolicy
import Testing

@testable import Enforcement

/// What becomes of a listening call when the right to it is gone.
@Suite struct ListeningEndTests {
    static let invite = SIPText.request("INVITE", "sip:*33101@example.com", from: "full")
    static let toPBX = Destination(.pbx, Scene.pbx)
    static let toPhone = Destination(.phone, Scene.phones["full"] ?? Scene.phone(98))

    static func stage(_ policy: String = RevocationStage.nobodyListens) throws -> RevocationStage {
        try RevocationStage(RevocationStage.listening(), policy)
    }

    /// An INVITE that the PBX has not answered.
    static func asked() throws -> (RevocationStage, sent: SIPText) {
        var dialog = try RevocationStage.listening()
        let pipeline = try RevocationStage(nil).pipeline
        let sent = try #require(pipeline.phone("full", invite).forwarded)
        dialog.stage = .asked
        dialog.pbx.tag = []
        dialog.pbx.target = []
        dialog.via = Array((sent.values("Via").first ?? "").utf8)
        return (try RevocationStage(dialog), sent)
    }

    static func inDialog(_ method: String, _ number: Int = 2) throws -> SIPText {
        let route = try InDialogTests.routes(RevocationStage(nil).base, "full", invite)
        return InDialogTests.inDialog(invite, method, route).with("CSeq", "\(number) \(method)")
    }

    @Test func whoMayListenGoesOn() throws {
        let stage = try Self.stage(RevocationStage.open)
        #expect(stage.review() == nil)
    }

    @Test(arguments: [
        (RevocationStage.nobodyListens, "listening-nobody"), (RevocationStage.listeningDisabled, "listening-disabled"),
    ])
    func theCallEndsTowardBothSides(_ policy: String, _ rule: String) throws {
        let stage = try Self.stage(policy)
        let outcome = try #require(stage.review())
        #expect(outcome.forwards.map(\.to) == [Self.toPBX, Self.toPhone])
        #expect(outcome.repeated == [Self.toPBX, Self.toPhone])
        let sent = outcome.forwards.map { SIPText($0.bytes) }
        #expect(sent.map(\.start) == ["BYE sip:101@127.0.0.1:5070 SIP/2.0", "BYE sip:full@192.0.2.50:5060 SIP/2.0"])
        let (phone, pbx) = ("<sip:full@example.com>;tag=from-full", "<sip:*33101@example.com>;tag=pbx")
        #expect(sent.map { $0.values("From") } == [[phone], [pbx]])
        #expect(sent.map { $0.values("To") } == [[pbx], [phone]])
        #expect(sent.map { $0.values("CSeq") } == [["2 BYE"], ["2147483392 BYE"]])
        #expect(outcome.recorded?.rule == rule)
        #expect(outcome.recorded?.verdict == .revoke)
        #expect(outcome.recorded?.method == "BYE")
        #expect(stage.dialog?.stage == .ending)
        #expect(stage.review() == nil)
    }

    @Test func whoListensToEveryoneIsJudgedByThat() throws {
        let stage = try RevocationStage(RevocationStage.listening(to: ""), RevocationStage.open)
        #expect(stage.review()?.recorded?.verdict == .revoke)
    }

    @Test func thePBXsOwnNumbersAreGoneOnFrom() throws {
        var dialog = try RevocationStage.listening()
        dialog.pbx.cseq = 41
        let stage = try RevocationStage(dialog, RevocationStage.nobodyListens)
        let outcome = try #require(stage.review())
        #expect(outcome.forwards.map { SIPText($0.bytes).values("CSeq") } == [["2 BYE"], ["42 BYE"]])
    }

    @Test func theAnswersOfBothSidesAreForUs() throws {
        let stage = try Self.stage()
        let outcome = try #require(stage.review())
        let sent = outcome.forwards.map { SIPText($0.bytes) }
        let transactions = outcome.actions.compactMap { action -> Transaction? in
            if case .retransmit(_, to: _, let transaction) = action { transaction } else { nil }
        }
        let fromPhone = stage.phone("full", sent[1].answer(200, "OK"))
        #expect(fromPhone.actions == [.settle(transactions[1], isFinal: true)])
        #expect(stage.dialog != nil)
        let fromPBX = stage.pbx(sent[0].answer(200, "OK"))
        #expect(fromPBX.actions.first == .settle(transactions[0], isFinal: true))
        #expect(stage.dialog == nil)
    }

    @Test(arguments: [408, 503])
    func aPBXThatCannotHangUpNowIsAskedAgain(_ status: Int) throws {
        let stage = try Self.stage()
        let sent = try #require(stage.review()?.forwards.first)
        let outcome = stage.pbx(SIPText(sent.bytes).answer(status, "Not Now"))
        #expect(outcome.forwards.isEmpty)
        stage.now = Moment(unixSeconds: stage.now.unixSeconds + 32)
        #expect(stage.review()?.forwards.first?.to == Self.toPBX)
    }

    @Test func aPhoneCannotAnswerForThePBX() throws {
        let stage = try Self.stage()
        let sent = try #require(stage.review()?.forwarded)
        stage.phone("full", sent.answer(200, "OK"))
        #expect(stage.dialog?.stage == .ending)
    }

    @Test(arguments: ["INVITE", "UPDATE", "INFO", "REFER", "MESSAGE", "OPTIONS"])
    func whatThePhoneSendsOnItIsRefusedAndEndsIt(_ method: String) throws {
        let stage = try Self.stage()
        let more = method == "REFER" ? [("Refer-To", "<sip:102@example.com>")] : []
        let outcome = try stage.phone("full", more.reduce(Self.inDialog(method)) { $0.adding($1.0, $1.1) })
        #expect(outcome.reply?.status == 403)
        #expect(outcome.judgement.rule == "listening-nobody")
        #expect(outcome.forwards.map { SIPText($0.bytes).start.prefix(4) } == ["BYE ", "BYE "])
        #expect(stage.dialog?.stage == .ending)
    }

    @Test(arguments: ["BYE", "ACK"])
    func whatEndsItPasses(_ method: String) throws {
        let stage = try Self.stage()
        let outcome = try stage.phone("full", Self.inDialog(method))
        #expect(outcome.forwarded?.start.hasPrefix(method) == true)
        #expect(outcome.forwards.map(\.to) == [Self.toPBX])
    }

    @Test(arguments: ["INVITE", "UPDATE", "INFO"])
    func whatThePBXSendsOnItIsRefusedToo(_ method: String) throws {
        let stage = try Self.stage()
        let invited = try #require(RevocationStage(nil).pipeline.phone("full", Self.invite).forwarded)
        let route = invited.values("Record-Route").first { $0.contains("5062") } ?? ""
        let message = SIPText(
            "\(method) sip:full@192.0.2.50:5060 SIP/2.0",
            [
                ("Via", "SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bK-pbx"), ("Max-Forwards", "70"),
                ("From", "<sip:*33101@example.com>;tag=pbx"), ("To", "<sip:full@example.com>;tag=from-full"),
                ("Call-ID", "call-full@192.0.2.50"), ("CSeq", "9 \(method)"), ("Route", route),
                ("Contact", "<sip:101@127.0.0.1:5070>"),
            ]
        )
        let outcome = stage.pbx(message)
        #expect(outcome.reply?.status == 403)
        #expect(outcome.forwards.count == 2)
        var bye = message.with("CSeq", "9 BYE")
        bye.start = "BYE sip:full@192.0.2.50:5060 SIP/2.0"
        #expect(stage.pbx(bye).forwards.map(\.to) == [Self.toPhone])
    }

    @Test func aCallThatWouldBeForgottenEndsFirst() throws {
        let stage = try Self.stage(RevocationStage.open)
        let until = try #require(stage.dialog?.until.unixSeconds)
        stage.now = Moment(unixSeconds: until - Limits.listeningLastSeconds - 1)
        #expect(stage.review() == nil)
        stage.now = Moment(unixSeconds: until - Limits.listeningLastSeconds)
        let outcome = try #require(stage.review())
        #expect(outcome.forwards.map(\.to) == [Self.toPBX, Self.toPhone])
        #expect(outcome.recorded?.rule == "listening-unseen")
    }

    @Test func anAttemptAfterTheFirstHasANumberThatNobodyHasUsed() throws {
        let stage = try Self.stage()
        var numbers: [String] = []
        for _ in 0..<3 {
            numbers += stage.review()?.forwards.first.map { SIPText($0.bytes).values("CSeq") } ?? []
            stage.now = Moment(unixSeconds: stage.now.unixSeconds + 32)
        }
        #expect(numbers == ["2 BYE", "2147483392 BYE", "2147483393 BYE"])
    }

    @Test(arguments: [401, 404, 407])
    func aPBXThatRefusesToHangUpIsOnRecord(_ status: Int) throws {
        let stage = try Self.stage()
        let sent = try #require(stage.review()?.forwards.first)
        #expect(stage.pbx(SIPText(sent.bytes).answer(status, "No")).recorded?.rule == "end-refused")
        #expect(stage.dialog?.farewell == .refused)
    }

    /// What goes to the PBX after a BYE of ours has taken a number, once the right is there again.
    @Test(arguments: ["INVITE", "ACK", "CANCEL"])
    func whatBelongsToOneInviteIsMovedAlike(_ method: String) throws {
        let stage = try Self.stage()
        let sent = try #require(stage.review()?.forwards.first)
        stage.pbx(SIPText(sent.bytes).answer(407, "Proxy Authentication Required"))
        try stage.change(to: RevocationStage.open)
        stage.review()
        let invite = try #require(stage.phone("full", Self.inDialog("INVITE")).forwarded)
        #expect(invite.values("CSeq") == ["3 INVITE"])
        let via = "SIP/2.0/UDP 192.0.2.50:5060;branch=z9hG4bK-invite;rport"
        let request = try Self.inDialog(method).with("Via", via)
        let other = try #require(stage.phone("full", request).forwarded)
        #expect(other.values("CSeq") == ["3 \(method)"])
        #expect(other.values("Via").first == invite.values("Via").first)
    }

    @Test func whoListensToNobodyInParticularIsEndedByTheKillSwitch() throws {
        let stage = try RevocationStage(RevocationStage.listening(to: ""), RevocationStage.listeningDisabled)
        #expect(stage.review()?.recorded?.rule == "listening-disabled")
    }

    // MARK: Before it is answered

    @Test func anInviteWithoutAnswerIsCancelled() throws {
        let (stage, sent) = try Self.asked()
        try stage.change(to: RevocationStage.nobodyListens)
        let outcome = try #require(stage.review())
        let cancel = try #require(outcome.forwarded)
        #expect(outcome.forwards.map(\.to) == [Self.toPBX])
        #expect(cancel.start == "CANCEL sip:*33101@example.com SIP/2.0")
        #expect(cancel.values("Via") == Array(sent.values("Via").prefix(1)))
        #expect(cancel.values("CSeq") == ["1 CANCEL"])
        #expect(cancel.values("To") == ["<sip:*33101@example.com>"])
        #expect(outcome.recorded?.method == "CANCEL")
        #expect(stage.review() == nil)
    }

    @Test func theAnswerToTheCancelIsForUsAndThe487ForThePhone() throws {
        let (stage, sent) = try Self.asked()
        try stage.change(to: RevocationStage.nobodyListens)
        let outcome = try #require(stage.review())
        let cancel = try #require(outcome.forwarded)
        let answered = stage.pbx(cancel.answer(200, "OK"))
        #expect(answered.forwards.isEmpty)
        for case .retransmit(_, to: _, let transaction) in outcome.actions {
            #expect(answered.actions == [.settle(transaction, isFinal: true)])
        }
        #expect(stage.pbx(sent.answer(487, "Request Terminated")).forwarded?.status == 487)
    }

    @Test(arguments: [true, false])
    func anAcceptanceThatCrossesItNeverReachesThePhone(_ isCancelled: Bool) throws {
        let (stage, sent) = try Self.asked()
        try stage.change(to: RevocationStage.nobodyListens)
        if isCancelled { stage.review() }
        let contact = [("Contact", "<sip:101@127.0.0.1:5070>"), ("Content-Type", "application/sdp")]
        let outcome = stage.pbx(sent.answer(200, "OK", contact, body: Array("v=0\r\n".utf8)))
        let messages = outcome.forwards.map { SIPText($0.bytes) }
        #expect(outcome.forwards.map(\.to) == [Self.toPhone, Self.toPBX, Self.toPBX])
        #expect(
            messages.map(\.start) == [
                "SIP/2.0 403 Forbidden", "ACK sip:101@127.0.0.1:5070 SIP/2.0", "BYE sip:101@127.0.0.1:5070 SIP/2.0",
            ]
        )
        #expect(messages.map { $0.values("CSeq") } == [["1 INVITE"], ["1 ACK"], ["2 BYE"]])
        #expect(messages[0].body.isEmpty)
        #expect(messages[0].values("Contact").isEmpty)
        #expect(outcome.repeated == [Self.toPhone, Self.toPBX])
        #expect((outcome.recorded == nil) == isCancelled)
        #expect(stage.dialog?.stage == .ending)
    }

    @Test func aCallThatIsNotKnownIsJudgedByWhatItsAnswerSays() throws {
        let sent = try #require(RevocationStage(nil).pipeline.phone("full", Self.invite).forwarded)
        let stage = try RevocationStage(nil, RevocationStage.nobodyListens)
        #expect(stage.pbx(sent.answer(200, "OK")).forwarded?.status == 403)
        try stage.change(to: RevocationStage.open)
        #expect(stage.pbx(sent.answer(200, "OK")).forwarded?.status == 200)
    }

    @Test func theAcknowledgementEndsTheRepetitionOfTheRefusal() throws {
        let (stage, sent) = try Self.asked()
        try stage.change(to: RevocationStage.nobodyListens)
        let outcome = stage.pbx(sent.answer(200, "OK", [("Contact", "<sip:101@127.0.0.1:5070>")]))
        var ack = Self.invite.with("CSeq", "1 ACK").with("To", "<sip:*33101@example.com>;tag=answer")
        ack.start = "ACK sip:*33101@example.com SIP/2.0"
        let acknowledged = stage.phone("full", ack)
        let repeated = outcome.actions.compactMap { action -> Transaction? in
            if case .retransmit(_, to: Self.toPhone, let transaction) = action { transaction } else { nil }
        }
        #expect(repeated.count == 1)
        #expect(acknowledged.actions.contains { $0 == repeated.first.map { .settle($0, isFinal: true) } })
    }
}
