import Testing

@testable import Enforcement

/// Who is known to have a call, and what a `Replaces` that names it may do for that.
@Suite struct CallPartiesTests {
    private static let call = CallKey(callID: Array("c@x".utf8), Array("a".utf8), Array("b".utf8))
    private static let replaces = "c@x;to-tag=a;from-tag=b"

    private func parties(_ news: CallNews...) -> CallParties {
        news.reduce(into: CallParties()) { $0.merge($1) }
    }

    /// What becomes of an INVITE to 101 with that `Replaces`, of a call that these have.
    private func pickUp(_ target: String, by user: String, _ parties: CallParties?) throws -> Outcome {
        var bindings = Scene.bindings
        bindings.calls[Self.call] = parties
        let invite = SIPText.request("INVITE", "sip:\(target)@example.com", from: user, [("Replaces", Self.replaces)])
        return try Scene.pipeline(bindings: bindings).process(invite.buffer, on: Scene.from(user), at: Scene.now)
    }

    private func transfer(by user: String, _ parties: CallParties?) throws -> Outcome {
        var bindings = Scene.bindings
        bindings.calls[Self.call] = parties
        let target = "<sip:102@example.com?Replaces=c%40x%3Bto-tag%3Da%3Bfrom-tag%3Db>"
        let refer = SIPText.request("REFER", from: user, [("Refer-To", target)])
        return try Scene.pipeline(bindings: bindings).process(refer.buffer, on: Scene.from(user), at: Scene.now)
    }

    @Test func aCallIsTheSameWhoeverNamesIt() {
        #expect(Self.call == CallKey(callID: Array("c@x".utf8), Array("b".utf8), Array("a".utf8)))
        #expect(Self.call != CallKey(callID: Array("c@x".utf8), Array("a".utf8), Array("c".utf8)))
        #expect(Self.call != CallKey(callID: Array("d@x".utf8), Array("a".utf8), Array("b".utf8)))
    }

    @Test func callerAndCalleeAreBelieved() {
        let both = parties(
            .caller(Scene.address("alice")),
            .callee(Scene.address("bob")),
            .caller(Scene.address("alice"))
        )
        #expect(both.believed == [Scene.address("alice"), Scene.address("bob")])
    }

    @Test func nobodyIsBelievedOfACallWithTwoCallers() {
        let contested = parties(.caller(Scene.address("alice")), .caller(Scene.address("refused")))
        #expect(contested.believed.isEmpty)
        #expect(contested.seen == [Scene.address("alice")])
    }

    @Test func aPartyMovesItsOwnCallWithoutTheRightToTheOthersCallers() throws {
        let known = parties(.caller(Scene.address("refused")), .callee(Scene.address("alice")))
        #expect(try pickUp("101", by: "refused", known).judgement.verdict == .forward)
    }

    @Test func whoIsNoPartyNeedsTheCallersOfEveryParty() throws {
        let known = parties(.caller(Scene.address("bob")), .callee(Scene.address("alice")))
        // The callers of 102 anyone may see, those of 101 `full` alone.
        #expect(try pickUp("102", by: "refused", known).judgement.status == 403)
        #expect(try pickUp("102", by: "full", known).judgement.verdict == .forward)
        #expect(try pickUp("102", by: "refused", nil).judgement.verdict == .forward)
    }

    @Test func aPartyOfAnotherOrganizationIsNotPickedUpFrom() throws {
        let outcome = try pickUp("102", by: "full", parties(.caller(Scene.address("eve"))))
        #expect(outcome.judgement.rule == "other-organization")
    }

    @Test func aContestedCallIsNobodysToMove() throws {
        let contested = parties(.callee(Scene.address("alice")), .callee(Scene.address("refused")))
        #expect(try pickUp("102", by: "refused", contested).judgement.status == 403)
    }

    @Test func aTransferNamesACallOfTheSendersOwn() throws {
        let known = parties(.caller(Scene.address("refused")), .callee(Scene.address("alice")))
        #expect(try transfer(by: "refused", known).judgement.verdict == .forward)
        #expect(try transfer(by: "status", known).judgement.status == 403)
        #expect(try transfer(by: "status", nil).judgement.verdict == .forward)
    }

    // MARK: Learning

    private func news(_ outcome: Outcome) -> [CallNews] {
        outcome.actions.compactMap { if case .call(_, let news) = $0 { news } else { nil } }
    }

    /// An ordinary call of `status` to 102, as it goes to the PBX.
    private func forwarded() throws -> (Pipeline<DictionaryBindings>, SIPText) {
        let pipeline = try Scene.pipeline()
        let invite = SIPText.request("INVITE", "sip:102@example.com", from: "status")
        return (
            pipeline, try #require(pipeline.process(invite.buffer, on: Scene.from("status"), at: Scene.now).forwarded)
        )
    }

    @Test func theAnswerToAnInviteTellsWhoCalls() throws {
        let (pipeline, sent) = try forwarded()
        let ringing = pipeline.process(sent.answer(180, "Ringing").buffer, on: Scene.fromPBX, at: Scene.now)
        #expect(news(ringing) == [.caller(Scene.address("status"))])
        let refused = pipeline.process(sent.answer(486, "Busy Here").buffer, on: Scene.fromPBX, at: Scene.now)
        #expect(news(refused).isEmpty)
    }

    @Test func thePhonesAnswerTellsWhoIsCalled() throws {
        let pipeline = try Scene.pipeline()
        var invite = SIPText.notify(to: "bob", body: []).without("Event").without("Subscription-State")
            .with("CSeq", "1 INVITE").with("To", "<sip:bob@example.com>")
        invite.start = "INVITE sip:bob@192.0.2.15:5060 SIP/2.0"
        let sent = try #require(pipeline.process(invite.buffer, on: Scene.fromPBX, at: Scene.now).forwarded)
        let answer = sent.answer(200, "OK", [("Contact", "<sip:bob@192.0.2.15:5060>")])
        #expect(
            news(pipeline.process(answer.buffer, on: Scene.from("bob"), at: Scene.now)) == [
                .callee(Scene.address("bob"))
            ]
        )
    }

    @Test func aByeEndsTheCallOfItsSender() throws {
        let (pipeline, sent) = try forwarded()
        let route = sent.values("Record-Route").reversed().joined(separator: ", ")
        let bye = SIPText.request(
            "BYE",
            "sip:102@127.0.0.1:5070",
            from: "status",
            to: "<sip:102@example.com>;tag=answer"
        )
        .adding("Route", route)
        #expect(
            news(pipeline.process(bye.buffer, on: Scene.from("status"), at: Scene.now)) == [
                .ended(Scene.address("status"))
            ]
        )
    }
}
