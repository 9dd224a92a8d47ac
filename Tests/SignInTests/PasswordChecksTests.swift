import Testing

@testable import SignIn

@Suite struct PasswordChecksTests {
    /// So many within each other, which is as many at once.
    private func nest(_ checks: PasswordChecks, _ depth: Int) throws {
        guard depth > 0 else { return }
        try checks.inTurn { try nest(checks, depth - 1) }
    }

    private func checks() throws -> PasswordChecks {
        PasswordChecks(cost: TestDesk.cheap, random: .system, atOnce: 8, waitingMax: 3)
    }

    @Test func whoIsOneTooManyIsTurnedAway() throws {
        let checks = try checks()
        try nest(checks, 3)
        #expect(throws: SignInError.busy) { try nest(checks, 4) }
    }

    @Test func whoWasTurnedAwayLeavesTheRoomAsItWas() throws {
        let checks = try checks()
        for _ in 0..<3 { #expect(throws: SignInError.busy) { try nest(checks, 4) } }
        try nest(checks, 3)
    }

    @Test func nobodyHasNoPasswordNotEvenAnEmptyOne() throws {
        let checks = try checks()
        #expect(try !checks.matches("", nil))
        #expect(try !checks.matches("", "nonsense"))
        #expect(try checks.matches("a", checks.hash("a", salt: [1])))
    }
}
