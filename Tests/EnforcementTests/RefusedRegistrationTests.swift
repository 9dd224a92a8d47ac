import Testing

@testable import Enforcement

/// When a 401 or 403 to a REGISTER ends the binding that it would have renewed, and when it must not.
@Suite struct RefusedRegistrationTests {
    static let challenge = "Digest realm=\"pbx.example\", nonce=\"n2\""
    static let credentials =
        "Digest username=\"full\", realm=\"pbx.example\", nonce=\"n1\", uri=\"sip:example.com\", response=\"0\""

    static let refresh = RegistrationTests.register().adding("Authorization", credentials)
    static let unbound = RegistrationTests.unbound

    /// What is learned from the answer to `request` over `flow`, after the phone of `full` has been registered over its own.
    static func learned(
        _ request: SIPText = refresh,
        status: Int = 401,
        challenge: [(String, String)] = [("WWW-Authenticate", challenge)],
        over flow: Flow = Scene.from("full"),
        registeredOver first: Flow = Scene.from("full")
    ) throws -> [String] {
        let fresh = try Scene.pipeline()
        let asked = try #require(
            fresh.process(RegistrationTests.register().buffer, on: first, at: Scene.now).forwarded
        )
        let accepted = fresh.pbx(asked.answer(200, "OK", [("Contact", RegistrationTests.contact + ";expires=60")]))
        let pipeline = try Scene.pipeline(bindings: DictionaryBindings(accepted.actions))
        #expect(!pipeline.bindings.bindings.isEmpty)

        let again = try #require(pipeline.process(request.buffer, on: flow, at: Scene.now).forwarded)
        let outcome = pipeline.pbx(again.answer(status, "No", challenge))
        #expect(outcome.forwards.map(\.to) == [Destination(backTo: flow)])
        return outcome.actions.map(\.fixtureText).filter { $0.contains("bind ") }
    }

    @Test(arguments: [401, 403])
    func wrongCredentialsEndTheBinding(_ status: Int) throws {
        #expect(try Self.learned(status: status) == Self.unbound)
    }

    @Test func aRefusalWithoutAChallengeEndsTheBinding() throws {
        #expect(try Self.learned(status: 403, challenge: []) == Self.unbound)
    }

    @Test(arguments: [407, 423, 500, 503])
    func otherAnswersEndNothing(_ status: Int) throws {
        #expect(try Self.learned(status: status) == [])
    }

    @Test(arguments: [401, 403])
    func aRequestWithoutCredentialsEndsNothing(_ status: Int) throws {
        #expect(try Self.learned(RegistrationTests.register(), status: status) == [])
    }

    @Test(arguments: [
        ", stale=true", ", stale=TRUE", ", stale=\"true\"", ", STALE=true, algorithm=MD5", ", stale=maybe",
        ", nonsense",
    ])
    func anOldNonceEndsNothing(_ more: String) throws {
        #expect(try Self.learned(challenge: [("WWW-Authenticate", Self.challenge + more)]) == [])
    }

    @Test func oneOldNonceOfSeveralEndsNothing() throws {
        let several = [("WWW-Authenticate", Self.challenge), ("WWW-Authenticate", Self.challenge + ", stale=true")]
        #expect(try Self.learned(challenge: several) == [])
    }

    @Test func aChallengeThatIsNoDigestEndsNothing() throws {
        #expect(try Self.learned(challenge: [("WWW-Authenticate", "Bearer realm=\"x\"")]) == [])
    }

    @Test func staleFalseIsNoExcuse() throws {
        #expect(try Self.learned(challenge: [("WWW-Authenticate", Self.challenge + ", stale=false")]) == Self.unbound)
    }

    @Test func anotherFlowEndsNothing() throws {
        #expect(try Self.learned(over: Scene.from("bob")) == [])
    }

    @Test func anotherContactEndsNothing() throws {
        #expect(try Self.learned(Self.refresh.without("Contact").adding("Contact", "<sip:full@192.0.2.11:5061>")) == [])
    }

    @Test func anotherAddressOfRecordEndsNothing() throws {
        let other = Self.refresh.with("From", "<sip:status@example.com>;tag=1").with("To", "<sip:status@example.com>")
            .with("Authorization", Self.credentials.replacing("full", with: "status"))
        #expect(try Self.learned(other) == [])
    }

    @Test func aForgedSourceWithoutTheCallIDEndsNothing() throws {
        #expect(try Self.learned(Self.refresh.with("Call-ID", "guessed@192.0.2.50")) == [])
    }

    @Test func aConnectionCannotBeForgedSoThatItsCallIDMayChange() throws {
        let stream = Flow(socket: .phone, remote: Scene.from("full").remote.by(.tcp))
        let changed = Self.refresh.with("Call-ID", "changed@192.0.2.50")
        #expect(try Self.learned(changed, over: stream, registeredOver: stream) == Self.unbound)
    }
}
