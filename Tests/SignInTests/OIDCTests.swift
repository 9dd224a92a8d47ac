import Foundation
import PolicyAdministration
import PolicyStore
import Synchronization
import Testing

@testable import SignIn

/// Signing in at an identity provider: what it may say, and what somebody between may change.
@Suite struct OIDCTests {
    private static let now = TestDesk.now

    /// Goes through the whole of it; the provider as a test has set it.
    private func signIn(
        _ settings: OIDCSettings = TestProvider.settings,
        _ set: (inout TestProvider.Script) -> Void = { _ in }
    ) async throws -> SignInOutcome {
        let provider = TestProvider()
        provider.script.withLock { set(&$0) }
        let desk = try TestDesk(oidc: settings, transport: provider).desk
        let question = try await desk.beginOIDC(now: Self.now)
        let (code, state) = provider.visit(question.url)
        return try await desk.finishOIDC(
            code: code,
            state: state,
            cookie: question.cookie,
            from: "192.0.2.1",
            now: Self.now
        )
    }

    /// Who has signed in; nil when it was refused.
    private func identity(
        _ settings: OIDCSettings = TestProvider.settings,
        _ set: (inout TestProvider.Script) -> Void = { _ in }
    ) async throws -> Principal.Identity? {
        guard case .signedIn(_, let session) = try await signIn(settings, set) else { return nil }
        return session.principal.identity
    }

    @Test func aUserSignsIn() async throws {
        #expect(try await identity() == .user(organization: "Example Ltd", name: "alice"))
    }

    @Test func theProviderIsAskedForACodeWithEverythingThatProtectsIt() async throws {
        let desk = try TestDesk(oidc: TestProvider.settings, transport: TestProvider()).desk
        let question = try await desk.beginOIDC(now: Self.now)
        let items = try #require(URLComponents(string: question.url)?.queryItems)
        let query = Dictionary(items.map { ($0.name, $0.value ?? "") }) { $1 }
        #expect(query["tenant"] == "7" && query["response_type"] == "code" && query["client_id"] == "earshot")
        #expect(query["redirect_uri"] == "https://earshot.example/sign-in/oidc/callback")
        #expect(query["code_challenge_method"] == "S256" && query["scope"] == "openid profile")
        #expect(Set([query["state"], query["nonce"], query["code_challenge"]]).count == 3)
        #expect(!question.url.contains(question.cookie))
    }

    @Test func whoIsInAGroupIsAnOperator() async throws {
        let groups = IDToken.Value.texts(["staff", "pbx-admins"])
        #expect(try await identity { $0.claims["groups"] = groups } == .operator(name: "alice"))
    }

    @Test func theOrganizationMayBeAClaim() async throws {
        var settings = TestProvider.settings
        settings.organization = .claim("company")
        let found = try await identity(settings) { $0.claims["company"] = .text("Other Ltd") }
        #expect(found == .user(organization: "Other Ltd", name: "alice"))
        await #expect(throws: SignInError.self) { try await signIn(settings) }
    }

    @Test func whoHasSignedInHasAnAccountThatCanBeTakenAway() async throws {
        let provider = TestProvider()
        let desk = try TestDesk(oidc: TestProvider.settings, transport: provider).desk
        let question = try await desk.beginOIDC(now: Self.now)
        let (code, state) = provider.visit(question.url)
        let outcome = try await desk.finishOIDC(
            code: code,
            state: state,
            cookie: question.cookie,
            from: "192.0.2.1",
            now: Self.now
        )
        guard case .signedIn(let cookie, _) = outcome else { return #expect(Bool(false)) }
        #expect(try desk.removeAccount(TestDesk.alice))
        #expect(try desk.session(cookie: cookie, now: Self.now) == nil)
    }

    @Test(arguments: ["-9223372036854775808", "-9223372036854775807", "9223372036854775807", "9223372036854775808", ""])
    func aCookieOfOnesOwnMakingAnswersNoQuestion(_ begun: String) async throws {
        let provider = TestProvider()
        let desk = try TestDesk(oidc: TestProvider.settings, transport: provider).desk
        for cookie in ["\(begun).x", begun] {
            let outcome = try await desk.finishOIDC(
                code: "code",
                state: "state",
                cookie: cookie,
                from: "192.0.2.1",
                now: Self.now
            )
            #expect(outcome == .refused)
        }
    }

    // MARK: What a token may not say

    private static let otherClaims: [(String, IDToken.Value?)] = [
        ("iss", .text("https://evil.example")), ("aud", .text("another")), ("aud", .texts(["earshot", "another"])),
        ("azp", .text("another")), ("exp", .number(Double(now) - 61)), ("exp", nil), ("iat", nil),
        ("iat", .number(Double(now) - 3_600)), ("iat", .number(Double(now) + 61)),
        ("nbf", .number(Double(now) + 61)), ("nonce", .text("another")), ("nonce", nil), ("sub", nil),
        ("preferred_username", nil), ("preferred_username", .text("")), ("exp", .text("9999999999")),
    ]

    @Test(arguments: otherClaims)
    func anotherClaimSignsNobodyIn(_ name: String, _ value: IDToken.Value?) async throws {
        await #expect(throws: SignInError.self) { try await signIn { $0.claims[name] = .some(value) } }
    }

    @Test func aTokenForSeveralIsTakenWhenItWasGivenToUs() async throws {
        let found = try await identity {
            $0.claims["aud"] = .texts(["earshot", "another"])
            $0.claims["azp"] = .text("earshot")
        }
        #expect(found != nil)
    }

    @Test func anAddressThatNobodyHasVerifiedIsNoName() async throws {
        var settings = TestProvider.settings
        settings.userClaim = "email"
        let set = { (script: inout TestProvider.Script) in script.claims["email"] = .text("alice@example.com") }
        await #expect(throws: SignInError.self) { try await signIn(settings, set) }
        let found = try await identity(settings) {
            set(&$0)
            $0.claims["email_verified"] = .truth(true)
        }
        #expect(found == .user(organization: "Example Ltd", name: "alice@example.com"))
    }

    // MARK: Signatures

    /// Header and claims as a forger would have them, and no signature, or one with what everybody knows.
    @Test(arguments: [#"{"alg":"none"}"#, #"{"alg":"HS256","kid":"one"}"#, #"{"alg":"RS256","kid":"one"}"#, "{}", "x"])
    func whatNoKeyOfTheProvidersHasSignedCountsForNothing(_ header: String) async throws {
        let claims = #"{"iss":"https://idp.example/realm","aud":"earshot","sub":"1"}"#
        let parts = [header, claims, "signature"].map { Base64URL.encode(Array($0.utf8)) }
        await #expect(throws: SignInError.self) { try await signIn { $0.token = parts.joined(separator: ".") } }
        await #expect(throws: SignInError.self) {
            try await signIn { $0.token = parts.prefix(2).joined(separator: ".") + "." }
        }
    }

    @Test func aKeyThatIsNotToldOfCountsForNothing() async throws {
        await #expect(throws: SignInError.self) { try await signIn { $0.signer = "two" } }
    }

    @Test func aKeyUnderAnothersNameCountsForNothing() async throws {
        let forger = TestProvider()
        let forged = try await forger.signed(nonce: "n")
        let provider = IdentityProvider(TestProvider.settings, transport: TestProvider())
        await #expect(throws: SignInError.self) { try await provider.read(forged, now: Self.now) }
        let own = IdentityProvider(TestProvider.settings, transport: forger)
        #expect(try await own.read(forged, now: Self.now).claims["sub"] == .text("1234"))
    }

    @Test func keysThatWereRotatedAreAskedForAgainButNotEachTime() async throws {
        let provider = TestProvider()
        let desk = try TestDesk(oidc: TestProvider.settings, transport: provider).desk
        func enter(at now: Int64) async throws -> Bool {
            let question = try await desk.beginOIDC(now: now)
            let (code, state) = provider.visit(question.url)
            let outcome = try? await desk.finishOIDC(
                code: code,
                state: state,
                cookie: question.cookie,
                from: "192.0.2.1",
                now: now
            )
            if case .signedIn? = outcome { return true }
            return false
        }
        #expect(try await enter(at: Self.now))
        provider.script.withLock { ($0.signer, $0.told) = ("two", ["two"]) }
        #expect(try await !enter(at: Self.now + 1))
        #expect(provider.script.withLock { $0.asked } == 1)
        #expect(try await enter(at: Self.now + 31))
        #expect(provider.script.withLock { $0.asked } == 2)
    }

    // MARK: Browsers

    @Test func anotherBrowsersAnswerIsRefused() async throws {
        let provider = TestProvider()
        let desk = try TestDesk(oidc: TestProvider.settings, transport: provider).desk
        let mine = try await desk.beginOIDC(now: Self.now)
        let other = try await desk.beginOIDC(now: Self.now)
        let (code, state) = provider.visit(other.url)
        #expect(
            try await desk.finishOIDC(code: code, state: state, cookie: mine.cookie, from: "192.0.2.1", now: Self.now)
                == .refused
        )
        #expect(
            try await desk.finishOIDC(code: code, state: "", cookie: mine.cookie, from: "192.0.2.1", now: Self.now)
                == .refused
        )
    }

    @Test func afterTenMinutesTheAnswerIsTooLate() async throws {
        let provider = TestProvider()
        let desk = try TestDesk(oidc: TestProvider.settings, transport: provider).desk
        let question = try await desk.beginOIDC(now: Self.now)
        let (code, state) = provider.visit(question.url)
        let late = try await desk.finishOIDC(
            code: code,
            state: state,
            cookie: question.cookie,
            from: "192.0.2.1",
            now: Self.now + 600
        )
        #expect(late == .refused)
    }

    @Test func aProviderOfAnotherNameIsNotAsked() async throws {
        await #expect(throws: SignInError.self) { try await signIn { $0.issuer = "https://evil.example" } }
    }

    @Test func aProviderThatFailsHasARest() async throws {
        let provider = TestProvider()
        let desk = try TestDesk(oidc: TestProvider.settings, transport: provider).desk
        provider.script.withLock { $0.issuer = "https://evil.example" }
        for second in 0..<5 {
            await #expect(throws: SignInError.self) { try await desk.beginOIDC(now: Self.now + Int64(second)) }
        }
        #expect(provider.script.withLock { $0.askedWhere } == 1)
        provider.script.withLock { $0.issuer = TestProvider.issuer }
        _ = try await desk.beginOIDC(now: Self.now + 5)
        #expect(provider.script.withLock { $0.askedWhere } == 2)
    }

    @Test(arguments: ["http://idp.example", "ftp://idp.example", "idp.example", ""])
    func aProviderThatAnybodyCanBeIsNotAsked(_ issuer: String) async throws {
        var settings = TestProvider.settings
        settings.issuer = issuer
        await #expect(throws: SignInError.self) { try await signIn(settings) { $0.issuer = issuer } }
    }
}
