import NIOCore
import Testing

@testable import Enforcement

/// Who repeats what where one side is a stream and the other UDP: what came by a stream, and nothing else.
@Suite struct RepetitionTests {
    static let invite = SIPText.request("INVITE", "sip:102@example.com", from: "full")
    static let stream = Endpoint(ipv4: 0xC000_020B, port: 40_000, transport: .tcp)

    static func pipeline(pbx: Endpoint = Scene.pbx) throws -> Pipeline<DictionaryBindings> {
        var bindings = DictionaryBindings([(Scene.address("full"), stream), (Scene.address("bob"), Scene.phone(15))])
        bindings.connections[stream] = 7
        return try Scene.pipeline(bindings: bindings, pbxes: [pbx])
    }

    static func repeated(_ outcome: Outcome) -> [Transaction] {
        outcome.actions.compactMap {
            if case .retransmit(_, to: _, for: let transaction) = $0 { transaction } else { nil }
        }
    }

    static func settled(_ outcome: Outcome) -> [Transaction] {
        outcome.actions.compactMap { if case .settle(let transaction, isFinal: _) = $0 { transaction } else { nil } }
    }

    static func fromStream(_ text: SIPText, _ pipeline: Pipeline<DictionaryBindings>) -> Outcome {
        pipeline.process(text.buffer, on: Flow(socket: .phone, remote: stream), at: Scene.now)
    }

    @Test func aRequestFromAStreamIsRepeatedToThePBXUntilItAnswers() throws {
        let pipeline = try Self.pipeline()
        let outcome = Self.fromStream(Self.invite, pipeline)
        let transaction = try #require(Self.repeated(outcome).first)
        #expect(transaction.awaited == .anyResponse)
        #expect(transaction.peer == Scene.pbx)
        let answer = try #require(outcome.forwarded).answer(180, "Ringing")
        #expect(Self.settled(pipeline.pbx(answer)) == [transaction])
    }

    @Test func nothingIsRepeatedWhereBothSidesAreAlike() throws {
        let udp = try Self.pipeline()
        #expect(Self.repeated(udp.process(Self.invite.buffer, on: Scene.from("bob"), at: Scene.now)).isEmpty)
        let tcp = try Self.pipeline(pbx: Scene.pbx.by(.tcp))
        let outcome = Self.fromStream(Self.invite, tcp)
        #expect(outcome.forwards.count == 1)
        #expect(Self.repeated(outcome).isEmpty)
    }

    @Test func aRequestFromUDPToAStreamIsRepeatedByItsSenderOnly() throws {
        let tcp = try Self.pipeline(pbx: Scene.pbx.by(.tcp))
        let outcome = tcp.process(Self.invite.buffer, on: Scene.from("bob"), at: Scene.now)
        #expect(outcome.forwards.count == 1)
        #expect(Self.repeated(outcome).isEmpty)
    }

    @Test func aRequestOfAPBXByStreamIsRepeatedToAPhoneByUDP() throws {
        let pipeline = try Self.pipeline(pbx: Scene.pbx.by(.tcp))
        var call = SIPText.notify(to: "bob", body: []).with("CSeq", "7 INVITE").with("To", "<sip:bob@example.com>")
        call.start = "INVITE sip:bob@example.com SIP/2.0"
        let fromPBX = Flow(socket: .pbx, remote: Scene.pbx.by(.tcp))
        let outcome = pipeline.process(call.buffer, on: fromPBX, at: Scene.now)
        let transaction = try #require(Self.repeated(outcome).first)
        #expect(transaction.peer == Scene.phone(15))
        let answer = try #require(outcome.forwarded).answer(486, "Busy Here")
        #expect(Self.settled(pipeline.process(answer.buffer, on: Scene.from("bob"), at: Scene.now)) == [transaction])
    }

    @Test func aRefusalByAStreamIsRepeatedOverUDPUntilItsACK() throws {
        let pipeline = try Self.pipeline()
        var call = SIPText.notify(to: "full", body: []).with("CSeq", "7 INVITE").with("To", "<sip:full@example.com>")
        call.start = "INVITE sip:full@example.com SIP/2.0"
        let sent = try #require(pipeline.pbx(call).forwarded)
        let refused = Self.fromStream(sent.answer(486, "Busy Here"), pipeline)
        let transaction = try #require(Self.repeated(refused).first)
        #expect(transaction.awaited == .ack)
        var ack = call.with("CSeq", "7 ACK").with("To", "<sip:full@example.com>;tag=answer")
        ack.start = "ACK sip:full@example.com SIP/2.0"
        #expect(Self.settled(pipeline.pbx(ack)) == [transaction])
    }

    @Test func anAnswerThatItsGiverRepeatsIsSentOnce() throws {
        let pipeline = try Self.pipeline()
        var call = SIPText.notify(to: "full", body: []).with("CSeq", "7 INVITE").with("To", "<sip:full@example.com>")
        call.start = "INVITE sip:full@example.com SIP/2.0"
        let sent = try #require(pipeline.pbx(call).forwarded)
        for (status, reason) in [(180, "Ringing"), (200, "OK")] {
            #expect(Self.repeated(Self.fromStream(sent.answer(status, reason), pipeline)).isEmpty)
        }
    }

    @Test func anACKIsNeverRepeated() throws {
        let pipeline = try Self.pipeline()
        var ack = Self.invite.with("CSeq", "1 ACK").with("To", "<sip:102@example.com>;tag=busy")
        ack.start = "ACK sip:102@example.com SIP/2.0"
        let outcome = Self.fromStream(ack, pipeline)
        #expect(outcome.forwards.count == 1)
        #expect(Self.repeated(outcome).isEmpty)
    }
}
