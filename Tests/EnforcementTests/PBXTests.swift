import NIOCore
import Testing

@testable import Enforcement

/// What goes to a PBX by another way than UDP, and what we ask it ourselves.
@Suite struct PBXTests {
    static let invite = SIPText.request("INVITE", "sip:102@example.com", from: "full")
    static let large = invite.adding("Subject", String(repeating: "x", count: 1_000))

    static func pipeline(takesTCP: Bool, assigned: Assignment? = nil) throws -> Pipeline<DictionaryBindings> {
        var bindings = Scene.bindings
        bindings.assignments[Array((invite.values("Call-ID").first ?? "").utf8)] = assigned
        var pipeline = try Scene.pipeline(bindings: bindings)
        pipeline.pbx.set(0, takesTCP: takesTCP)
        return pipeline
    }

    @Test func aLargeRequestGoesByTCPWhereThePBXTakesIt() throws {
        let outcome = try Self.pipeline(takesTCP: true).phone("full", Self.large)
        #expect(outcome.forwards.map(\.to.remote) == [Scene.pbx.by(.tcp)])
        let via = outcome.forwarded?.values("Via").first
        #expect(via?.hasPrefix("SIP/2.0/TCP 192.0.2.1:5062;branch=z9hG4bKes") == true)
    }

    @Test func aLargeRequestGoesByUDPWhereThereIsNothingElse() throws {
        let outcome = try Self.pipeline(takesTCP: false).phone("full", Self.large)
        #expect(outcome.forwards.map(\.to.remote) == [Scene.pbx])
    }

    @Test func aSmallRequestGoesByUDP() throws {
        #expect(try Self.pipeline(takesTCP: true).phone("full", Self.invite).forwards.map(\.to.remote) == [Scene.pbx])
    }

    @Test func theCancelOfALargeRequestGoesTheSameWay() throws {
        let sent = try Self.pipeline(takesTCP: true).phone("full", Self.large)
        let assignments = sent.actions.compactMap { if case .assign(_, let given) = $0 { given } else { nil } }
        let given = try #require(assignments.first)
        #expect(given.isLarge)
        var cancel = Self.invite.with("CSeq", "1 CANCEL")
        cancel.start = "CANCEL sip:102@example.com SIP/2.0"
        let outcome = try Self.pipeline(takesTCP: true, assigned: given).phone("full", cancel)
        #expect(outcome.forwards.map(\.to.remote) == [Scene.pbx.by(.tcp)])
        let branch = try #require(outcome.forwarded?.values("Via").first?.split(separator: " ").last)
        #expect(sent.forwarded?.values("Via").first?.hasSuffix(branch) == true)
    }

    @Test func theAnswerThatComesByTCPGoesBackToThePhone() throws {
        let pipeline = try Self.pipeline(takesTCP: true)
        let sent = try #require(pipeline.phone("full", Self.large).forwarded)
        let answer = sent.answer(200, "OK")
        let outcome = pipeline.process(
            answer.buffer,
            on: Flow(socket: .pbx, remote: Scene.pbx.by(.tcp)),
            at: Scene.now
        )
        #expect(outcome.forwards.map(\.to) == [Destination(backTo: Scene.from("full"))])
    }

    @Test func aPBXByTCPIsNamedSoInViaRecordRouteAndPath() throws {
        let pipeline = try Scene.pipeline(pbxes: [Scene.pbx.by(.tcp)])
        let call = try #require(pipeline.phone("full", Self.invite).forwarded)
        #expect(call.values("Via").first?.hasPrefix("SIP/2.0/TCP 192.0.2.1:5062;") == true)
        #expect(call.values("Via").first?.hasSuffix(";alias") == true)
        #expect(call.values("Record-Route").first?.hasSuffix("@192.0.2.1:5062;transport=tcp;lr>") == true)
        let register = SIPText.request("REGISTER", "sip:example.com", from: "full", to: "<sip:full@example.com>")
        let path = pipeline.phone("full", register).forwarded?.values("Path").first
        #expect(path?.hasSuffix("@192.0.2.1:5062;transport=tcp;lr>") == true)
    }

    @Test func aConnectionOfThePBXIsKnownByItsAddressADatagramByItsPortToo() {
        let group = PBXGroup([Scene.pbx])
        let other = Endpoint(ipv4: 0x7F00_0001, port: 40_000)
        #expect(group.member(at: other.by(.tcp)) != nil)
        #expect(group.member(at: other) == nil)
        #expect(group.member(at: Endpoint(ipv4: 0x7F00_0002, port: 5070, transport: .tcp)) == nil)
    }

    @Test func theAnswerToOurOwnQuestionGoesToNoPhone() throws {
        let pipeline = try Scene.pipeline()
        let addresses = pipeline.settings.addresses
        let question = OwnRequest.options(to: Scene.pbx, callID: "es-1", addresses).write(to: Scene.pbx, addresses)
        let asked = SIPText(question)
        let outcome = pipeline.pbx(asked.answer(200, "OK"))
        guard case .answered(let answer)? = outcome.actions.first else {
            Issue.record("no answer in \(outcome.actions)")
            return
        }
        #expect(outcome.actions.count == 1)
        #expect(answer.callID == "es-1")
        #expect(answer.method == "OPTIONS")
        #expect(answer.status == 200)
    }

    @Test func anAnswerToUsIsTakenFromThePBXOnly() throws {
        let pipeline = try Scene.pipeline()
        let addresses = pipeline.settings.addresses
        let question = OwnRequest.options(to: Scene.pbx, callID: "es-1", addresses).write(to: Scene.pbx, addresses)
        let asked = SIPText(question)
        #expect(pipeline.phone("full", asked.answer(200, "OK")).actions.isEmpty)
    }
}
