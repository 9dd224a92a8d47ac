import PolicyAdministration
import PolicyStore
import Testing

@testable import SignIn

/// Links by which a password is set, and passwords that are changed.
@Suite struct PasswordLinkTests {
    private static let now = TestDesk.now

    private func secret(_ link: String) -> String { String(link.split(separator: "/").last ?? "") }

    @Test func theFirstStartHasALinkForTheFirstOperator() throws {
        let desk = try TestDesk()
        let link = try #require(try desk.desk.firstLink(now: Self.now))
        #expect(link.hasPrefix("https://earshot.example/sign-in/link/"))
        let outcome = try desk.desk.redeem(
            link: secret(link),
            password: TestDesk.password,
            from: "192.0.2.1",
            now: Self.now
        )
        guard case .signedIn(_, let session) = outcome else { return #expect(Bool(false)) }
        #expect(session.principal.identity == .operator(name: "admin"))
        #expect(try desk.desk.firstLink(now: Self.now) == nil)
    }

    @Test func aUserIsNoOperator() throws {
        let desk = try TestDesk()
        try desk.account(TestDesk.alice)
        #expect(try desk.desk.firstLink(now: Self.now) != nil)
    }

    @Test func aLinkIsUsedOnceAndEnds() throws {
        let desk = try TestDesk()
        let link = secret(try desk.desk.makeLink(for: TestDesk.root, now: Self.now))
        #expect(
            try desk.desk.redeem(link: link, password: TestDesk.password, from: "192.0.2.1", now: Self.now + 3_600)
                == .refused
        )
        _ = try desk.desk.redeem(link: link, password: TestDesk.password, from: "192.0.2.1", now: Self.now + 3_599)
        #expect(
            try desk.desk.redeem(link: link, password: "another password", from: "192.0.2.1", now: Self.now) == .refused
        )
        _ = try desk.cookie()
    }

    @Test func aLinkUnlocksAndKeepsCodes() throws {
        let desk = try TestDesk()
        try desk.account(TestDesk.root)
        _ = try desk.codes()
        for _ in 0..<5 { _ = try desk.signIn(TestDesk.root, "wrong") }
        let link = secret(try desk.desk.makeLink(for: TestDesk.root, now: Self.now))
        #expect(
            try desk.desk.redeem(link: link, password: "another password", from: "192.0.2.1", now: Self.now)
                == .needsCode
        )
        #expect(try desk.signIn(TestDesk.root, "another password") == .needsCode)
    }

    @Test func aLinkEndsTheSessionsOfItsAccount() throws {
        let desk = try TestDesk()
        try desk.account(TestDesk.root)
        let cookie = try desk.cookie()
        let link = secret(try desk.desk.makeLink(for: TestDesk.root, now: Self.now))
        _ = try desk.desk.redeem(link: link, password: "another password", from: "192.0.2.1", now: Self.now)
        #expect(try desk.desk.session(cookie: cookie, now: Self.now) == nil)
    }

    @Test(arguments: ["eleven char", "", "rootrootroot", "ROOTrootRoot", String(repeating: "x", count: 1_025)])
    func aPasswordThatIsShortLongOrTheNameIsRefused(_ password: String) throws {
        #expect(SignInDesk.problem(inPassword: password, of: "root") != nil)
        let desk = try TestDesk()
        let link = secret(try desk.desk.makeLink(for: TestDesk.root, now: Self.now))
        #expect(throws: SignInError.self) {
            try desk.desk.redeem(link: link, password: password, from: "192.0.2.1", now: Self.now)
        }
        #expect(try desk.desk.owner(ofLink: link, now: Self.now) == TestDesk.root)
    }

    @Test(arguments: ["twelve chars", "ワイヤレス機器の話をする人", "111111111111"])
    func ofAPasswordOnlyTheLengthIsAskedFor(_ password: String) {
        #expect(SignInDesk.problem(inPassword: password, of: "root") == nil)
    }

    @Test func whoKnowsTheOldPasswordSetsANewOne() throws {
        let desk = try TestDesk()
        try desk.account(TestDesk.root)
        let cookie = try desk.cookie()
        let identity = TestDesk.root.identity
        #expect(
            try desk.desk.changePassword(
                of: identity,
                from: "wrong",
                to: "another password",
                at: "192.0.2.1",
                now: Self.now
            ) == .refused
        )
        let outcome = try desk.desk.changePassword(
            of: identity,
            from: TestDesk.password,
            to: "another password",
            at: "192.0.2.1",
            now: Self.now
        )
        guard case .signedIn(let new, _) = outcome else { return #expect(Bool(false)) }
        #expect(try desk.desk.session(cookie: cookie, now: Self.now) == nil)
        #expect(try desk.desk.session(cookie: new, now: Self.now) != nil)
        #expect(try desk.signIn() == .refused)
    }

    @Test func aStolenSessionGuessesTheOldPasswordNoFaster() throws {
        let desk = try TestDesk()
        try desk.account(TestDesk.root)
        for _ in 0..<5 {
            _ = try desk.desk.changePassword(
                of: TestDesk.root.identity,
                from: "wrong",
                to: "x",
                at: "192.0.2.1",
                now: Self.now
            )
        }
        let outcome = try desk.desk.changePassword(
            of: TestDesk.root.identity,
            from: "wrong",
            to: "x",
            at: "192.0.2.1",
            now: Self.now
        )
        #expect(outcome == .locked(until: Self.now + 5))
    }
}
