import AccessPolicy
import NIOCore
import Testing

@testable import Enforcement

/// Requests in a dialog bring our token, and it must be theirs.
@Suite struct InDialogTests {
    /// The Route headers of the subscriber, from the Record-Routes that the PBX was sent: reversed (RFC 3261 §12.1.2).
    static func routes(_ pipeline: Pipeline<DictionaryBindings>, _ user: String, _ made: SIPText) throws -> String {
        let sent = try #require(pipeline.phone(user, made).forwarded)
        return sent.values("Record-Route").reversed().joined(separator: ", ")
    }

    static func inDialog(_ made: SIPText, _ method: String, _ route: String?, _ more: [(String, String)] = [])
        -> SIPText
    {
        var text = made.with("CSeq", "2 \(method)").with("To", (made.values("To").first ?? "") + ";tag=pbx")
        text.start = "\(method) sip:101@127.0.0.1:5070 SIP/2.0"
        if let route { text = text.adding("Route", route) }
        for (name, value) in more { text = text.with(name, value) }
        return text
    }

    static let subscribe = SIPText.subscribe(from: "status")
    static let invite = SIPText.request("INVITE", "sip:102@example.com", from: "status")

    @Test func aRefreshIsForwardedWithTheSameRecordRoute() throws {
        let pipeline = try Scene.pipeline()
        let first = try #require(pipeline.phone("status", Self.subscribe).forwarded)
        let route = try Self.routes(pipeline, "status", Self.subscribe)
        let refresh = try #require(
            pipeline.phone("status", Self.inDialog(Self.subscribe, "SUBSCRIBE", route)).forwarded
        )
        #expect(refresh.values("Record-Route") == first.values("Record-Route"))
        #expect(refresh.values("Route") == [])
    }

    @Test(arguments: [
        "SUBSCRIBE", "INVITE", "BYE", "INFO", "UPDATE", "NOTIFY", "REFER", "MESSAGE", "OPTIONS", "PRACK", "REGISTER",
        "PUBLISH",
    ])
    func aToTagAloneIsNoDialog(_ method: String) throws {
        let outcome = try Scene.pipeline().phone("status", Self.inDialog(Self.subscribe, method, nil))
        #expect(outcome.judgement.rule == "no-dialog-of-ours")
        #expect(outcome.judgement.status == 481)
        #expect(outcome.forwards.isEmpty)
    }

    @Test func anAckWithoutDialogIsNotAnswered() throws {
        let outcome = try Scene.pipeline().phone("status", Self.inDialog(Self.invite, "ACK", nil))
        #expect(outcome.reply == nil)
    }

    @Test func aTokenInAnotherCallIsVoid() throws {
        let pipeline = try Scene.pipeline()
        let route = try Self.routes(pipeline, "status", Self.subscribe)
        let message = Self.inDialog(Self.subscribe, "SUBSCRIBE", route, [("Call-ID", "other")])
        #expect(pipeline.phone("status", message).judgement.rule == "no-dialog-of-ours")
    }

    @Test func aTokenWithAnotherTagIsVoid() throws {
        let pipeline = try Scene.pipeline()
        let route = try Self.routes(pipeline, "status", Self.subscribe)
        let message = Self.inDialog(
            Self.subscribe,
            "SUBSCRIBE",
            route,
            [("From", "<sip:status@example.com>;tag=other")]
        )
        #expect(pipeline.phone("status", message).judgement.rule == "no-dialog-of-ours")
    }

    @Test func aTokenOfAnotherPhoneIsRefused() throws {
        let pipeline = try Scene.pipeline()
        let route = try Self.routes(pipeline, "status", Self.subscribe)
        let outcome = pipeline.phone("refused", Self.inDialog(Self.subscribe, "SUBSCRIBE", route))
        #expect(outcome.judgement.rule == "dialog-of-another")
        #expect(outcome.judgement.status == 403)
    }

    @Test func thePersonMayMoveToAnotherFlow() throws {
        let moved = DictionaryBindings(
            Scene.bindings.bindings.map { ($0.address, $0.endpoint) } + [(Scene.address("status"), Scene.phone(70))]
        )
        let pipeline = try Scene.pipeline(bindings: moved)
        let route = try Self.routes(pipeline, "status", Self.subscribe)
        let flow = Flow(socket: .phone, remote: Scene.phone(70))
        let message = Self.inDialog(Self.subscribe, "SUBSCRIBE", route)
        #expect(pipeline.process(message.buffer, on: flow, at: Scene.now).judgement.verdict == .forward)
    }

    @Test(arguments: [
        ("To", "<sip:103@example.com>;tag=pbx"), ("To", "<sip:101@other.example>;tag=pbx"),
        ("To", "<sip:example.com>;tag=pbx"),
        ("Event", "presence"), ("Event", "dialog.winfo"), ("From", "<sip:full@example.com>;tag=from-status"),
    ])
    func aRefreshOfAnotherSubscriptionIsRefused(_ name: String, _ value: String) throws {
        let pipeline = try Scene.pipeline()
        let route = try Self.routes(pipeline, "status", Self.subscribe)
        let outcome = pipeline.phone("status", Self.inDialog(Self.subscribe, "SUBSCRIBE", route, [(name, value)]))
        #expect(outcome.judgement.rule == "refresh-of-another-subscription")
        #expect(outcome.forwards.isEmpty)
    }

    @Test func aRefreshIsJudgedByThePolicyInForce() throws {
        var pipeline = try Scene.pipeline()
        let route = try Self.routes(pipeline, "status", Self.subscribe)
        pipeline.snapshot = try Scene.policy(yaml: SnapshotText.nobody)
        let outcome = pipeline.phone("status", Self.inDialog(Self.subscribe, "SUBSCRIBE", route))
        #expect(outcome.judgement.rule == "status-nobody")
        #expect(outcome.judgement.status == 481)
        #expect(outcome.actions.contains { if case .audit = $0 { true } else { false } })
    }

    @Test func whoHasLostTheRightMayStillUnsubscribe() throws {
        var pipeline = try Scene.pipeline()
        let route = try Self.routes(pipeline, "status", Self.subscribe)
        pipeline.snapshot = try Scene.policy(yaml: SnapshotText.nobody)
        let outcome = pipeline.phone("status", Self.inDialog(Self.subscribe, "SUBSCRIBE", route, [("Expires", "0")]))
        #expect(outcome.judgement.verdict == .forward)
    }

    @Test func aCallIsNoSubscription() throws {
        let pipeline = try Scene.pipeline()
        let route = try Self.routes(pipeline, "status", Self.invite)
        let message = Self.inDialog(Self.invite, "SUBSCRIBE", route, [("Event", "dialog")])
        #expect(pipeline.phone("status", message).judgement.rule == "dialog-is-no-subscription")
    }

    @Test(arguments: ["REGISTER", "PUBLISH"])
    func whatMakesNoSenseInADialogIsRefused(_ method: String) throws {
        let pipeline = try Scene.pipeline()
        let route = try Self.routes(pipeline, "status", Self.invite)
        #expect(pipeline.phone("status", Self.inDialog(Self.invite, method, route)).judgement.status == 403)
    }

    @Test(arguments: ["talk", "hold", "check-sync", "TALK"])
    func aPhoneGivesNoCommands(_ event: String) throws {
        let pipeline = try Scene.pipeline()
        let route = try Self.routes(pipeline, "status", Self.invite)
        let message = Self.inDialog(Self.invite, "NOTIFY", route, [("Event", event), ("Subscription-State", "active")])
        #expect(pipeline.phone("status", message).judgement.rule == "command-from-phone")
    }

    @Test(arguments: ["BYE", "INFO", "UPDATE", "PRACK", "ACK", "MESSAGE", "OPTIONS"])
    func theRestOfACallPasses(_ method: String) throws {
        let pipeline = try Scene.pipeline()
        let route = try Self.routes(pipeline, "status", Self.invite)
        let outcome = pipeline.phone("status", Self.inDialog(Self.invite, method, route))
        #expect(outcome.judgement.verdict == .forward)
        #expect(outcome.forwarded?.values("Route") == [])
    }

    @Test func routesBehindThePBXStayAndForeignOnesGo() throws {
        let pipeline = try Scene.pipeline()
        let route = try Self.routes(pipeline, "status", Self.invite) + ", <sip:127.0.0.1:5070;lr>, <sip:203.0.113.9;lr>"
        for uri in ["sip:102@127.0.0.1:5070", "sip:127.0.0.1:5070"] {
            for method in ["BYE", "INVITE"] {
                var message = Self.inDialog(Self.invite, method, route)
                message.start = "\(method) \(uri) SIP/2.0"
                #expect(
                    pipeline.phone("status", message).forwarded?.values("Route") == ["<sip:127.0.0.1:5070;lr>"],
                    "\(uri)"
                )
            }
        }
    }

    /// T58: the right taken and given back between two NOTIFYs; one for one, CSeq and version untouched.
    @Test func revocationBitesOnTheNextNotify() throws {
        var pipeline = try Scene.pipeline()
        let before = pipeline.pbx(.notify(to: "full"), knownFor: "full")
        #expect(before.forwarded?.body == Array(SIPText.ringing.utf8))
        pipeline.snapshot = try Scene.policy(yaml: SnapshotText.callersNobody)
        let less = try #require(pipeline.pbx(.notify(to: "full"), knownFor: "full").forwarded)
        #expect(String(decoding: less.body, as: UTF8.self).contains("version=\"4\""))
        #expect(!String(decoding: less.body, as: UTF8.self).contains("15550199"))
        #expect(less.values("CSeq") == ["7 NOTIFY"])
        pipeline.snapshot = try Scene.policy(yaml: SnapshotText.nobody)
        let none = pipeline.pbx(.notify(to: "full"), knownFor: "full")
        #expect(none.forwards.count == 1)
        #expect(none.forwarded?.values("Subscription-State") == ["terminated;reason=rejected"])
        #expect(none.forwarded?.body == [])
        pipeline.snapshot = try Scene.policy()
        #expect(pipeline.pbx(.notify(to: "full"), knownFor: "full").sent == before.sent)
    }

    @Test func theAnswerOfARevokedWatcherIs481TowardThePBX() throws {
        let pipeline = try Scene.pipeline()
        let ended = try #require(pipeline.pbx(.notify(to: "refused"), knownFor: "refused").forwarded)
        #expect(pipeline.phone("refused", ended.answer(200, "OK")).forwarded?.status == 481)
        #expect(pipeline.phone("refused", ended.answer(500, "Oops")).forwarded?.status == 481)
        let kept = try #require(pipeline.pbx(.notify(to: "status"), knownFor: "status").forwarded)
        #expect(pipeline.phone("status", kept.answer(200, "OK")).forwarded?.status == 200)
    }

    /// T59: two watchers of one extension do not learn of each other's rights.
    @Test func twoWatchersGetTwoBodies() throws {
        let pipeline = try Scene.pipeline()
        let full = try #require(pipeline.pbx(.notify(to: "full"), knownFor: "full").forwarded)
        let status = try #require(pipeline.pbx(.notify(to: "status"), knownFor: "status").forwarded)
        #expect(full.body != status.body)
        #expect(!String(decoding: status.body, as: UTF8.self).contains("15550199"))
    }

    @Test func aWatcherWhoIsNoUserAnyMoreIsToldNothing() throws {
        var pipeline = try Scene.pipeline()
        let message = pipeline.introduce(
            SIPText.notify(to: "full").buffer,
            as: Scene.address("full"),
            on: Scene.fromPBX
        )
        pipeline.snapshot = try Scene.policy("listening-disabled.yaml")
        let outcome = pipeline.process(message, on: Scene.fromPBX, at: Scene.now)
        #expect(outcome.forwarded?.values("Subscription-State") == ["terminated;reason=rejected"])
        #expect(outcome.forwarded?.body == [])
    }
}

/// Policies that differ from the fixtures' in what 101 shows.
enum SnapshotText {
    static let nobody = policy("status: nobody")
    static let callersNobody = policy("connected-callers: nobody")

    private static func policy(_ rule: String) -> String {
        """
        organization: Example Ltd
        domains: [example.com, pbx.example, 127.0.0.1]
        users: {full: {}, status: {}, refused: {}, alice: {extensions: ["101"]}}
        extensions: {"101": {\(rule)}}
        """
    }
}
