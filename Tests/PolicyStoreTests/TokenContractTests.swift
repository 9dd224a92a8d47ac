import PolicyStore
import Testing

/// What every store does with tokens, links and attempts, whichever database is behind it.
@Suite struct TokenContractTests {
    typealias Accounts = AccountContractTests

    private static func open(_ kind: StoreKind) async throws -> (TestStore, any Store) {
        let opened = try await kind.open()
        return (opened, try opened.open())
    }

    @Test(arguments: StoreKind.allCases)
    func tokensComeBackAsTheyWere(_ kind: StoreKind) async throws {
        let (kept, store) = try await Self.open(kind)
        #expect(try store.add(Accounts.token(2, of: Accounts.alice)) && store.add(Accounts.token(1)))
        #expect(try store.token([1]) == Accounts.token(1))
        #expect(try store.token([9]) == nil)
        #expect(try store.tokens(of: nil) == [Accounts.token(1), Accounts.token(2, of: Accounts.alice)])
        #expect(try store.tokens(of: Accounts.alice) == [Accounts.token(2, of: Accounts.alice)])
        try store.used([1], at: 77)
        #expect(try store.token([1])?.lastUsed == 77)
        withExtendedLifetime(kept) {}
    }

    @Test(arguments: StoreKind.allCases)
    func aTokenIsTakenAwayFromItsOwnerOrFromWhosever(_ kind: StoreKind) async throws {
        let (kept, store) = try await Self.open(kind)
        for byte in UInt8(1)...2 { _ = try store.add(Accounts.token(byte)) }
        #expect(try !store.removeToken("number-1", of: Accounts.alice))
        #expect(try store.removeToken("number-1", of: Accounts.root))
        #expect(try store.removeToken("number-2", of: nil))
        #expect(try !store.removeToken("number-2", of: nil))
        withExtendedLifetime(kept) {}
    }

    @Test(arguments: StoreKind.allCases)
    func somebodyHasAHundredTokensAtTheMost(_ kind: StoreKind) async throws {
        let (kept, store) = try await Self.open(kind)
        for byte in UInt8(0)..<100 { _ = try store.add(Accounts.token(byte)) }
        #expect(try !store.add(Accounts.token(100)))
        #expect(try store.add(Accounts.token(101, of: Accounts.alice)))
        withExtendedLifetime(kept) {}
    }

    // MARK: Links

    @Test(arguments: StoreKind.allCases)
    func aLinkSetsAPasswordOnceAndMakesTheAccount(_ kind: StoreKind) async throws {
        let (kept, store) = try await Self.open(kind)
        try store.begin(Accounts.session(1))
        try store.add(StoredLink(hash: [5], account: Accounts.root, expires: 100))
        #expect(try store.link([5], at: 99)?.account == Accounts.root)
        #expect(try store.redeem([5], password: "secret", at: 99) == Accounts.root)
        #expect(try store.account(Accounts.root)?.password == "secret")
        #expect(try store.session([1, 0, 255]) == nil)
        #expect(try store.redeem([5], password: "other", at: 99) == nil)
        #expect(try store.account(Accounts.root)?.password == "secret")
        withExtendedLifetime(kept) {}
    }

    @Test(arguments: StoreKind.allCases)
    func aLinkThatHasEndedDoesNothing(_ kind: StoreKind) async throws {
        let (kept, store) = try await Self.open(kind)
        try store.add(StoredLink(hash: [5], account: Accounts.root, expires: 100))
        #expect(try store.link([5], at: 100) == nil)
        #expect(try store.redeem([5], password: "secret", at: 100) == nil)
        #expect(try store.account(Accounts.root) == nil)
        withExtendedLifetime(kept) {}
    }

    @Test(arguments: StoreKind.allCases)
    func aNewLinkTakesThePlaceOfTheFormer(_ kind: StoreKind) async throws {
        let (kept, store) = try await Self.open(kind)
        try store.add(StoredLink(hash: [5], account: Accounts.root, expires: 100))
        try store.add(StoredLink(hash: [6], account: Accounts.root, expires: 100))
        #expect(try store.link([5], at: 1) == nil)
        #expect(try store.link([6], at: 1) != nil)
        withExtendedLifetime(kept) {}
    }

    @Test(arguments: StoreKind.allCases)
    func aLinkKeepsTheCodesOfItsAccount(_ kind: StoreKind) async throws {
        let (kept, store) = try await Self.open(kind)
        _ = try store.add(StoredAccount(name: Accounts.root, created: 1))
        _ = try store.change(Accounts.root, .enrol([1]))
        _ = try store.change(Accounts.root, .confirm(step: 3))
        try store.add(StoredLink(hash: [5], account: Accounts.root, expires: 100))
        _ = try store.redeem([5], password: "secret", at: 1)
        #expect(try store.account(Accounts.root)?.totpSecret == [1])
        withExtendedLifetime(kept) {}
    }

    // MARK: Attempts

    @Test(arguments: StoreKind.allCases)
    func attemptsAreFreeUntilTheyAreDelayed(_ kind: StoreKind) async throws {
        let (kept, store) = try await Self.open(kind)
        let delays: [Int64] = [0, 0, 5, 60]
        #expect(try (0..<3).map { _ in try store.attempt([1], at: 100, delays: delays) } == [0, 0, 0])
        #expect(try store.attempt([1], at: 104, delays: delays) == 105)
        #expect(try store.attempt([1], at: 105, delays: delays) == 0)
        #expect(try store.attempt([1], at: 105, delays: delays) == 165)
        #expect(try store.attempt([1], at: 165, delays: delays) == 0)
        #expect(try store.attempt([1], at: 165, delays: delays) == 225)
        #expect(try store.attempt([2], at: 105, delays: delays) == 0)
        withExtendedLifetime(kept) {}
    }

    @Test(arguments: StoreKind.allCases)
    func anAttemptThatWasNoneIsTakenBackAndASuccessForgivesAll(_ kind: StoreKind) async throws {
        let (kept, store) = try await Self.open(kind)
        let delays: [Int64] = [0, 5]
        _ = try store.attempt([1], at: 100, delays: delays)
        _ = try store.attempt([1], at: 100, delays: delays)
        try store.takeBack([1])
        #expect(try store.attempt([1], at: 100, delays: delays) == 0)
        #expect(try store.attempt([1], at: 100, delays: delays) == 105)
        try store.forgive([1])
        #expect(try store.attempt([1], at: 100, delays: delays) == 0)
        #expect(try store.attempt([1], at: 100, delays: delays) == 0)
        withExtendedLifetime(kept) {}
    }

    @Test(arguments: StoreKind.allCases)
    func ofManyAttemptsAtOnceNoMoreAreFreeThanOneByOne(_ kind: StoreKind) async throws {
        let (kept, store) = try await Self.open(kind)
        let free = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask { [store] in
                    try (0..<5).filter { _ in try store.attempt([1], at: 100, delays: [0, 0, 60]) == 0 }.count
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(free == 3)
        withExtendedLifetime(kept) {}
    }

    @Test(arguments: StoreKind.allCases)
    func attemptsOfTheDayBeforeCountNoMore(_ kind: StoreKind) async throws {
        let (kept, store) = try await Self.open(kind)
        _ = try store.attempt([1], at: 100, delays: [0, 60])
        #expect(try store.attempt([1], at: 100 + 86_400, delays: [0, 60]) == 0)
        #expect(try store.attempt([1], at: 100 + 86_400, delays: [0, 60]) == 0)
        withExtendedLifetime(kept) {}
    }

    @Test(arguments: StoreKind.allCases)
    func whatHasEndedIsDropped(_ kind: StoreKind) async throws {
        let (kept, store) = try await Self.open(kind)
        try store.begin(Accounts.session(1))
        _ = try store.add(Accounts.token(1))
        try store.pruneAccounts(before: 999)
        #expect(try store.session([1, 0, 255]) != nil && store.token([1]) != nil)
        try store.pruneAccounts(before: 1_000)
        #expect(try store.session([1, 0, 255]) == nil && store.token([1]) == nil)
        withExtendedLifetime(kept) {}
    }
}
