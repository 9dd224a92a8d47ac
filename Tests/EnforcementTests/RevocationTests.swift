import AccessPolicy
import Testing

@testable import Enforcement

/// What becomes of a subscription when the right to it is gone.
@Suite struct RevocationTests {
    static let pbx = Destination(.pbx, Scene.pbx)

    static func stage(_ policy: String = RevocationStage.nobody) throws -> RevocationStage {
        try RevocationStage(RevocationStage.subscription(), policy)
    }

    @Test func aRightThatIsThereIsLeftAlone() throws {
        let stage = try Self.stage(RevocationStage.open)
        #expect(stage.review() == nil)
    }

    @Test func theSubscriptionEndsAsThePhoneWouldEndIt() throws {
        let stage = try Self.stage()
        let outcome = try #require(stage.review())
        let sent = try #require(outcome.forwarded)
        #expect(sent.start == "SUBSCRIBE sip:101@127.0.0.1:5070 SIP/2.0")
        #expect(sent.values("Expires") == ["0"])
        #expect(sent.values("CSeq") == ["2 SUBSCRIBE"])
        #expect(outcome.forwards.map(\.to) == [Self.pbx])
        #expect(stage.dialog?.stage == .ending)
    }

    @Test func itIsRepeatedUntilItIsAnswered() throws {
        let stage = try Self.stage()
        let outcome = try #require(stage.review())
        #expect(outcome.repeated == [Self.pbx])
        let sent = try #require(outcome.forwarded)
        let trying = stage.pbx(sent.answer(100, "Trying"))
        let accepted = stage.pbx(sent.answer(200, "OK"))
        for case .retransmit(_, to: _, let transaction) in outcome.actions {
            #expect(trying.actions == [.settle(transaction, isFinal: false)])
            #expect(accepted.actions.first == .settle(transaction, isFinal: true))
        }
        #expect(stage.dialog == nil)
    }

    @Test func byAStreamItIsSentOnce() throws {
        let stream = Scene.pbx.by(.tcp)
        let stage = try RevocationStage(RevocationStage.subscription(), RevocationStage.nobody, pbx: PBX(stream))
        let outcome = try #require(stage.review())
        #expect(outcome.forwards.map(\.to) == [Destination(.pbx, stream)])
        #expect(outcome.repeated.isEmpty)
        #expect(outcome.forwarded?.values("Via").first?.hasPrefix("SIP/2.0/TCP") == true)
    }

    @Test func itIsRecordedWithTheRuleThatDeniesNow() throws {
        let stage = try Self.stage()
        let record = try #require(stage.review()?.recorded)
        #expect(record.verdict == .revoke)
        #expect(record.method == "SUBSCRIBE")
        #expect(record.rule == "status-nobody")
        #expect(record.watcher == "full")
        #expect(record.target == "101")
        #expect(record.source == Scene.phones["full"])
    }

    @Test func whoIsNoUserAnyMoreIsEndedAndNamed() throws {
        let stage = try Self.stage(RevocationStage.userGone)
        let record = try #require(stage.review()?.recorded)
        #expect(record.watcher == "full")
        #expect(record.rule == "unidentified-watcher")
    }

    @Test func itIsNotEndedTwice() throws {
        let stage = try Self.stage()
        #expect(stage.review() != nil)
        #expect(stage.review() == nil)
        stage.now = Moment(unixSeconds: stage.now.unixSeconds + 31)
        #expect(stage.review() == nil)
    }

    @Test func withoutAnswerItIsTriedAgainWithTheNextNumber() throws {
        let stage = try Self.stage()
        stage.review()
        stage.now = Moment(unixSeconds: stage.now.unixSeconds + 32)
        let again = try #require(stage.review())
        #expect(again.forwarded?.values("CSeq") == ["3 SUBSCRIBE"])
        #expect(again.recorded == nil)
    }

    @Test func aPBXThatWasNotReachedIsTriedAgain() throws {
        let stage = try Self.stage()
        let sent = try #require(stage.review()?.forwarded)
        stage.pbx(sent.answer(503, "Service Unavailable"))
        stage.now = Moment(unixSeconds: stage.now.unixSeconds + 32)
        #expect(stage.review() != nil)
    }

    @Test(arguments: [200, 202, 404, 481, 489, 500])
    func whatThePBXKnowsNoMoreIsOver(_ status: Int) throws {
        let stage = try Self.stage()
        let sent = try #require(stage.review()?.forwarded)
        let outcome = stage.pbx(sent.answer(status, "Whatever"))
        #expect(outcome.forwards.isEmpty)
        #expect(outcome.judgement.verdict == .drop)
        #expect(stage.dialog == nil)
    }

    @Test(arguments: [401, 403, 407])
    func aPBXThatRefusesIsNotAskedAgainAndThatIsRecorded(_ status: Int) throws {
        let stage = try Self.stage()
        let sent = try #require(stage.review()?.forwarded)
        let record = try #require(stage.pbx(sent.answer(status, "No")).recorded)
        #expect(record.rule == "end-refused")
        #expect(record.reason != record.rule)
        #expect(record.verdict == .revoke)
        stage.now = Moment(unixSeconds: stage.now.unixSeconds + 300)
        #expect(stage.review() == nil)
        #expect(stage.dialog?.farewell == .refused)
    }

    @Test func whatAPBXThatRefusedTellsIsWrittenAnew() throws {
        let stage = try Self.stage()
        let sent = try #require(stage.review()?.forwarded)
        stage.pbx(sent.answer(407, "Proxy Authentication Required"))
        let notify = stage.pipeline.introduce(
            SIPText.notify(to: "full").buffer,
            as: Scene.address("full"),
            on: Scene.fromPBX
        )
        let told = stage.pbx(SIPText(notify))
        #expect(told.forwarded?.values("Subscription-State") == ["terminated;reason=rejected"])
        #expect(told.forwarded?.body == [])
    }

    @Test func aRightGivenBackLeavesARefusedEndAsItWas() throws {
        let stage = try Self.stage()
        let sent = try #require(stage.review()?.forwarded)
        stage.pbx(sent.answer(407, "Proxy Authentication Required"))
        try stage.change(to: RevocationStage.open)
        #expect(stage.review()?.forwards.isEmpty == true)
        #expect(stage.dialog?.stage == .standing)
        try stage.change(to: RevocationStage.nobody)
        #expect(stage.review()?.forwarded?.values("CSeq") == ["3 SUBSCRIBE"])
    }

    @Test func whatThePBXHasNotAnsweredYetIsEndedLater() throws {
        var asked = try RevocationStage.subscription()
        asked.stage = .asked
        let stage = try RevocationStage(asked, RevocationStage.nobody)
        #expect(stage.review() == nil)
        #expect(stage.dialog?.stage == .asked)
    }

    @Test func aPBXThatIsNoMemberIsNotWrittenTo() throws {
        let other = PBX(Endpoint(ipv4: 0x7F00_0009, port: 5070))
        let stage = try RevocationStage(RevocationStage.subscription(), RevocationStage.nobody, pbx: other)
        #expect(stage.review() == nil)
    }

    @Test func theAnswerToAnotherRequestIsNotTakenForOurs() throws {
        let stage = try Self.stage()
        let sent = try #require(stage.review()?.forwarded)
        for (name, value) in [("CSeq", "3 SUBSCRIBE"), ("Call-ID", "other"), ("From", "<sip:full@example.com>;tag=x")] {
            let outcome = stage.pbx(sent.answer(200, "OK").with(name, value))
            #expect(outcome.judgement.rule == "response-not-ours")
        }
        let forged = sent.answer(200, "OK").with("Via", (sent.values("Via").first ?? "") + "0")
        #expect(stage.pbx(forged).judgement.rule == "response-not-ours")
        #expect(stage.dialog?.stage == .ending)
    }

    // MARK: What the phone does then

    @Test func aRefreshGets481AtOnce() throws {
        let stage = try Self.stage()
        stage.review()
        let outcome = try stage.phone("full", stage.refresh(2))
        #expect(outcome.reply?.status == 481)
        #expect(outcome.forwards.isEmpty)
    }

    @Test func aRefreshOfOneThatIsNotKnownEndsItAtThePBX() throws {
        let stage = try RevocationStage(nil, RevocationStage.nobody)
        let outcome = try stage.phone("full", stage.refresh(2))
        #expect(outcome.reply?.status == 481)
        let sent = try #require(outcome.forwarded)
        #expect(outcome.forwards.map(\.to) == [Self.pbx])
        #expect(sent.values("CSeq") == ["3 SUBSCRIBE"])
        #expect(sent.values("Expires") == ["0"])
        #expect(sent.values("Via").count == 1)
    }

    @Test func aRefreshOfOneThatThePBXDoesNotEndIsOnlyRefused() throws {
        let stage = try Self.stage()
        let sent = try #require(stage.review()?.forwarded)
        stage.pbx(sent.answer(407, "Proxy Authentication Required"))
        let outcome = try stage.phone("full", stage.refresh(2))
        #expect(outcome.reply?.status == 481)
        #expect(outcome.forwards.isEmpty)
    }

    @Test func whoHasTheRightAgainBeginsAnew() throws {
        let stage = try Self.stage()
        stage.review()
        try stage.change(to: RevocationStage.open)
        let outcome = try stage.phone("full", stage.refresh(2))
        #expect(outcome.reply?.status == 481)
        #expect(outcome.judgement.rule == "subscription-ended")
    }

    @Test func itsOwnEndPassesBehindOurs() throws {
        let stage = try Self.stage()
        stage.review()
        let outcome = try stage.phone("full", stage.refresh(2, expires: 0))
        #expect(outcome.forwarded?.values("CSeq") == ["3 SUBSCRIBE"])
    }

    @Test(arguments: [("active;expires=300", 481), ("terminated;reason=timeout", 200)])
    func theAnswerIs481OnlyWhereThePBXHasNotEndedIt(_ state: String, _ status: Int) throws {
        let stage = try Self.stage()
        let ended = try #require(stage.pipeline.pbx(.notify(to: "full", state: state), knownFor: "full").forwarded)
        #expect(ended.values("Subscription-State") == ["terminated;reason=rejected"])
        #expect(stage.pipeline.phone("full", ended.answer(200, "OK")).forwarded?.status == status)
    }

    @Test(arguments: [(500, 481), (400, 481), (401, 481), (200, 200), (423, 423), (503, 503), (404, 404)])
    func aPhoneWhoseRefreshIsLostBeginsAnew(_ status: Int, _ expected: Int) throws {
        let stage = try RevocationStage(RevocationStage.subscription())
        let sent = try #require(stage.phone("full", stage.refresh(2)).forwarded)
        #expect(stage.pbx(sent.answer(status, "Whatever")).forwarded?.status == expected)
    }

    @Test func aChallengeOfARefreshIsNone() throws {
        let stage = try RevocationStage(RevocationStage.subscription())
        let sent = try #require(stage.phone("full", stage.refresh(2)).forwarded)
        let challenge = [("WWW-Authenticate", "Digest realm=\"pbx\", nonce=\"1\"")]
        #expect(stage.pbx(sent.answer(401, "Unauthorized", challenge)).forwarded?.status == 401)
    }

    @Test func aFirstSubscribeThatFailsFailsAsThePBXSays() throws {
        let stage = try RevocationStage(nil)
        let sent = try #require(stage.phone("full", .subscribe(from: "full")).forwarded)
        #expect(stage.pbx(sent.answer(500, "Oops")).forwarded?.status == 500)
    }

    // MARK: Less than before

    @Test func whoSeesLessGetsNewsOfThat() throws {
        let stage = try Self.stage(RevocationStage.noCallers)
        let outcome = try #require(stage.review())
        let sent = try #require(outcome.forwarded)
        #expect(sent.values("Expires") == ["600"])
        #expect(sent.values("CSeq") == ["2 SUBSCRIBE"])
        #expect(outcome.repeated == [Self.pbx])
        #expect(outcome.recorded == nil)
        #expect(stage.dialog?.stage == .standing)
        #expect(stage.dialog?.disclosure == .status)
    }

    @Test func newsAreAskedForOnce() throws {
        let stage = try Self.stage(RevocationStage.noCallers)
        #expect(stage.review() != nil)
        #expect(stage.review() == nil)
    }

    @Test func itNeverLastsLongerForThat() throws {
        let stage = try Self.stage(RevocationStage.noCallers)
        stage.now = Moment(unixSeconds: stage.now.unixSeconds + 590)
        #expect(stage.review()?.forwarded?.values("Expires") == ["10"])
    }

    @Test func whatIsAboutToEndIsNotAskedFor() throws {
        let stage = try Self.stage(RevocationStage.noCallers)
        stage.now = Moment(unixSeconds: stage.now.unixSeconds + 600)
        #expect(stage.review() == nil)
    }

    @Test func whoWasNeverToldAllIsNotToldAnew() throws {
        var dialog = try RevocationStage.subscription()
        dialog.disclosure = .status
        let stage = try RevocationStage(dialog, RevocationStage.noCallers)
        #expect(stage.review() == nil)
    }

    @Test func whoSeesMoreSeesItOnTheRefresh() throws {
        var dialog = try RevocationStage.subscription()
        dialog.disclosure = .status
        let stage = try RevocationStage(dialog)
        #expect(stage.review() == nil)
    }

    @Test func withoutNumbersNobodyIsAsked() throws {
        var dialog = try RevocationStage.subscription()
        dialog.phone.cseq = nil
        let stage = try RevocationStage(dialog, RevocationStage.noCallers)
        #expect(stage.review() == nil)
        try stage.change(to: RevocationStage.nobody)
        #expect(stage.review()?.forwarded?.values("CSeq") == ["2147483392 SUBSCRIBE"])
    }

    @Test(arguments: [200, 407, 423, 481])
    func whateverThePBXSaysToThatThePhoneDoesNotHear(_ status: Int) throws {
        let stage = try Self.stage(RevocationStage.noCallers)
        let sent = try #require(stage.review()?.forwarded)
        let outcome = stage.pbx(sent.answer(status, "Whatever"))
        #expect(outcome.forwards.isEmpty)
        #expect(outcome.recorded == nil)
        #expect(stage.dialog != nil)
    }

    @Test func laterRequestsOfThePhoneAreMoved() throws {
        let stage = try Self.stage(RevocationStage.noCallers)
        stage.review()
        let sent = try #require(stage.phone("full", stage.refresh(2)).forwarded)
        #expect(sent.values("CSeq") == ["3 SUBSCRIBE"])
        let answered = try #require(stage.pbx(sent.answer(200, "OK")).forwarded)
        #expect(answered.values("CSeq") == ["2 SUBSCRIBE"])
        #expect(answered.values("Via").count == 1)
    }

    @Test func anAnswerWithAnotherShiftIsNotOurs() throws {
        let stage = try Self.stage(RevocationStage.noCallers)
        stage.review()
        let sent = try #require(stage.phone("full", stage.refresh(2)).forwarded)
        let via = try #require(sent.values("Via").first)
        let altered = sent.answer(200, "OK").with("Via", via.replacing("_00000001", with: "_00000002"))
        #expect(altered.values("Via").first != via)
        #expect(stage.pbx(altered).judgement.rule == "response-not-ours")
    }
}
