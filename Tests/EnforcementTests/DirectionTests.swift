import NIOCore
import Testing

@testable import Enforcement

/// Who is a PBX is decided by the socket and the address, and a response goes only where our signed Via says.
@Suite struct DirectionTests {
    static let flows: [(Flow, isPBX: Bool)] = [
        (Flow(socket: .pbx, remote: Scene.pbx), true),
        (Flow(socket: .phone, remote: Scene.pbx), false),
        (Flow(socket: .pbx, remote: Scene.phone(12)), false),
        (Flow(socket: .phone, remote: Scene.phone(12)), false),
        (Flow(socket: .pbx, remote: Endpoint(ipv4: 0x7F00_0001, port: 5071)), false),
        (Flow(socket: .pbx, remote: Endpoint(ipv4: 0x7F00_0002, port: 5070)), false),
    ]

    @Test(arguments: flows.indices)
    func onlyThePBXMayNotify(_ index: Int) throws {
        let (flow, isPBX) = Self.flows[index]
        let outcome = try Scene.pipeline().process(SIPText.notify(to: "status").buffer, on: flow, at: Scene.now)
        #expect((outcome.forwards.count == 1) == isPBX)
        if !isPBX { #expect(outcome.judgement.verdict == .reject) }
    }

    @Test(arguments: flows.indices)
    func onlyThePBXAnswersForThePBX(_ index: Int) throws {
        let (flow, isPBX) = Self.flows[index]
        let pipeline = try Scene.pipeline()
        let asked = try #require(
            pipeline.phone("full", .request("INVITE", "sip:102@example.com", from: "full")).forwarded
        )
        let outcome = pipeline.process(asked.answer(200, "OK").buffer, on: flow, at: Scene.now)
        #expect(outcome.judgement.verdict == (isPBX ? .forward : .drop))
        if isPBX { #expect(outcome.forwards.map(\.to) == [Destination(backTo: Scene.from("full"))]) }
    }

    @Test func theAnswerHasOurViaTakenOff() throws {
        let pipeline = try Scene.pipeline()
        let request = SIPText.request("INVITE", "sip:102@example.com", from: "full")
        let asked = try #require(pipeline.phone("full", request).forwarded)
        let answer = try #require(pipeline.pbx(asked.answer(200, "OK")).forwarded)
        #expect(answer.values("Via") == [asked.values("Via")[1]])
    }

    /// Every byte of the Vias that could send the answer elsewhere.
    @Test func noOtherByteOfTheBranchWillDo() throws {
        let pipeline = try Scene.pipeline()
        let asked = try #require(
            pipeline.phone("full", .request("INVITE", "sip:102@example.com", from: "full")).forwarded
        )
        let answer = asked.answer(200, "OK")
        let via = Array(asked.values("Via")[0].utf8)
        let start = via.count - 26
        for index in start..<via.count {
            var altered = via
            altered[index] = altered[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            let outcome = pipeline.pbx(answer.with("Via", String(decoding: altered, as: UTF8.self)))
            #expect(outcome.judgement.rule == "response-not-ours", "byte \(index)")
            #expect(outcome.actions.isEmpty)
        }
    }

    @Test(arguments: [
        (";received=192.0.2.11", ";received=203.0.113.9"), (";rport=5060", ";rport=5061"),
        ("z9hG4bK-invite", "z9hG4bK-other"),
        (";received=192.0.2.11", ""), (";rport=5060", ""), (";received=192.0.2.11", ";received=example.com"),
    ])
    func theHopBelowIsUnderTheSignature(_ old: String, _ new: String) throws {
        let pipeline = try Scene.pipeline()
        let asked = try #require(
            pipeline.phone("full", .request("INVITE", "sip:102@example.com", from: "full")).forwarded
        )
        var answer = asked.answer(200, "OK")
        let below = try #require(answer.headers.lastIndex { $0.name == "Via" })
        #expect(answer.headers[below].value.contains(old))
        answer.headers[below].value = answer.headers[below].value.split(
            separator: old,
            omittingEmptySubsequences: false
        )
        .joined(separator: new)
        #expect(pipeline.pbx(answer).judgement.rule == "response-not-ours")
    }

    @Test func aPhonesAnswerGoesToThePBXOnly() throws {
        let pipeline = try Scene.pipeline()
        let asked = try #require(pipeline.pbx(.notify(to: "full"), knownFor: "full").forwarded)
        let outcome = pipeline.phone("full", asked.answer(200, "OK"))
        #expect(outcome.forwards.map(\.to) == [Destination(backTo: Scene.fromPBX)])
    }

    @Test func anAnswerToTheOtherSideIsDropped() throws {
        // A phone that sends back the response meant for another phone's request.
        let pipeline = try Scene.pipeline()
        let asked = try #require(
            pipeline.phone("full", .request("INVITE", "sip:102@example.com", from: "full")).forwarded
        )
        #expect(pipeline.phone("full", asked.answer(200, "OK")).actions.isEmpty)
        let notified = try #require(pipeline.pbx(.notify(to: "full"), knownFor: "full").forwarded)
        #expect(pipeline.pbx(notified.answer(200, "OK")).actions.isEmpty)
    }

    @Test func anAnswerWithOneViaIsDropped() throws {
        let answer = SIPText.request("INVITE", from: "full").answer(200, "OK")
        #expect(try Scene.pipeline().pbx(answer).judgement.rule == "response-not-ours")
    }

    @Test func otherKeysAreNotOurs() throws {
        let asked = try #require(
            try Scene.pipeline().phone("full", .request("INVITE", "sip:102@example.com", from: "full")).forwarded
        )
        let other = try Scene.pipeline(keys: TestKeys.second)
        #expect(other.pbx(asked.answer(200, "OK")).judgement.rule == "response-not-ours")
        let rotated = try Scene.pipeline(keys: TestKeys.rotated)
        #expect(rotated.pbx(asked.answer(200, "OK")).judgement.verdict == .forward)
    }

    @Test func anAnswerToASubscribeHasNoBody() throws {
        let pipeline = try Scene.pipeline()
        let asked = try #require(pipeline.phone("status", .subscribe(from: "status")).forwarded)
        let answer = asked.answer(
            200,
            "OK",
            [("Content-Type", "application/dialog-info+xml")],
            body: Array(SIPText.ringing.utf8)
        )
        let sent = try #require(pipeline.pbx(answer).forwarded)
        #expect(sent.body.isEmpty)
        #expect(sent.values("Content-Type").isEmpty)
    }
}
