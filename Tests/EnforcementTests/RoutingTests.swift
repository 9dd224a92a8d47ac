import AccessPolicy
import Testing

@testable import Enforcement

/// Where messages go: never where they say.
@Suite struct RoutingTests {
    static let toPBX = Destination(backTo: Flow(socket: .pbx, remote: Scene.pbx))
    static let invite = SIPText.request("INVITE", "sip:102@example.com", from: "full")

    @Test(arguments: [
        "<sip:203.0.113.9;lr>", "<sip:203.0.113.9>", "<sip:127.0.0.1:5070;lr>", "<sip:192.0.2.1:5062;lr>",
        "<sip:203.0.113.9;lr>, <sip:127.0.0.1:5070;lr>", "<sip:pbx;lr;maddr=203.0.113.9>",
    ])
    func aPreloadedRouteIsRemoved(_ route: String) throws {
        let outcome = try Scene.pipeline().phone("full", Self.invite.adding("Route", route))
        #expect(outcome.forwards.map(\.to) == [Self.toPBX])
        #expect(outcome.forwarded?.values("Route") == [])
    }

    @Test func recordRouteOfAPhoneIsRemoved() throws {
        let sent = try #require(
            try Scene.pipeline().phone("full", Self.invite.adding("Record-Route", "<sip:203.0.113.9;lr>")).forwarded
        )
        #expect(sent.values("Record-Route").count == 2)
        #expect(sent.values("Record-Route").allSatisfy { $0.contains("192.0.2.1:") })
    }

    @Test func theSideNearerThePBXIsTheTopmostRecordRouteAndHasTheToken() throws {
        let routes = try #require(try Scene.pipeline().phone("full", Self.invite).forwarded).values("Record-Route")
        #expect(routes[0].hasSuffix("@192.0.2.1:5062;lr>"))
        #expect(routes[1] == "<sip:192.0.2.1:5060;lr>")
    }

    @Test(arguments: [(Transport.tcp, "tcp"), (.tls, "tls"), (.ws, "ws"), (.wss, "ws")])
    func thePhonesSideIsRecordedWithItsTransport(_ transport: Transport, _ parameter: String) throws {
        let flow = Flow(socket: .phone, remote: Scene.phone(11).by(transport))
        let sent = try Scene.pipeline().process(Self.invite.buffer, on: flow, at: Scene.now).forwarded
        #expect(sent?.values("Record-Route").last == "<sip:192.0.2.1:5060;transport=\(parameter);lr>")
    }

    @Test(arguments: ["OPTIONS", "MESSAGE", "INFO"])
    func whatMakesNoDialogHasNoRecordRoute(_ method: String) throws {
        let sent = try Scene.pipeline().phone("full", .request(method, "sip:102@example.com", from: "full")).forwarded
        #expect(sent?.values("Record-Route") == [])
    }

    @Test func theContactIsNotWhereItGoes() throws {
        let outcome = try Scene.pipeline().phone("full", Self.invite.with("Contact", "<sip:203.0.113.9>"))
        #expect(outcome.forwards.map(\.to) == [Self.toPBX])
    }

    @Test func theFirstPBXIsTheNextHop() throws {
        let first = Endpoint(ipv4: 0x7F00_0002, port: 5071)
        let pipeline = try Scene.pipeline(pbxes: [first, Scene.pbx])
        #expect(pipeline.phone("full", Self.invite).forwards.first?.to.remote == first)
    }

    @Test func ourViaIsOnTopAndTheSendersStampedBelow() throws {
        let vias = try #require(try Scene.pipeline().phone("full", Self.invite).forwarded).values("Via")
        #expect(vias.count == 2)
        #expect(vias[0].hasPrefix("SIP/2.0/UDP 192.0.2.1:5062;branch=z9hG4bKes0"))
        #expect(vias[1].hasSuffix(";received=192.0.2.11;rport=5060"))
    }

    @Test func oneHopLess() throws {
        let sent = try Scene.pipeline().phone("full", Self.invite.with("Max-Forwards", "7")).forwarded
        #expect(sent?.values("Max-Forwards") == ["6"])
    }

    @Test func cancelAndAckTakeThePathOfTheirInvite() throws {
        let pipeline = try Scene.pipeline()
        func branch(_ method: String, _ to: String? = nil) throws -> String {
            var text = Self.invite.with("CSeq", "1 \(method)")
            text.start = "\(method) sip:102@example.com SIP/2.0"
            if let to { text = text.with("To", to) }
            return try #require(pipeline.phone("full", text).forwarded).values("Via")[0]
        }
        let invite = try branch("INVITE")
        #expect(try branch("CANCEL") == invite)
        #expect(try branch("ACK", "<sip:102@example.com>;tag=busy") == invite)
    }

    @Test func aRetransmissionIsTheSameBytes() throws {
        let pipeline = try Scene.pipeline()
        #expect(pipeline.phone("full", Self.invite).sent == pipeline.phone("full", Self.invite).sent)
    }

    @Test func anotherFlowGetsAnotherBranch() throws {
        let pipeline = try Scene.pipeline()
        let here = try #require(pipeline.phone("full", Self.invite).forwarded).values("Via")[0]
        let there = try #require(pipeline.phone("bob", Self.invite).forwarded).values("Via")[0]
        #expect(here != there)
    }

    @Test func aRequestThatHasBeenHereIsALoop() throws {
        let pipeline = try Scene.pipeline()
        let sent = try #require(pipeline.phone("full", Self.invite).forwarded)
        let again = pipeline.phone("bob", sent)
        #expect(again.judgement.rule == "loop")
        #expect(again.judgement.status == 482)
    }

    @Test func aViaOfAnotherWithOurHostIsNoLoop() throws {
        let message = Self.invite.with("Via", "SIP/2.0/UDP 192.0.2.1:5062;branch=z9hG4bKother")
        #expect(try Scene.pipeline().phone("full", message).judgement.verdict == .forward)
    }

    @Test(arguments: ["maddr=203.0.113.9", "%6daddr=203.0.113.9", "MADDR=203.0.113.9", "ttl=1", "method=BYE"])
    func aRequestURIThatChoosesTheHopIsRefused(_ parameter: String) throws {
        let message = SIPText.request("INVITE", "sip:102@example.com;\(parameter)", from: "full")
        #expect(try Scene.pipeline().phone("full", message).judgement.status == 400)
    }

    @Test func aCallOfThePBXGoesToTheFlowOfThePath() throws {
        let pipeline = try Scene.pipeline()
        let register = SIPText.request("REGISTER", "sip:example.com", from: "full", to: "<sip:full@example.com>")
        let path = try #require(pipeline.phone("full", register).forwarded?.values("Path").first)
        var call = SIPText.notify(to: "bob", body: []).with("CSeq", "7 INVITE").with("To", "<sip:full@example.com>")
        call.start = "INVITE sip:full@198.51.100.1 SIP/2.0"
        let outcome = pipeline.pbx(call.adding("Route", path))
        #expect(outcome.forwards.map(\.to) == [Destination(backTo: Scene.from("full"))])
        #expect(outcome.forwarded?.values("Route") == [])
        #expect(outcome.forwarded?.values("Record-Route").count == 2)
    }

    @Test func withoutPathARegisteredPhoneIsFoundByItsAddress() throws {
        var call = SIPText.notify(to: "bob", body: []).with("CSeq", "7 INVITE").with("To", "<sip:full@example.com>")
        call.start = "INVITE sip:full@example.com SIP/2.0"
        #expect(try Scene.pipeline().pbx(call).forwards.map(\.to) == [Destination(backTo: Scene.from("full"))])
    }

    @Test func aPBXCannotSendToAnAddressThatNobodyRegistered() throws {
        var call = SIPText.notify(to: "bob", body: []).with("CSeq", "7 INVITE").with("To", "<sip:x@example.com>")
        call.start = "INVITE sip:x@203.0.113.9:5060 SIP/2.0"
        let outcome = try Scene.pipeline().pbx(call)
        #expect(outcome.forwards.isEmpty)
        #expect(outcome.judgement.status == 404)
    }
}
