import PolicyAdministration
import PolicyStore
import Testing

@testable import SignIn

/// What is told of all that is done at the desk, for the record.
@Suite struct SignInEventTests {
    private static let now = TestDesk.now
    private static let here = "192.0.2.1"
    private static let there = "198.51.100.7"

    /// An event in words: what, whose account, who did it, and from where.
    private static func words(_ event: SignInEvent) -> String {
        let name = { (account: AccountName) in account.organization.map { "\(account.name) of \($0)" } ?? account.name }
        let by = event.visitor.identity.map { name(AccountName($0)) } ?? "somebody"
        let way = event.way.map { " by \($0.rawValue)" } ?? ""
        let whose = event.account.map { " of \(name($0))" } ?? ""
        return "\(event.subject.rawValue) \(event.outcome.rawValue)\(way)\(whose): \(by) at \(event.visitor.address)"
    }

    /// What is told while this is done.
    private func told(_ desk: TestDesk, _ work: () throws -> Void) rethrows -> [String] {
        desk.events.clear()
        try work()
        return desk.events.all.map(Self.words)
    }

    @Test func signingInIsToldWithWhatCameOfIt() throws {
        let desk = try TestDesk()
        try desk.account(TestDesk.root)
        let events = try told(desk) {
            _ = try desk.signIn(from: Self.there)
            _ = try desk.signIn(TestDesk.root, "wrong", from: Self.there)
        }
        #expect(
            events == [
                "sign-in accepted by password of root: somebody at \(Self.there)",
                "sign-in refused by password of root: somebody at \(Self.there)",
            ]
        )
    }

    @Test func aNameThatNobodyHasIsNotKept() throws {
        let desk = try TestDesk()
        let password = AccountName(organization: "typed in the wrong field", name: "my secret password")
        let events = try told(desk) { _ = try desk.signIn(password, "x") }
        #expect(events == ["sign-in refused by password: somebody at \(Self.here)"])
    }

    @Test func aCodeThatIsMissingOrWrongIsTold() throws {
        let desk = try TestDesk()
        try desk.account(TestDesk.alice)
        _ = try desk.codes(TestDesk.alice)
        let events = try told(desk) {
            _ = try desk.signIn(TestDesk.alice)
            _ = try desk.signIn(TestDesk.alice, code: "000000")
        }
        #expect(
            events == [
                "sign-in unfinished by password of alice of Example Ltd: somebody at \(Self.here)",
                "sign-in refused by password of alice of Example Ltd: somebody at \(Self.here)",
            ]
        )
    }

    @Test func aWaitIsToldWithItsEnd() throws {
        let desk = try TestDesk()
        try desk.account(TestDesk.root)
        for _ in 0..<5 { _ = try desk.signIn(TestDesk.root, "wrong") }
        let events = try told(desk) { _ = try desk.signIn() }
        #expect(events == ["sign-in locked by password of root: somebody at \(Self.here)"])
        #expect(desk.events.all.last?.until == Self.now + 5)
    }

    @Test func signingOutIsTold() throws {
        let desk = try TestDesk()
        try desk.account(TestDesk.root)
        let cookie = try desk.cookie()
        let events = try told(desk) {
            try desk.desk.signOut(cookie: cookie, from: Self.there)
            try desk.desk.signOut(cookie: cookie, from: Self.there)
            try desk.desk.signOutEverywhere(TestDesk.root.identity, from: Self.here)
        }
        #expect(
            events == [
                "session ended of root: root at \(Self.there)", "session ended of root: root at \(Self.here)",
            ]
        )
        #expect(desk.events.all.map(\.isEverywhere) == [false, true])
    }

    @Test func aLinkIsToldWhenItIsMadeAndUsed() throws {
        let desk = try TestDesk()
        let admin = Visitor(.user(organization: "Example Ltd", name: "carol"), address: Self.here)
        var secret = ""
        let events = try told(desk) {
            let link = try desk.desk.makeLink(for: TestDesk.alice, now: Self.now, by: admin)
            secret = String(link.split(separator: "/").last ?? "")
            for _ in 0..<2 {
                _ = try desk.desk.redeem(
                    link: secret,
                    password: TestDesk.password,
                    from: Self.there,
                    now: Self.now
                )
            }
        }
        #expect(
            events == [
                "link made of alice of Example Ltd: carol of Example Ltd at \(Self.here)",
                "account made of alice of Example Ltd: alice of Example Ltd at \(Self.there)",
                "link used of alice of Example Ltd: alice of Example Ltd at \(Self.there)",
                "sign-in accepted by link of alice of Example Ltd: somebody at \(Self.there)",
                "sign-in refused by link: somebody at \(Self.there)",
            ]
        )
        #expect(desk.events.all.first?.until == Self.now + SignInDesk.linkSeconds)
    }

    @Test func aPasswordIsToldWhenItChangesAndWhenItIsNotKnown() throws {
        let desk = try TestDesk()
        try desk.account(TestDesk.root)
        let events = try told(desk) {
            for old in ["wrong", TestDesk.password] {
                _ = try desk.desk.changePassword(
                    of: TestDesk.root.identity,
                    from: old,
                    to: "another password",
                    at: Self.there,
                    now: Self.now
                )
            }
            try desk.desk.setPassword(TestDesk.password, of: TestDesk.root)
        }
        #expect(
            events == [
                "password refused of root: root at \(Self.there)", "password changed of root: root at \(Self.there)",
                "password changed of root: local at ",
            ]
        )
    }

    @Test func codesAreToldWhenTheyBeginAndEnd() throws {
        let desk = try TestDesk()
        try desk.account(TestDesk.root)
        let root = TestDesk.root.identity
        let events = try told(desk) {
            _ = try desk.desk.enrol(root, from: Self.there)
            _ = try desk.desk.confirm(root, code: "000000", from: Self.there, now: Self.now)
            let secret = try #require(try desk.store.account(TestDesk.root)?.totpPending)
            let code = OneTimeCode.code(secret, step: OneTimeCode.step(at: Self.now))
            _ = try desk.desk.confirm(root, code: code, from: Self.there, now: Self.now)
            _ = try desk.desk.dropCodes(root, password: "wrong", from: Self.there, now: Self.now)
            _ = try desk.desk.dropCodes(root, password: TestDesk.password, from: Self.there, now: Self.now)
        }
        #expect(
            events
                == ["shown", "refused", "enabled", "refused", "disabled"].map {
                    "codes \($0) of root: root at \(Self.there)"
                }
        )
    }

    @Test func aTokenIsToldByItsNumber() throws {
        let desk = try TestDesk()
        try desk.account(TestDesk.alice)
        let (owner, root) = (Principal(TestDesk.alice.identity), Principal(TestDesk.root.identity))
        let events = try told(desk) {
            let made = try desk.desk.makeToken(
                for: owner,
                label: "wallboard",
                scopes: [.live],
                seconds: 60,
                from: Self.there,
                now: Self.now
            )
            for _ in 0..<2 { _ = try desk.desk.removeToken(made.info.number, by: root, from: Self.here) }
            #expect(desk.events.all.map(\.token) == [made.info.number, made.info.number])
        }
        #expect(
            events == [
                "token made of alice of Example Ltd: alice of Example Ltd at \(Self.there)",
                "token removed of alice of Example Ltd: root at \(Self.here)",
            ]
        )
        #expect(desk.events.all.allSatisfy { $0.scopes == [.live] && $0.until == Self.now + 60 })
    }

    @Test func anAccountIsToldWhenItComesAndGoes() throws {
        let desk = try TestDesk()
        let root = Visitor(TestDesk.root.identity, address: Self.there)
        let events = try told(desk) {
            for _ in 0..<2 { _ = try desk.desk.addAccount(TestDesk.alice, now: Self.now) }
            for _ in 0..<2 { _ = try desk.desk.removeAccount(TestDesk.alice, by: root) }
        }
        #expect(
            events == [
                "account made of alice of Example Ltd: local at ",
                "account removed of alice of Example Ltd: root at \(Self.there)",
            ]
        )
    }

    @Test func nothingThatIsToldOpensAnything() throws {
        let desk = try TestDesk()
        let link = try desk.desk.makeLink(for: TestDesk.root, now: Self.now)
        let secret = String(link.split(separator: "/").last ?? "")
        _ = try desk.desk.redeem(link: secret, password: TestDesk.password, from: Self.here, now: Self.now)
        let totp = try desk.codes()
        let code = OneTimeCode.code(totp, step: OneTimeCode.step(at: Self.now + 60))
        guard case .signedIn(let cookie, let session) = try desk.signIn(code: code, at: Self.now + 60) else {
            Issue.record("not signed in")
            return
        }
        _ = try desk.signIn(TestDesk.root, "a password that is wrong")
        let made = try desk.desk.makeToken(
            for: session.principal,
            label: "a label",
            scopes: [.live],
            seconds: 60,
            from: Self.here,
            now: Self.now
        )
        let all = desk.events.all.map { "\($0)" }.joined(separator: "\n")
        let secrets = [
            secret, TestDesk.password, Base32.encode(totp), "\(totp)", code, cookie, session.csrfToken,
            "a password that is wrong", made.token, "a label",
        ]
        for secret in secrets { #expect(!all.contains(secret), "\(secret)") }
        #expect(all.contains(made.info.number))
    }
}
