import AccessPolicy
import Enforcement
import Testing

/// Who a request is from: flow, From and credentials must name one person.
@Suite struct SenderTests {
    /// How one SUBSCRIBE to 101 was judged: by whom, and by which rule.
    struct Verdict: Equatable {
        let watcher: String?
        let rule: String
    }

    static func judge(
        _ message: SIPText,
        over phone: String,
        bindings: DictionaryBindings = Scene.bindings
    ) throws -> Verdict {
        let pipeline = try Scene.pipeline(bindings: bindings)
        let judgement = pipeline.phone(phone, message).judgement
        return Verdict(watcher: judgement.watcher.map(pipeline.snapshot.name(of:)), rule: judgement.rule)
    }

    static func credentials(_ name: String) -> String {
        "Digest realm=\"pbx.example\", username=\"\(name)\", nonce=\"n\", uri=\"sip:101@example.com\", response=\"r\""
    }

    static let full = Verdict(watcher: "full", rule: "callers-named")
    static func nobody(_ rule: String) -> Verdict { Verdict(watcher: nil, rule: rule) }

    @Test func theRightPersonIsKnown() throws {
        #expect(try Self.judge(.subscribe(from: "full"), over: "full") == Self.full)
    }

    @Test func anotherFromIsNobody() throws {
        #expect(try Self.judge(.subscribe(from: "full"), over: "refused") == Self.nobody("from-is-not-the-flow"))
    }

    @Test func aFlowWithoutRegistrationIsNobody() throws {
        #expect(try Self.judge(.subscribe(from: "full"), over: "stranger") == Self.nobody("flow-not-registered"))
    }

    @Test func anotherPortIsAnotherFlow() throws {
        let pipeline = try Scene.pipeline()
        let phone = try #require(Scene.phones["full"])
        let flow = Flow(socket: .phone, remote: Endpoint(high: phone.high, low: phone.low, port: phone.port + 1))
        let outcome = pipeline.process(SIPText.subscribe(from: "full").buffer, on: flow, at: Scene.now)
        #expect(outcome.judgement.rule == "flow-not-registered")
    }

    @Test func anExpiredBindingIsNone() throws {
        let bindings = DictionaryBindings([(Scene.address("full"), Scene.phone(11))], until: Scene.now)
        #expect(
            try Self.judge(.subscribe(from: "full"), over: "full", bindings: bindings)
                == Self.nobody("flow-not-registered")
        )
    }

    @Test func aBindingLastsToItsLastSecond() throws {
        let end = Moment(unixSeconds: Scene.now.unixSeconds + 1)
        let bindings = DictionaryBindings([(Scene.address("full"), Scene.phone(11))], until: end)
        #expect(try Self.judge(.subscribe(from: "full"), over: "full", bindings: bindings) == Self.full)
    }

    @Test func ofTwoLinesOnAPhoneFromChooses() throws {
        let bindings = DictionaryBindings([
            (Scene.address("refused"), Scene.phone(11)), (Scene.address("full"), Scene.phone(11)),
        ])
        #expect(try Self.judge(.subscribe(from: "full"), over: "full", bindings: bindings) == Self.full)
        #expect(try Self.judge(.subscribe(from: "refused"), over: "full", bindings: bindings).watcher == "refused")
    }

    @Test func anotherDomainOfTheOrganizationIsTheSamePerson() throws {
        let message = SIPText.subscribe(from: "full").with("From", "<sip:full@pbx.example>;tag=x")
        #expect(try Self.judge(message, over: "full") == Self.full)
    }

    @Test func theSameUserOfAnotherOrganizationIsNobody() throws {
        let message = SIPText.subscribe(from: "full").with("From", "<sip:full@other.example>;tag=x")
        #expect(try Self.judge(message, over: "full") == Self.nobody("from-is-not-the-flow"))
    }

    @Test func aDomainOfNobodyIsNobody() throws {
        let message = SIPText.subscribe(from: "full").with("From", "<sip:full@elsewhere.example>;tag=x")
        #expect(try Self.judge(message, over: "full") == Self.nobody("from-unknown-domain"))
    }

    @Test(arguments: ["<tel:full>;tag=x", "<sip:example.com>;tag=x"])
    func aFromWithoutUserIsNobody(_ from: String) throws {
        let message = SIPText.subscribe(from: "full").with("From", from)
        #expect(try Self.judge(message, over: "full") == Self.nobody("from-unknown-domain"))
    }

    @Test func anEscapedFromIsDecodedOnce() throws {
        let message = SIPText.subscribe(from: "full").with("From", "<sip:f%75ll@example.com>;tag=x")
        #expect(try Self.judge(message, over: "full") == Self.full)
    }

    @Test func aRegisteredExtensionIsItsOwner() throws {
        // The phone of 106 registered by number; the policy says whose it is.
        #expect(try Self.judge(.subscribe(from: "106"), over: "106") == Self.full)
    }

    @Test func aRegisteredNumberThatNobodyOwnsIsNoUser() throws {
        let bindings = DictionaryBindings([(Scene.address("777"), Scene.phone(11))])
        #expect(
            try Self.judge(.subscribe(from: "777"), over: "full", bindings: bindings) == Self.nobody("not-a-user")
        )
    }

    @Test(arguments: ["full", "full@example.com", "full@pbx.example", "106"])
    func credentialsOfThePersonAreGood(_ name: String) throws {
        for header in ["Authorization", "Proxy-Authorization"] {
            let message = SIPText.subscribe(from: "full").adding(header, Self.credentials(name))
            #expect(try Self.judge(message, over: "full") == Self.full)
        }
    }

    @Test(arguments: ["refused", "101", "full@other.example", "full@elsewhere.example", "", "nobody"])
    func credentialsOfAnotherAreRefused(_ name: String) throws {
        for header in ["Authorization", "Proxy-Authorization"] {
            let message = SIPText.subscribe(from: "full").adding(header, Self.credentials(name))
            #expect(try Self.judge(message, over: "full") == Self.nobody("credentials-of-another"))
        }
    }

    @Test func everyOneOfTwoCredentialsCounts() throws {
        let message = SIPText.subscribe(from: "full").adding("Authorization", Self.credentials("full"))
            .adding("Authorization", Self.credentials("refused"))
        #expect(try Self.judge(message, over: "full") == Self.nobody("credentials-of-another"))
        let both = SIPText.subscribe(from: "full").adding("Authorization", Self.credentials("full"))
            .adding("Proxy-Authorization", Self.credentials("full"))
        #expect(try Self.judge(both, over: "full") == Self.full)
    }

    @Test(arguments: ["Basic ZnVsbDp4", "Digest username=full extra", "Digest username=\"full", "Bearer x"])
    func credentialsThatCannotBeReadAreRefused(_ value: String) throws {
        let message = SIPText.subscribe(from: "full").adding("Authorization", value)
        #expect(try Self.judge(message, over: "full") == Self.nobody("credentials-of-another"))
    }

    @Test func aClaimInAHeaderIsNoProof() throws {
        let message = SIPText.subscribe(from: "refused").adding("P-Asserted-Identity", "<sip:full@example.com>")
        #expect(try Self.judge(message, over: "refused").watcher == "refused")
        #expect(
            try Self.judge(message, over: "stranger") == Self.nobody("flow-not-registered")
        )
    }
}
