import PolicyAdministration
import PolicyStore
import Testing

@testable import SignIn

/// Signing in by password and code, what stops those who guess, and sessions.
@Suite struct SignInDeskTests {
    private static let now = TestDesk.now

    private func desk() throws -> TestDesk {
        let desk = try TestDesk()
        try desk.account(TestDesk.root)
        return desk
    }

    @Test func aRightPasswordBeginsASession() throws {
        let desk = try desk()
        let session = try desk.desk.session(cookie: try desk.cookie(), now: Self.now)
        #expect(session?.principal == Principal(.operator(name: "root")))
    }

    @Test func aUserIsFoundByTheOrganizationOrByANameThatIsClear() throws {
        let desk = try TestDesk()
        try desk.account(TestDesk.alice)
        for name in [TestDesk.alice, AccountName(name: "alice")] {
            guard case .signedIn(_, let session) = try desk.signIn(name) else { return #expect(Bool(false)) }
            #expect(session.principal.identity == TestDesk.alice.identity)
        }
    }

    @Test func aNameOfTwoOrganizationsIsNobodyWithoutOne() throws {
        let desk = try TestDesk()
        try desk.account(TestDesk.alice)
        try desk.account(AccountName(organization: "Other Ltd", name: "alice"))
        #expect(try desk.signIn(AccountName(name: "alice")) == .refused)
    }

    @Test(arguments: ["", "wrong", TestDesk.password + " ", String(repeating: "a", count: 2_000)])
    func anotherPasswordIsRefused(_ password: String) throws {
        #expect(try desk().signIn(TestDesk.root, password) == .refused)
    }

    @Test func anAccountWithoutPasswordLetsNobodyIn() throws {
        let desk = try TestDesk()
        _ = try desk.desk.addAccount(TestDesk.root, now: Self.now)
        #expect(try desk.signIn(TestDesk.root, "") == .refused)
    }

    @Test(arguments: [Int64.min, .max]) func aSessionThatWasSeenAtNoTimeOfOursTrapsNobody(_ seen: Int64) throws {
        let desk = try desk()
        let (cookie, hash) = ("cookie", try #require(desk.desk.hash(ofCookie: "cookie")))
        try desk.store.begin(
            StoredSession(
                hash: hash,
                account: TestDesk.root,
                csrf: "csrf",
                created: 0,
                seen: seen,
                expires: Self.now + 1
            )
        )
        #expect(try (desk.desk.session(cookie: cookie, now: Self.now) != nil) == (seen == .max))
    }

    // MARK: Those who guess

    @Test func afterFiveFailuresEvenTheRightPasswordWaits() throws {
        let desk = try desk()
        for _ in 0..<5 { #expect(try desk.signIn(TestDesk.root, "wrong") == .refused) }
        #expect(try desk.signIn() == .locked(until: Self.now + 5))
        guard case .signedIn = try desk.signIn(at: Self.now + 5) else { return #expect(Bool(false)) }
    }

    @Test func nobodyIsLockedOutForMoreThanAQuarterOfAnHour() throws {
        let desk = try desk()
        var now = Self.now
        for _ in 0..<50 {
            if case .locked(let until) = try desk.signIn(TestDesk.root, "wrong", from: "\(now)", at: now) {
                #expect(until - now <= 900)
                now = until
            }
        }
        now += 900
        guard case .signedIn = try desk.signIn(from: "192.0.2.9", at: now) else { return #expect(Bool(false)) }
    }

    @Test func aNameThatIsNobodysIsLockedLikeOneThatIs() throws {
        let desk = try TestDesk()
        let nobody = AccountName(name: "nobody")
        for _ in 0..<5 { #expect(try desk.signIn(nobody, "wrong") == .refused) }
        #expect(try desk.signIn(nobody, "wrong") == .locked(until: Self.now + 5))
    }

    @Test(arguments: [nil, "Example Ltd"])
    func aWaitDoesNotTellOfWhichOrganizationSomebodyIs(_ organization: String?) throws {
        let desk = try desk()
        try desk.account(TestDesk.alice)
        let other = organization == nil ? "Example Ltd" : nil
        for name in ["alice", "nobody"] {
            for number in 0..<6 {
                let typed = AccountName(organization: organization, name: name)
                _ = try desk.signIn(typed, "wrong", from: "192.0.2.\(number)")
            }
            let typed = AccountName(organization: other, name: name)
            #expect(try desk.signIn(typed, "wrong", from: "192.0.2.9") == .refused, "\(name)")
        }
    }

    @Test func anotherPasswordEndsTheWaitInWhicheverFormOneTypesTheName() throws {
        let desk = try desk()
        try desk.account(TestDesk.alice)
        for organization in [nil, "Example Ltd"] {
            let typed = AccountName(organization: organization, name: "alice")
            for number in 0..<6 { _ = try desk.signIn(typed, "wrong", from: "192.0.2.\(number)") }
        }
        try desk.desk.setPassword(TestDesk.password, of: TestDesk.alice)
        for organization in [nil, "Example Ltd"] {
            let typed = AccountName(organization: organization, name: "alice")
            guard case .signedIn = try desk.signIn(typed) else { return #expect(Bool(false)) }
        }
    }

    @Test func whoIsCalledLikeAnOperatorForgivesTheOperatorNothing() throws {
        let desk = try desk()
        let namesake = AccountName(organization: "Example Ltd", name: TestDesk.root.name)
        try desk.account(namesake)
        for _ in 0..<5 { _ = try desk.signIn(TestDesk.root, "wrong") }
        guard case .signedIn = try desk.signIn(namesake) else { return #expect(Bool(false)) }
        try desk.desk.setPassword(TestDesk.password, of: namesake)
        #expect(try desk.signIn() == .locked(until: Self.now + 5))
    }

    @Test func anAddressThatTriesManyNamesIsLocked() throws {
        let desk = try desk()
        for number in 0..<30 { _ = try desk.signIn(AccountName(name: "guess\(number)"), "wrong", from: "2001:db8::1") }
        #expect(try desk.signIn(from: "2001:db8::2") == .locked(until: Self.now + 5))
        guard case .signedIn = try desk.signIn(from: "2001:db8:1::2") else { return #expect(Bool(false)) }
    }

    @Test func aSuccessDoesNotForgiveTheAddress() throws {
        let desk = try desk()
        for number in 0..<29 { _ = try desk.signIn(AccountName(name: "guess\(number)"), "wrong") }
        _ = try desk.cookie()
        _ = try desk.signIn(AccountName(name: "guess30"), "wrong")
        #expect(try desk.signIn() == .locked(until: Self.now + 5))
    }

    @Test func aSuccessForgivesTheAccount() throws {
        let desk = try desk()
        for _ in 0..<3 {
            for _ in 0..<4 { _ = try desk.signIn(TestDesk.root, "wrong") }
            _ = try desk.cookie()
        }
    }

    // MARK: Codes

    @Test func withCodesAPasswordAloneIsNotEnough() throws {
        let desk = try desk()
        _ = try desk.codes()
        #expect(try desk.signIn() == .needsCode)
        #expect(try desk.signIn(code: "000000") == .refused)
        #expect(try desk.signIn(TestDesk.root, "wrong") == .refused)
    }

    @Test func aCodeIsTakenOnce() throws {
        let desk = try desk()
        let secret = try desk.codes()
        let code = OneTimeCode.code(secret, step: OneTimeCode.step(at: Self.now + 30))
        guard case .signedIn = try desk.signIn(code: code, at: Self.now + 30) else { return #expect(Bool(false)) }
        #expect(try desk.signIn(code: code, at: Self.now + 31) == .refused)
    }

    @Test func theCodeThatConfirmedIsNotTakenToSignIn() throws {
        let desk = try desk()
        let secret = try desk.codes()
        let code = OneTimeCode.code(secret, step: OneTimeCode.step(at: Self.now))
        #expect(try desk.signIn(code: code) == .refused)
    }

    @Test func codesAreGuessedNoFasterThanPasswords() throws {
        let desk = try desk()
        _ = try desk.codes()
        for _ in 0..<5 {
            #expect(try desk.signIn() == .needsCode)
            #expect(try desk.signIn(code: "000000") == .refused)
        }
        #expect(try desk.signIn(code: "000000") == .locked(until: Self.now + 5))
    }

    @Test func aSecretThatWasNotConfirmedAsksForNothing() throws {
        let desk = try desk()
        _ = try desk.desk.enrol(TestDesk.root.identity, from: "192.0.2.1")
        #expect(try !desk.desk.confirm(TestDesk.root.identity, code: "000000", from: "192.0.2.1", now: Self.now))
        _ = try desk.cookie()
        #expect(try !desk.desk.asksForCodes(TestDesk.root.identity))
    }

    @Test func codesAreNotReplacedBeforeTheyAreTakenAway() throws {
        let desk = try desk()
        _ = try desk.codes()
        #expect(throws: SignInError.self) { try desk.desk.enrol(TestDesk.root.identity, from: "192.0.2.1") }
        #expect(
            try desk.desk.dropCodes(TestDesk.root.identity, password: "wrong", from: "192.0.2.1", now: Self.now)
                == .refused
        )
        #expect(
            try desk.desk.dropCodes(
                TestDesk.root.identity,
                password: TestDesk.password,
                from: "192.0.2.1",
                now: Self.now
            ) == .right
        )
        _ = try desk.cookie()
    }

    // MARK: Sessions

    @Test func anIdleSessionEnds() throws {
        let desk = try desk()
        let cookie = try desk.cookie()
        #expect(try desk.desk.session(cookie: cookie, now: Self.now + 3_599) != nil)
        #expect(try desk.desk.session(cookie: cookie, now: Self.now + 3_599 + 3_600) == nil)
        #expect(try desk.desk.session(cookie: cookie, now: Self.now) == nil)
    }

    @Test func aSessionEndsAfterTwelveHoursHoweverMuchIsAsked() throws {
        let desk = try desk()
        let cookie = try desk.cookie()
        for hour in 1..<24 where hour < 24 {
            let now = Self.now + Int64(hour) * 1_800
            #expect(try desk.desk.session(cookie: cookie, now: now) != nil)
        }
        #expect(try desk.desk.session(cookie: cookie, now: Self.now + 43_200) == nil)
    }

    @Test func signingInAgainIsAnotherSessionAndEndsTheFormer() throws {
        let desk = try desk()
        let former = try desk.cookie()
        guard case .signedIn(let cookie, _) = try desk.signIn(replacing: former) else {
            return #expect(Bool(false))
        }
        #expect(cookie != former)
        #expect(try desk.desk.session(cookie: former, now: Self.now) == nil)
    }

    @Test func signingOutEndsOneSession() throws {
        let desk = try desk()
        let cookies = [try desk.cookie(), try desk.cookie()]
        try desk.desk.signOut(cookie: cookies[0], from: "192.0.2.1")
        #expect(try cookies.map { try desk.desk.session(cookie: $0, now: Self.now) != nil } == [false, true])
    }

    @Test func theStoreHoldsNothingThatOpensASession() throws {
        let desk = try desk()
        let cookie = try desk.cookie()
        #expect(try desk.store.session(Array(cookie.utf8)) == nil)
        #expect(try desk.desk.session(cookie: Base64URL.encode(SecretHash.of(cookie, "session")), now: Self.now) == nil)
    }

    @Test(arguments: ["", "a", String(repeating: "a", count: 600)])
    func whatIsNoCookieIsNobodys(_ cookie: String) throws {
        #expect(try desk().desk.session(cookie: cookie, now: Self.now) == nil)
    }

    @Test func aSessionTakesItsOwnTokenOnly() throws {
        let desk = try desk()
        let sessions = try (0..<2).map { _ in try desk.desk.session(cookie: try desk.cookie(), now: Self.now) }
        let tokens = sessions.compactMap { $0?.csrfToken }
        #expect(sessions[0]?.accepts(csrf: tokens[0]) == true)
        #expect(sessions[0]?.accepts(csrf: tokens[1]) == false)
        #expect(sessions[0]?.accepts(csrf: "") == false)
    }
}
