import Testing

@testable import Enforcement

/// What a REGISTER that the PBX accepted teaches, and nothing else does.
@Suite struct RegistrationTests {
    static let contact = "<sip:full@192.0.2.11:5060>"

    static func register(_ contact: String? = contact, expires: String? = "600") -> SIPText {
        var text = SIPText.request("REGISTER", "sip:example.com", from: "full", to: "<sip:full@example.com>")
            .without("Contact")
        if let contact { text = text.adding("Contact", contact) }
        if let expires { text = text.adding("Expires", expires) }
        return text
    }

    /// The actions that are no messages, after the PBX answered.
    static func learned(
        _ request: SIPText = register(),
        status: Int = 200,
        with headers: [(String, String)]
    ) throws -> [String] {
        let pipeline = try Scene.pipeline()
        let asked = try #require(pipeline.phone("full", request).forwarded)
        let outcome = pipeline.pbx(asked.answer(status, "OK", headers))
        #expect(outcome.forwards.map(\.to) == [Destination(backTo: Scene.from("full"))])
        return outcome.actions.map(\.fixtureText).filter { !$0.hasPrefix("forward") }
    }

    /// The Contact as a branch names it (FNV-1a).
    static let mark = "6759d04d"
    static let bound = "bind full@example.com \(mark) 192.0.2.11:5060 "
    static let unbound = ["unbind full@example.com \(mark)"]
    static let allUnbound = ["unbind full@example.com everything"]

    @Test(arguments: [
        ([("Contact", "<sip:full@192.0.2.11:5060>;expires=60")], "1000060"),
        ([("Contact", "<sip:full@192.0.2.11:5060>;q=1;EXPIRES=60")], "1000060"),
        ([("Contact", "<sip:full@192.0.2.11:5060>"), ("Expires", "70")], "1000070"),
        ([("Contact", "<sip:full@192.0.2.11:5060>;expires=60"), ("Expires", "70")], "1000060"),
        ([("Contact", "<sip:full@192.0.2.11:5060>")], "1003600"),
        ([("Contact", "<sip:full@192.0.2.11:5060>;expires=4294967295")], "1086400"),
        ([("Contact", "<sip:full@192.0.2.11:5060>;expires=99999999999999999999")], "1086400"),
        ([("Contact", "<sip:x@198.51.100.1>;expires=9, <sip:full@192.0.2.11:5060>;expires=60")], "1000060"),
        (
            [
                ("Contact", "<sip:x@198.51.100.1>;expires=9"),
                ("Contact", "\"n\" <sip:full@192.0.2.11:5060>;expires=60"),
            ], "1000060"
        ),
    ])
    func the200SaysHowLong(_ headers: [(String, String)], _ until: String) throws {
        #expect(try Self.learned(with: headers) == [Self.bound + until])
    }

    @Test func anExpiryInAQuotedStringIsNone() throws {
        let headers = [("Contact", "<sip:full@192.0.2.11:5060>;x=\"a;expires=86400;b\";expires=60")]
        #expect(try Self.learned(with: headers) == [Self.bound + "1000060"])
    }

    @Test(arguments: [
        "<sip:full@192.0.2.11:5060>;expires=0", "<sip:full@198.51.100.1>;expires=60",
        "<sip:full@192.0.2.11:5061>;expires=60",
    ])
    func whatIsNotListedIsNotBound(_ contact: String) throws {
        #expect(try Self.learned(with: [("Contact", contact)]) == Self.unbound)
    }

    @Test func noContactAtAllMeansNoBindingAnywhere() throws {
        #expect(try Self.learned(with: []) == Self.allUnbound)
    }

    @Test(arguments: [100, 183, 202, 302, 401, 403, 407, 423, 500])
    func onlyA200Teaches(_ status: Int) throws {
        #expect(try Self.learned(status: status, with: [("Contact", Self.contact + ";expires=60")]) == [])
    }

    @Test func aQueryTeachesNothing() throws {
        #expect(
            try Self.learned(Self.register(nil, expires: nil), with: [("Contact", Self.contact + ";expires=60")]) == []
        )
    }

    @Test func aWildcardTakesThePhoneOff() throws {
        let asked = Self.register("*", expires: "0")
        #expect(try Self.learned(asked, with: []) == Self.allUnbound)
        #expect(try Self.learned(asked, with: [("Contact", Self.contact + ";expires=60")]) == Self.allUnbound)
    }

    @Test func theSameContactFromAnotherPortIsTheSame() throws {
        let pipeline = try Scene.pipeline()
        let moved = Flow(socket: .phone, remote: Endpoint(ipv4: 0xC000_020B, port: 40_000))
        let asked = try #require(pipeline.process(Self.register().buffer, on: moved, at: Scene.now).forwarded)
        let outcome = pipeline.pbx(asked.answer(200, "OK", [("Contact", Self.contact + ";expires=60")]))
        #expect(
            outcome.actions.map(\.fixtureText).contains(
                "bind full@example.com \(Self.mark) 192.0.2.11:40000 1000060"
            )
        )
    }

    @Test func theAnswerToAnotherMethodTeachesNothing() throws {
        let pipeline = try Scene.pipeline()
        let asked = try #require(pipeline.phone("full", Self.register()).forwarded)
        let answer = asked.answer(200, "OK", [("Contact", Self.contact)]).with("CSeq", "1 OPTIONS")
        #expect(pipeline.pbx(answer).actions.allSatisfy { !$0.fixtureText.hasPrefix("bind") })
    }

    @Test func aForged200TeachesNothing() throws {
        let pipeline = try Scene.pipeline()
        let asked = try #require(pipeline.phone("full", Self.register()).forwarded)
        let answer = asked.answer(200, "OK", [("Contact", Self.contact)])
        #expect(pipeline.phone("full", answer).actions.isEmpty)
        #expect(
            pipeline.process(answer.buffer, on: Flow(socket: .pbx, remote: Scene.phone(11)), at: Scene.now).actions
                .isEmpty
        )
    }

    @Test func thePathNamesTheFlow() throws {
        let sent = try #require(try Scene.pipeline().phone("full", Self.register()).forwarded)
        #expect(sent.values("Path").count == 1)
        #expect(sent.values("Path")[0].hasSuffix("@192.0.2.1:5062;lr>"))
        #expect(sent.values("Supported") == ["path"])
        #expect(sent.values("Record-Route").isEmpty)
    }

    @Test func pathIsNotSupportedTwice() throws {
        let message = Self.register().adding("Supported", "outbound, path")
        #expect(try Scene.pipeline().phone("full", message).forwarded?.values("Supported") == ["outbound, path"])
    }

    @Test(arguments: ["<sip:alice@example.com>", "<sip:full@pbx.example>", "<sip:example.com>", "<tel:101>"])
    func registeringAnotherIsRefused(_ to: String) throws {
        let outcome = try Scene.pipeline().phone("full", Self.register().with("To", to))
        #expect(outcome.judgement.rule == "third-party-registration")
        #expect(outcome.forwards.isEmpty)
    }
}
