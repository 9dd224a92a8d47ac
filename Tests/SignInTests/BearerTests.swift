import Foundation
import PolicyAdministration
import PolicyStore
import Testing

@testable import SignIn

/// API tokens, and the token of this machine's command line.
@Suite struct BearerTests {
    private static let now = TestDesk.now

    private func make(
        _ desk: TestDesk,
        _ scopes: Set<Scope> = [.live],
        by maker: Set<Scope> = Set(Scope.allCases)
    ) throws -> String {
        _ = try desk.desk.addAccount(TestDesk.alice, now: Self.now)
        return try desk.desk.makeToken(
            for: Principal(TestDesk.alice.identity, scopes: maker),
            label: "wallboard",
            scopes: scopes,
            seconds: 100,
            from: "192.0.2.1",
            now: Self.now
        ).token
    }

    @Test func aTokenIsItsOwnersWithItsScopesUntilItEnds() throws {
        let desk = try TestDesk()
        let token = try make(desk)
        #expect(try desk.desk.principal(bearer: token, now: Self.now + 99)?.scopes == [.live])
        #expect(try desk.desk.principal(bearer: token, now: Self.now)?.identity == TestDesk.alice.identity)
        #expect(try desk.desk.principal(bearer: token, now: Self.now + 100) == nil)
    }

    @Test func aTokenMakesNoTokenThatGivesMore() throws {
        let desk = try TestDesk()
        #expect(throws: SignInError.self) { try make(desk, [.audit], by: [.accounts, .live]) }
        #expect(throws: SignInError.self) { try make(desk, [.live], by: [.live]) }
        _ = try make(desk, [.live], by: [.accounts, .live])
    }

    @Test func aTokenNeedsAnAccount() throws {
        let desk = try TestDesk()
        let stranger = Principal(.operator(name: "local"))
        #expect(throws: SignInError.self) {
            try desk.desk.makeToken(
                for: stranger,
                label: "x",
                scopes: [.live],
                seconds: 1,
                from: "192.0.2.1",
                now: Self.now
            ).info
        }
    }

    @Test func aTokenThatWasTakenAwayIsNobodys() throws {
        let desk = try TestDesk()
        let token = try make(desk)
        let owner = Principal(TestDesk.alice.identity)
        let number = try #require(try desk.desk.tokens(for: owner).first?.number)
        #expect(try desk.desk.removeToken(number, by: owner, from: "192.0.2.1"))
        #expect(try desk.desk.principal(bearer: token, now: Self.now) == nil)
    }

    @Test func whenATokenWasUsedIsKnownToTheMinute() throws {
        let desk = try TestDesk()
        let token = try make(desk)
        let owner = Principal(TestDesk.alice.identity)
        #expect(try desk.desk.tokens(for: owner).first?.lastUsed == nil)
        for later in [0, 59, 60] { _ = try desk.desk.principal(bearer: token, now: Self.now + Int64(later)) }
        #expect(try desk.desk.tokens(for: owner).first?.lastUsed == Self.now + 60)
    }

    @Test(arguments: ["", "eat_", "eat_x", "x", "earl_", "earl_2..", String(repeating: "e", count: 10_000)])
    func whatIsNoTokenIsNobodys(_ token: String) throws {
        #expect(try TestDesk().desk.principal(bearer: token, now: Self.now) == nil)
    }

    // MARK: This machine

    private static let local = LocalToken(keys: [1: [1], 2: [2]], current: 2)

    @Test func whoHoldsTheKeysIsAnOperatorForAMinute() throws {
        let desk = try TestDesk().desk
        let token = try #require(Self.local.make(now: Self.now))
        #expect(try desk.principal(bearer: token, now: Self.now)?.identity == .operator(name: "local"))
        #expect(try desk.principal(bearer: token, now: Self.now + 59) != nil)
        #expect(try desk.principal(bearer: token, now: Self.now + 60) == nil)
    }

    @Test func aKeyThatHasBeenFollowedByAnotherStillCounts() throws {
        let old = try #require(LocalToken(keys: [1: [1]], current: 1).make(now: Self.now))
        #expect(try TestDesk().desk.principal(bearer: old, now: Self.now) != nil)
    }

    @Test func otherKeysAndOtherTimesAreNobodys() throws {
        let other = try #require(LocalToken(keys: [2: [9]], current: 2).make(now: Self.now))
        let ahead = try #require(Self.local.make(now: Self.now + 61))
        let token = try #require(Self.local.make(now: Self.now))
        let longer = token.replacingOccurrences(of: "\(Self.now + 60)", with: "\(Self.now + 59)")
        for bearer in [other, ahead, longer] {
            #expect(try TestDesk().desk.principal(bearer: bearer, now: Self.now) == nil)
        }
    }
}
