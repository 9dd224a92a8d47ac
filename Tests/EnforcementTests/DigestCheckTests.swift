import Testing

@testable import Enforcement

@Suite struct DigestCheckTests {
    static func run(
        _ request: IdentityRequest,
        _ identity: [IdentityMethod] = [.digest],
        at place: IdentityPlace = .unbound,
        realm: String? = nil,
        later seconds: Int64 = 0
    ) throws -> Outcome {
        let now = Moment(unixSeconds: IdentityPlace.made.unixSeconds + seconds)
        return try IdentityWorld.pipeline(identity, at: place, realm: realm).process(
            request.bytes,
            on: place.flow,
            at: now
        )
    }

    static func challenges(_ outcome: Outcome) -> [String] {
        IdentityWorld.lines("Proxy-Authenticate", in: IdentityWorld.text(outcome))
    }

    @Test func aChallengeHasTwoHeadersTheBestFirst() throws {
        let challenges = Self.challenges(try Self.run(IdentityRequest(wish: .watch)))
        #expect(challenges.map { $0.contains("algorithm=SHA-256,") } == [true, false])
        #expect(challenges.map { $0.contains("algorithm=MD5,") } == [false, true])
        #expect(challenges.allSatisfy { $0.contains("qop=\"auth\"") && !$0.contains("stale") })
    }

    @Test func theRealmIsTheFirstDomain() throws {
        let challenges = Self.challenges(try Self.run(IdentityRequest(wish: .watch)))
        #expect(challenges.map { IdentityWorld.quoted("realm", in: $0) } == ["example.com", "example.com"])
    }

    @Test func theRealmCanBeConfigured() throws {
        let challenges = Self.challenges(try Self.run(IdentityRequest(wish: .watch), realm: "earshot"))
        #expect(challenges.map { IdentityWorld.quoted("realm", in: $0) } == ["earshot", "earshot"])
    }

    @Test func theNonceOfAChallengeIsTheOneThatIsChecked() throws {
        let challenge = try #require(Self.challenges(try Self.run(IdentityRequest(wish: .watch))).first)
        var request = IdentityRequest(wish: .watch)
        let answer = IdentityAnswer().header(for: request, from: .unbound, at: IdentityPlace.made)
        #expect(IdentityWorld.quoted("nonce", in: challenge) == IdentityWorld.quoted("nonce", in: answer))
        request.headers = [answer]
        #expect(try Self.run(request).judgement.how == .digest)
    }

    @Test func anAnswerIsGoodForThirtySecondsAndStaleThen() throws {
        var request = IdentityRequest(wish: .watch)
        request.headers = [IdentityAnswer().header(for: request, from: .unbound, at: IdentityPlace.made)]
        #expect(try Self.run(request, later: 30).judgement.how == .digest)
        let late = try Self.run(request, later: 31)
        #expect(Self.challenges(late).allSatisfy { $0.hasSuffix(", stale=true") })
        #expect(Self.challenges(late).count == 2)
    }

    @Test func aFreshChallengeAfterAReplayIsNotStale() throws {
        var request = IdentityRequest(wish: .watch)
        let answer = IdentityAnswer(nonce: .ofAnotherCall)
        request.headers = [answer.header(for: request, from: .unbound, at: IdentityPlace.made)]
        let outcome = try Self.run(request)
        #expect(outcome.judgement.status == 407)
        #expect(Self.challenges(outcome).allSatisfy { !$0.contains("stale") })
    }

    @Test func theAnswerToUsIsNotForwardedAndThatToThePBXIs() throws {
        var request = IdentityRequest(wish: .watch)
        let own = IdentityCases.pbxCredential("101", header: "Proxy-Authorization")
        request.headers = [IdentityAnswer().header(for: request, from: .unbound, at: IdentityPlace.made), own]
        let forwarded = IdentityWorld.text(try Self.run(request))
        #expect(IdentityWorld.lines("Proxy-Authorization", in: forwarded) == [own])
    }

    @Test func aPBXWithTheSameRealmStillGetsItsAnswer() throws {
        var request = IdentityRequest(wish: .watch)
        let own = IdentityAnswer(nonce: .madeUp).header(for: request, from: .ownPhone, at: IdentityPlace.made)
        request.headers = [own]
        let outcome = try Self.run(request, [.registration, .digest], at: .ownPhone)
        #expect(IdentityWorld.lines("Proxy-Authorization", in: IdentityWorld.text(outcome)) == [own])
    }

    @Test func theAnswerIsTakenOutOfWhatNeedsNoIdentityToo() throws {
        var request = IdentityRequest(wish: .cancel)
        request.headers = [IdentityAnswer().header(for: request, from: .unbound, at: IdentityPlace.made)]
        let forwarded = IdentityWorld.text(try Self.run(request))
        #expect(forwarded.hasPrefix("CANCEL"))
        #expect(IdentityWorld.lines("Proxy-Authorization", in: forwarded).isEmpty)
    }

    @Test func aChallengedAttemptToListenIsRecorded() throws {
        let outcome = try Self.run(IdentityRequest(wish: .listen))
        #expect(outcome.judgement.status == 407)
        #expect(
            outcome.actions.contains { action in
                if case .audit(let record) = action { return record.rule == "digest-challenge" }
                return false
            }
        )
    }

    @Test func aPersonWhoIsNoUserMayProveItAndMayNothing() throws {
        var request = IdentityRequest(wish: .watch, from: "109")
        #expect(try Self.run(request).judgement.status == 407)
        request.headers = [IdentityAnswer(user: "109").header(for: request, from: .unbound, at: IdentityPlace.made)]
        #expect(try Self.run(request).judgement.status == 403)
    }
}
