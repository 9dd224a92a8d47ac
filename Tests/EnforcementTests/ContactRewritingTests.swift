import AccessPolicy
import NIOCore
import Testing

@testable import Enforcement

/// A PBX that heeds neither Path nor Record-Route, and so is given Contacts of ours.
@Suite struct ContactRewritingTests {
    static func pipeline(bindings: DictionaryBindings = Scene.bindings) throws -> Pipeline<DictionaryBindings> {
        var pipeline = try Scene.pipeline(bindings: bindings)
        pipeline.pbx = PBXGroup([PBX(Scene.pbx, contact: .rewrite)])
        return pipeline
    }

    static let phoneContact = "<sip:status@192.0.2.50:5060;line=x1>"
    static let register = SIPText.request("REGISTER", "sip:example.com", from: "status", to: "<sip:status@example.com>")
        .with("Contact", phoneContact + ";expires=300;q=0.5")
    static let subscribe = SIPText.subscribe(from: "status").with("Contact", phoneContact)

    /// The URI between the brackets.
    static func uri(_ contact: String?) throws -> String {
        let text = try #require(contact)
        let open = try #require(text.firstIndex(of: "<"))
        let close = try #require(text.firstIndex(of: ">"))
        return String(text[text.index(after: open)..<close])
    }

    @Test func theRegisteredContactIsOursWithThePhonesUserAndParameters() throws {
        let sent = try #require(try Self.pipeline().phone("status", Self.register).forwarded)
        let contact = try #require(sent.values("Contact").first)
        #expect(contact.hasPrefix("<sip:status@192.0.2.1:5062;es="))
        #expect(contact.hasSuffix(">;expires=300;q=0.5"))
        #expect(!contact.contains("192.0.2.50"))
        #expect(sent.values("Path") == [])
    }

    @Test func theContactStaysTheSameWhenTheAddressChanges() throws {
        let first = try Self.pipeline().phone("status", Self.register).forwarded?.values("Contact")
        let moved = try Self.pipeline().process(
            Self.register.buffer,
            on: Flow(socket: .phone, remote: Scene.phone(77)),
            at: Scene.now
        )
        #expect(moved.forwarded?.values("Contact") == first)
    }

    @Test func aContactWithoutBracketsKeepsItsParameters() throws {
        let bare = Self.register.with("Contact", "sip:status@192.0.2.50:5060;expires=60")
        let contact = try #require(try Self.pipeline().phone("status", bare).forwarded?.values("Contact").first)
        #expect(contact.hasSuffix(">;expires=60"))
    }

    @Test func removingAllStaysAStar() throws {
        let all = Self.register.with("Contact", "*").with("Expires", "0")
        #expect(try Self.pipeline().phone("status", all).forwarded?.values("Contact") == ["*"])
    }

    @Test func thePhoneSeesItsOwnContactInTheAnswerAndIsBound() throws {
        let pipeline = try Self.pipeline()
        let sent = try #require(pipeline.phone("status", Self.register).forwarded)
        let ours = try #require(sent.values("Contact").first)
        let answer = sent.answer(200, "OK", [("Contact", "<sip:other@198.51.100.9>;expires=7, \(ours)")])
        let outcome = pipeline.pbx(answer)
        let shown = try #require(outcome.forwarded?.values("Contact").first)
        #expect(shown == "<sip:other@198.51.100.9>;expires=7, \(Self.phoneContact);expires=300;q=0.5")
        #expect(
            outcome.actions.contains {
                if case .bind(let address, contact: _, at: let endpoint, until: let until, by: _) = $0 {
                    return address == Scene.address("status") && endpoint == Scene.phones["status"]
                        && until.unixSeconds == Scene.now.unixSeconds + 300
                }
                return false
            }
        )
    }

    /// A pipeline that has learned from the PBX's 200 to the REGISTER of a phone at each of these ports, all with the same Contact.
    static func registered(at ports: [UInt16]) throws -> (Pipeline<DictionaryBindings>, contact: String) {
        var pipeline = try pipeline(bindings: DictionaryBindings([]))
        var contact = ""
        for port in ports {
            let flow = Flow(socket: .phone, remote: Endpoint(ipv4: 0xC000_020C, port: port))
            let sent = try #require(pipeline.process(register.buffer, on: flow, at: Scene.now).forwarded)
            contact = try #require(sent.values("Contact").first)
            let learned = pipeline.pbx(sent.answer(200, "OK", [("Contact", contact)])).actions
            pipeline = try Self.pipeline(bindings: DictionaryBindings(learned))
        }
        return (pipeline, try uri(contact))
    }

    static func call(_ target: String) -> SIPText {
        var call = SIPText.notify(to: "bob", body: []).with("CSeq", "7 INVITE").with("To", "<sip:status@example.com>")
        call.start = "INVITE \(target) SIP/2.0"
        return call
    }

    @Test func aCallToTheRegisteredContactReachesThePhoneUnderItsOwn() throws {
        let (pipeline, contact) = try Self.registered(at: [5060])
        let outcome = pipeline.pbx(Self.call(contact))
        #expect(outcome.forwards.map(\.to.remote.port) == [5060])
        #expect(outcome.forwarded?.start == "INVITE sip:status@192.0.2.50:5060;line=x1 SIP/2.0")
    }

    @Test func aCallFollowsThePhoneToItsNewPort() throws {
        let (pipeline, contact) = try Self.registered(at: [5060, 40_001])
        #expect(pipeline.pbx(Self.call(contact)).forwards.map(\.to.remote.port) == [40_001])
    }

    @Test func aCallToOneDeviceGoesToNoOther() throws {
        // The same person has another device, registered later with another Contact.
        let (pipeline, _) = try Self.registered(at: [5060])
        let other = Self.register.with("Contact", "<sip:status@192.0.2.51:5060>")
        let sent = try #require(pipeline.phone("status", other).forwarded)
        #expect(pipeline.pbx(Self.call(try Self.uri(sent.values("Contact").first))).judgement.status == 430)
    }

    @Test func aCallToAContactOfAPhoneThatIsGoneFails() throws {
        let sent = try #require(try Self.pipeline().phone("status", Self.register).forwarded)
        var call = SIPText.notify(to: "bob", body: []).with("CSeq", "7 INVITE").with("To", "<sip:status@example.com>")
        call.start = "INVITE \(try Self.uri(sent.values("Contact").first)) SIP/2.0"
        #expect(try Self.pipeline(bindings: DictionaryBindings([])).pbx(call).judgement.status == 430)
    }

    @Test func aNotifyThatIgnoresRecordRouteIsJudgedByTheContact() throws {
        let pipeline = try Self.pipeline()
        let sent = try #require(pipeline.phone("status", Self.subscribe).forwarded)
        #expect(sent.values("Record-Route").count == 2)
        var notify = SIPText.notify(to: "status")
        notify.start = "NOTIFY \(try Self.uri(sent.values("Contact").first)) SIP/2.0"
        let outcome = pipeline.pbx(notify)
        #expect(outcome.judgement.verdict == .rebuild)
        #expect(outcome.judgement.disclosure == .status)
        #expect(outcome.forwarded?.start == "NOTIFY sip:status@192.0.2.50:5060;line=x1 SIP/2.0")
        #expect(outcome.forwards.map(\.to) == [Destination(backTo: Scene.from("status"))])
    }

    @Test func theContactOfOneDialogIsVoidInAnother() throws {
        let pipeline = try Self.pipeline()
        let sent = try #require(
            pipeline.phone("full", Self.subscribe.with("From", "<sip:full@example.com>;tag=x")).forwarded
        )
        var notify = SIPText.notify(to: "status")
        notify.start = "NOTIFY \(try Self.uri(sent.values("Contact").first)) SIP/2.0"
        #expect(pipeline.pbx(notify).forwards.isEmpty)
    }

    @Test func aRefreshHasAContactOfOursToo() throws {
        let pipeline = try Self.pipeline()
        let first = try #require(pipeline.phone("status", Self.subscribe).forwarded)
        let route = try InDialogTests.routes(pipeline, "status", Self.subscribe)
        let refresh = pipeline.phone("status", InDialogTests.inDialog(Self.subscribe, "SUBSCRIBE", route))
        #expect(refresh.forwarded?.values("Contact") == first.values("Contact"))
    }

    @Test func aContactThatCannotBeCarriedIsRefused() throws {
        let long = "<sip:status@192.0.2.50:5060;x=\(String(repeating: "y", count: 190))>"
        let outcome = try Self.pipeline().phone("status", Self.subscribe.with("Contact", long))
        #expect(outcome.forwards.isEmpty)
        #expect(outcome.judgement.status == 414)
    }

    @Test func aPhoneCannotUseAContactOfOursAsATicket() throws {
        let pipeline = try Self.pipeline()
        let sent = try #require(
            pipeline.phone("full", Self.subscribe.with("From", "<sip:full@example.com>;tag=x")).forwarded
        )
        var refresh = Self.subscribe.with("To", "<sip:101@example.com>;tag=pbx")
        refresh.start = "SUBSCRIBE \(try Self.uri(sent.values("Contact").first)) SIP/2.0"
        let outcome = pipeline.phone("refused", refresh)
        #expect(outcome.forwards.isEmpty)
    }
}
