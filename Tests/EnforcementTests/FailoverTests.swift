import NIOCore
import Testing

@testable import Enforcement

/// Several PBXes: which one a request is for, and what happens when one, or all, are silent.
@Suite struct FailoverTests {
    static let first = Endpoint(ipv4: 0x7F00_0002, port: 5071)
    static let second = Scene.pbx
    static let invite = SIPText.request("INVITE", "sip:102@example.com", from: "full")
    static let subscribe = SIPText.subscribe(from: "status")

    static func pipeline(down: [Int] = [], assigned: Assignment? = nil) throws -> Pipeline<DictionaryBindings> {
        var bindings = Scene.bindings
        if let assigned {
            for message in [invite, subscribe] {
                bindings.assignments[Array((message.values("Call-ID").first ?? "").utf8)] = assigned
            }
        }
        var pipeline = try Scene.pipeline(bindings: bindings, pbxes: [first, second])
        for index in down { pipeline.pbx.set(index, isUp: false) }
        return pipeline
    }

    static func receiver(_ outcome: Outcome) -> Endpoint? { outcome.forwards.first?.to.remote }

    @Test func newDialogsGoToTheFirstThatAnswers() throws {
        #expect(Self.receiver(try Self.pipeline().phone("full", Self.invite)) == Self.first)
        #expect(Self.receiver(try Self.pipeline(down: [0]).phone("full", Self.invite)) == Self.second)
    }

    @Test func aCallStaysWithThePBXThatItWasGiven() throws {
        let given = Assignment(pbx: PBX(Self.second).mark, isLarge: false)
        #expect(Self.receiver(try Self.pipeline(assigned: given).phone("full", Self.invite)) == Self.second)
    }

    @Test func aNewAttemptLeavesAPBXThatIsSilent() throws {
        let given = Assignment(pbx: PBX(Self.first).mark, isLarge: false)
        let pipeline = try Self.pipeline(down: [0], assigned: given)
        #expect(Self.receiver(pipeline.phone("full", Self.invite)) == Self.second)
    }

    @Test(arguments: ["CANCEL", "ACK"])
    func whatEndsAnInviteFollowsItToASilentPBX(_ method: String) throws {
        let given = Assignment(pbx: PBX(Self.first).mark, isLarge: false)
        var text = Self.invite.with("CSeq", "1 \(method)")
        text.start = "\(method) sip:102@example.com SIP/2.0"
        let pipeline = try Self.pipeline(down: [0], assigned: given)
        #expect(Self.receiver(pipeline.phone("full", text)) == Self.first)
    }

    @Test func theChoiceIsRememberedWhereThereIsAChoice() throws {
        let mark = PBX(Self.first).mark
        let assigned = Action.assign(
            Array((Self.invite.values("Call-ID").first ?? "").utf8),
            Assignment(pbx: mark, isLarge: false)
        )
        #expect(try Self.pipeline().phone("full", Self.invite).actions.contains(assigned))
        let alone = try Scene.pipeline().phone("full", Self.invite).actions
        #expect(!alone.contains { if case .assign = $0 { true } else { false } })
    }

    @Test(arguments: [Self.invite, Self.subscribe])
    func withNoneLeftThePhoneIsToldToTryLater(_ message: SIPText) throws {
        let user = message.start.hasPrefix("INVITE") ? "full" : "status"
        let outcome = try Self.pipeline(down: [0, 1]).phone(user, message)
        #expect(outcome.judgement.status == 503)
        #expect(outcome.judgement.rule == "no-pbx")
        #expect(outcome.reply?.values("Retry-After") == ["5"])
        #expect(outcome.forwards.isEmpty)
    }

    @Test func aRefusalNeedsNoPBX() throws {
        let refused = SIPText.subscribe(from: "refused")
        #expect(try Self.pipeline(down: [0, 1]).phone("refused", refused).judgement.status == 403)
    }

    @Test func aDialogStaysWithItsPBX() throws {
        let made = try Self.pipeline(down: [0])
        let route = try InDialogTests.routes(made, "status", Self.subscribe)
        let refresh = InDialogTests.inDialog(Self.subscribe, "SUBSCRIBE", route)
        #expect(Self.receiver(try Self.pipeline().phone("status", refresh)) == Self.second)
    }

    @Test func aSubscriptionOfASilentPBXEndsSoThatThePhoneBeginsAnew() throws {
        let route = try InDialogTests.routes(try Self.pipeline(), "status", Self.subscribe)
        let refresh = InDialogTests.inDialog(Self.subscribe, "SUBSCRIBE", route)
        let outcome = try Self.pipeline(down: [0]).phone("status", refresh)
        #expect(outcome.forwards.isEmpty)
        #expect(outcome.judgement.status == 481)
        #expect(outcome.judgement.rule == "pbx-lost")
        #expect(try Self.pipeline(down: [0, 1]).phone("status", refresh).judgement.status == 503)
    }

    @Test func aCallOfASilentPBXIsSentToNoOther() throws {
        let route = try InDialogTests.routes(try Self.pipeline(), "full", Self.invite)
        let bye = InDialogTests.inDialog(Self.invite, "BYE", route)
        #expect(Self.receiver(try Self.pipeline(down: [0]).phone("full", bye)) == Self.first)
    }

    @Test func aDialogOfAPBXThatIsConfiguredNoMoreIsOver() throws {
        let route = try InDialogTests.routes(try Self.pipeline(), "full", Self.invite)
        let bye = InDialogTests.inDialog(Self.invite, "BYE", route)
        let outcome = try Scene.pipeline().phone("full", bye)
        #expect(outcome.judgement.rule == "pbx-lost")
        #expect(outcome.judgement.status == 481)
    }

    @Test func eachOfThemIsBelievedToBeAPBX() throws {
        let pipeline = try Self.pipeline()
        for pbx in [Self.first, Self.second] { #expect(pipeline.isFromPBX(Flow(socket: .pbx, remote: pbx))) }
        #expect(!pipeline.isFromPBX(Flow(socket: .pbx, remote: Endpoint(ipv4: 0x7F00_0002, port: 5072))))
        #expect(!pipeline.isFromPBX(Flow(socket: .phone, remote: Self.first)))
    }
}
