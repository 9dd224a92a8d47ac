import AccessPolicy
import Testing

@testable import Enforcement

/// What is known of a subscription after each of its messages.
@Suite struct LiveSubscriptionsTests {
    static func notify(_ route: String, _ more: (String, String)..., state: String = "active;expires=300") -> SIPText {
        more.reduce(SIPText.notify(to: "status", state: state).adding("Route", route)) { $0.with($1.0, $1.1) }
    }

    static func refresh(_ route: String, _ more: (String, String)...) -> SIPText {
        InDialogTests.inDialog(InDialogTests.subscribe, "SUBSCRIBE", route, more)
    }

    static func seconds(_ dialog: LiveDialog?) -> Int64? { dialog.map { $0.until.unixSeconds - Scene.now.unixSeconds } }

    @Test func aSubscribeIsAsked() throws {
        var stage = try LiveStage()
        stage.phone("status", .subscribe(from: "status", event: "dialog;id=7"))
        let dialog = try #require(stage.only)
        #expect(dialog.stage == .asked)
        #expect(dialog.token.kind == .subscription(.dialog))
        #expect(dialog.token.watcher == Scene.address("status"))
        #expect(dialog.token.resource.text == "sip:101@example.com")
        #expect(dialog.disclosure == .status)
        #expect(dialog.callID.text == "call-status@192.0.2.50")
        #expect(dialog.phone.uri.text == "sip:status@example.com")
        #expect(dialog.phone.tag.text == "from-status")
        #expect(dialog.phone.target.text == "sip:status@192.0.2.50:5060")
        #expect(dialog.phone.cseq == 1)
        #expect(dialog.pbx.uri.text == "sip:101@example.com")
        #expect(dialog.event.text == "dialog;id=7")
        #expect(dialog.since == Scene.now)
        #expect(Self.seconds(dialog) == 40)
    }

    @Test func theEventIsWhatThePBXGets() throws {
        var stage = try LiveStage()
        stage.phone("status", .subscribe(from: "status", event: "dialog;call-id=x;id=7"))
        #expect(stage.only?.event.text == "dialog;id=7")
    }

    @Test func aSubscriptionThatCouldNotBeEndedIsRefused() throws {
        var stage = try LiveStage()
        let outcome = stage.phone("status", SIPText.subscribe(from: "status").with("CSeq", "2147483647 SUBSCRIBE"))
        #expect(outcome.judgement.rule == "cseq-too-high")
        #expect(outcome.judgement.status == 400)
        #expect(stage.only == nil)
    }

    @Test func aRefusedSubscribeIsNotSeen() throws {
        var stage = try LiveStage()
        #expect(stage.phone("refused", .subscribe(from: "refused")).sightings.isEmpty)
    }

    @Test func aMailboxIsNotWatched() throws {
        var stage = try LiveStage()
        let subscribe = SIPText.subscribe("sip:106@example.com", from: "full", event: "message-summary")
        #expect(stage.phone("full", subscribe).forwards.count == 1)
        #expect(stage.lives.isEmpty)
    }

    @Test func whatOnlyTheOwnerMayHaveIsSeenToo() throws {
        var stage = try LiveStage()
        stage.phone("full", .subscribe("sip:106@example.com", from: "full", event: "reg"))
        #expect(stage.only?.token.kind == .subscription(.registration))
        #expect(stage.only?.disclosure == .full)
    }

    @Test func thePBXsAnswerTellsItsSide() throws {
        var stage = try LiveStage()
        try stage.subscribe("status")
        let dialog = try #require(stage.only)
        #expect(dialog.stage == .standing)
        #expect(dialog.pbx.tag.text == "answer")
        #expect(dialog.pbx.target.text == "sip:101@127.0.0.1:5070")
        #expect(Self.seconds(dialog) == 640)
    }

    /// Above ours in Record-Route stand those nearer to the notifier; they are followed from the nearest to us on.
    @Test func routesBehindOursAreReversed() throws {
        var stage = try LiveStage()
        let sent = try #require(stage.phone("status", .subscribe(from: "status")).forwarded)
        var answer = sent.answer(200, "OK", LiveStage.accepted)
        let top = try #require(answer.headers.firstIndex { $0.name == "Record-Route" })
        answer.headers.insert(("Record-Route", "<sip:far@127.0.0.1:5070;lr>, <sip:near@127.0.0.1:5070;lr>"), at: top)
        stage.pbx(answer)
        #expect(
            stage.only?.routes.map(\.text) == ["<sip:near@127.0.0.1:5070;lr>", "<sip:far@127.0.0.1:5070;lr>"]
        )
    }

    @Test func aRouteThatNamesNoPBXIsNotFollowed() throws {
        var stage = try LiveStage()
        let sent = try #require(stage.phone("status", .subscribe(from: "status")).forwarded)
        var answer = sent.answer(200, "OK", LiveStage.accepted)
        answer.headers.insert(("Record-Route", "<sip:203.0.113.9;lr>"), at: 0)
        stage.pbx(answer)
        #expect(stage.only?.routes == [])
    }

    @Test(arguments: [403, 489, 503])
    func aRefusalOfThePBXIsForgotten(_ status: Int) throws {
        var stage = try LiveStage()
        let sent = try #require(stage.phone("status", .subscribe(from: "status")).forwarded)
        stage.pbx(sent.answer(status, "No"))
        #expect(stage.lives.isEmpty)
    }

    @Test(arguments: [401, 407])
    func aChallengeIsNoRefusal(_ status: Int) throws {
        var stage = try LiveStage()
        let sent = try #require(stage.phone("status", .subscribe(from: "status")).forwarded)
        stage.pbx(sent.answer(status, "Unauthorized"))
        #expect(stage.only?.stage == .asked)
        stage.phone("status", SIPText.subscribe(from: "status").with("CSeq", "2 SUBSCRIBE"))
        #expect(stage.only?.phone.cseq == 2)
    }

    @Test func aNotifyTellsItsNumberAndEnd() throws {
        var stage = try LiveStage()
        let route = try stage.subscribe("status")
        stage.pbx(Self.notify(route, ("From", "<sip:101@example.com>;tag=answer")))
        #expect(stage.only?.pbx.cseq == 7)
        #expect(Self.seconds(stage.only) == 340)
    }

    @Test func aNotifyOfWhatIsKnownBringsNothingElse() throws {
        var stage = try LiveStage()
        let route = try stage.subscribe("status")
        let notify = Self.notify(route, ("From", "<sip:101@example.com>;tag=answer"))
        #expect(stage.pbx(notify).sightings.first?.token != nil)
        let again = try #require(stage.pbx(notify.with("CSeq", "8 NOTIFY")).sightings.first)
        #expect(again.token == nil)
        #expect(again.pbx.target.isEmpty && again.event.isEmpty && again.phone.uri.isEmpty)
        #expect(again.pbx.cseq == 8)
        #expect(again.disclosure == .status)
    }

    @Test(arguments: [
        ("Contact", "<sip:other@127.0.0.1:5070>"), ("Event", "dialog;id=2"), ("From", "<sip:101@example.com>;tag=new"),
    ])
    func aNotifyOfWhatHasChangedBringsAll(_ name: String, _ value: String) throws {
        var stage = try LiveStage()
        let route = try stage.subscribe("status")
        let notify = Self.notify(route, ("From", "<sip:101@example.com>;tag=answer"))
        stage.pbx(notify)
        #expect(stage.pbx(notify.with(name, value)).sightings.first?.token != nil)
    }

    @Test func theLastNotifyEndsIt() throws {
        var stage = try LiveStage()
        let route = try stage.subscribe("status")
        stage.pbx(Self.notify(route, state: "Terminated;reason=timeout"))
        #expect(stage.lives.isEmpty)
    }

    @Test func anUnknownSubscriptionIsKnownByItsNextNotify() throws {
        var stage = try LiveStage()
        let route = try stage.subscribe("status")
        stage.forget()
        stage.pbx(Self.notify(route, ("Record-Route", "<sip:near@127.0.0.1:5070;lr>, <sip:far@127.0.0.1:5070;lr>")))
        let dialog = try #require(stage.only)
        #expect(dialog.stage == .standing)
        #expect(dialog.token.watcher == Scene.address("status"))
        #expect(dialog.phone.uri.text == "sip:status@example.com")
        #expect(dialog.phone.tag.text == "from-status")
        #expect(dialog.phone.target.text == "sip:status@192.0.2.12:5060")
        #expect(dialog.pbx.uri.text == "sip:101@example.com")
        #expect(dialog.pbx.tag.text == "pbx")
        #expect(dialog.pbx.target.text == "sip:101@127.0.0.1:5070")
        #expect(dialog.event.text == "dialog")
        #expect(dialog.routes.map(\.text) == ["<sip:near@127.0.0.1:5070;lr>", "<sip:far@127.0.0.1:5070;lr>"])
        #expect(Self.seconds(dialog) == 340)
    }

    @Test func anUnknownSubscriptionIsKnownByItsRefresh() throws {
        var stage = try LiveStage()
        let routes = try InDialogTests.routes(Scene.pipeline(), "status", InDialogTests.subscribe)
        stage.phone("status", Self.refresh(routes + ", <sip:near@127.0.0.1:5070;lr>"))
        let dialog = try #require(stage.only)
        #expect(dialog.stage == .standing)
        #expect(dialog.phone.cseq == 2)
        #expect(dialog.pbx.tag.text == "pbx")
        #expect(dialog.pbx.target.text == "sip:101@127.0.0.1:5070")
        #expect(dialog.routes.map(\.text) == ["<sip:near@127.0.0.1:5070;lr>"])
    }

    @Test func anUnknownSubscriptionIsKnownByThePBXsAnswer() throws {
        var stage = try LiveStage()
        let sent = try #require(stage.phone("status", .subscribe(from: "status")).forwarded)
        stage.forget()
        stage.pbx(sent.answer(200, "OK", LiveStage.accepted))
        #expect(stage.only?.token.watcher == Scene.address("status"))
        #expect(stage.only?.pbx.tag.text == "answer")
    }

    @Test(arguments: [(481, true), (404, true), (500, true), (401, true), (403, false), (407, false)])
    func aRefreshMayFindItGone(_ status: Int, _ isOver: Bool) throws {
        var stage = try LiveStage()
        let routes = try InDialogTests.routes(Scene.pipeline(), "status", InDialogTests.subscribe)
        let sent = try #require(stage.phone("status", Self.refresh(routes)).forwarded)
        stage.pbx(sent.answer(status, "No"))
        #expect(stage.lives.isEmpty == isOver)
    }

    /// The PBX has answered for a dialog that is not there; the one that is there goes on.
    @Test func aRefreshWithAnotherTagEndsNothing() throws {
        var stage = try LiveStage()
        try stage.subscribe("status")
        let routes = try InDialogTests.routes(Scene.pipeline(), "status", InDialogTests.subscribe)
        let sent = try #require(stage.phone("status", Self.refresh(routes)).forwarded)
        stage.pbx(sent.answer(481, "No"))
        #expect(stage.only != nil)
    }

    @Test(arguments: [(481, true), (489, true), (200, false), (500, false), (408, false)])
    func aPhoneMayRefuseItsNotify(_ status: Int, _ isOver: Bool) throws {
        var stage = try LiveStage()
        let route = try stage.subscribe("status")
        let sent = try #require(stage.pbx(Self.notify(route)).forwarded)
        stage.phone("status", sent.answer(status, "No"))
        #expect(stage.lives.isEmpty == isOver)
    }

    @Test func aNotifyOfALostRightIsToldSo() throws {
        var stage = try LiveStage(Scene.pipeline(Scene.policy(yaml: SnapshotText.nobody)))
        let sent = try #require(try Scene.pipeline().phone("status", .subscribe(from: "status")).forwarded)
        stage.pbx(Self.notify(try #require(sent.values("Record-Route").first)))
        #expect(stage.only?.disclosure == Disclosure.none)
    }

    /// FreeSWITCH heeds no 481 and goes on.
    @Test func theRefusalOfALostRightsNotifyEndsNothing() throws {
        var stage = try LiveStage(Scene.pipeline(Scene.policy(yaml: SnapshotText.nobody)))
        let made = try #require(try Scene.pipeline().phone("status", .subscribe(from: "status")).forwarded)
        let route = try #require(made.values("Record-Route").first)
        let sent = try #require(stage.pbx(Self.notify(route)).forwarded)
        #expect(stage.phone("status", sent.answer(481, "No")).forwarded?.status == 481)
        #expect(stage.only != nil)
    }
}
