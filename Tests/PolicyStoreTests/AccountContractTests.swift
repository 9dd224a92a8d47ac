import PolicyStore
import Testing

/// What every store does with those who sign in, whichever database is behind it.
@Suite struct AccountContractTests {
    static let root = AccountName(name: "root")
    static let alice = AccountName(organization: "Example Ltd", name: "alice")

    static func session(_ byte: UInt8, of account: AccountName = root, seen: Int64 = 10) -> StoredSession {
        StoredSession(
            hash: [byte, 0, 255],
            account: account,
            csrf: "csrf-\(byte)",
            created: 10,
            seen: seen,
            expires: 1_000
        )
    }

    static func token(_ byte: UInt8, of account: AccountName = root) -> StoredToken {
        StoredToken(
            hash: [byte],
            number: "number-\(byte)",
            label: "monitoring",
            account: account,
            scopes: ["live", "policy:read"],
            created: Int64(byte),
            expires: 1_000
        )
    }

    private static func open(_ kind: StoreKind) async throws -> (TestStore, any Store) {
        let opened = try await kind.open()
        return (opened, try opened.open())
    }

    @Test(arguments: StoreKind.allCases)
    func accountsComeBackAsTheyWereOperatorsFirst(_ kind: StoreKind) async throws {
        let (kept, store) = try await Self.open(kind)
        var root = StoredAccount(name: Self.root, created: 7)
        root.password = "$scrypt$"
        root.totpSecret = [1, 0, 255]
        root.totpStep = 9
        let alice = StoredAccount(name: Self.alice, created: 8)
        #expect(try store.add(alice) && store.add(root))
        #expect(try store.accounts() == [root, alice])
        #expect(try store.account(Self.root) == root)
        withExtendedLifetime(kept) {}
    }

    @Test(arguments: StoreKind.allCases)
    func anAccountIsMadeOnce(_ kind: StoreKind) async throws {
        let (kept, store) = try await Self.open(kind)
        #expect(try store.add(StoredAccount(name: Self.root, created: 1)))
        #expect(try !store.add(StoredAccount(name: Self.root, created: 2)))
        #expect(try store.account(Self.root)?.created == 1)
        withExtendedLifetime(kept) {}
    }

    @Test(arguments: StoreKind.allCases, ["", " root", "ro\u{0}ot"])
    func aNameThatCannotBeOneIsRefused(_ kind: StoreKind, _ name: String) async throws {
        let (kept, store) = try await Self.open(kind)
        let account = StoredAccount(name: AccountName(name: name), created: 1)
        #expect(throws: StoreError.self) { try store.add(account) }
        withExtendedLifetime(kept) {}
    }

    @Test(arguments: StoreKind.allCases)
    func oneNameInTwoOrganizationsIsTwoAccounts(_ kind: StoreKind) async throws {
        let (kept, store) = try await Self.open(kind)
        let other = AccountName(organization: "Other Ltd", name: "alice")
        for name in [Self.alice, other, Self.root] { _ = try store.add(StoredAccount(name: name, created: 1)) }
        #expect(try Set(store.accounts(named: "alice").map(\.name)) == [Self.alice, other])
        withExtendedLifetime(kept) {}
    }

    @Test(arguments: StoreKind.allCases)
    func anotherPasswordEndsSessionsAndLinksOfThatAccountOnly(_ kind: StoreKind) async throws {
        let (kept, store) = try await Self.open(kind)
        _ = try store.add(StoredAccount(name: Self.root, created: 1))
        try store.begin(Self.session(1))
        try store.begin(Self.session(2, of: Self.alice))
        try store.add(StoredLink(hash: [5], account: Self.root, expires: 100))
        #expect(try store.change(Self.root, .password("new")))
        #expect(try store.account(Self.root)?.password == "new")
        #expect(try store.session([1, 0, 255]) == nil)
        #expect(try store.link([5], at: 1) == nil)
        #expect(try store.session([2, 0, 255]) == Self.session(2, of: Self.alice))
        withExtendedLifetime(kept) {}
    }

    @Test(arguments: StoreKind.allCases)
    func whatIsNotThereIsNotChanged(_ kind: StoreKind) async throws {
        let (kept, store) = try await Self.open(kind)
        #expect(try !store.change(Self.root, .password("new")))
        #expect(try !store.removeAccount(Self.root))
        withExtendedLifetime(kept) {}
    }

    @Test(arguments: StoreKind.allCases)
    func aSecretCountsWhenItWasShownAndConfirmed(_ kind: StoreKind) async throws {
        let (kept, store) = try await Self.open(kind)
        _ = try store.add(StoredAccount(name: Self.root, created: 1))
        #expect(try !store.change(Self.root, .confirm(step: 4)))
        #expect(try store.change(Self.root, .enrol([7, 0, 8])))
        #expect(try store.account(Self.root)?.totpSecret == nil)
        #expect(try store.change(Self.root, .confirm(step: 4)))
        let account = try #require(try store.account(Self.root))
        #expect(account.totpSecret == [7, 0, 8] && account.totpPending == nil && account.totpStep == 4)
        #expect(try store.change(Self.root, .withoutCodes))
        #expect(try store.account(Self.root)?.totpSecret == nil)
        withExtendedLifetime(kept) {}
    }

    @Test(arguments: StoreKind.allCases)
    func aCodeIsUsedOnce(_ kind: StoreKind) async throws {
        let (kept, store) = try await Self.open(kind)
        _ = try store.add(StoredAccount(name: Self.root, created: 1))
        #expect(try store.change(Self.root, .used(step: 9)))
        #expect(try !store.change(Self.root, .used(step: 9)))
        #expect(try !store.change(Self.root, .used(step: 8)))
        #expect(try store.change(Self.root, .used(step: 10)))
        withExtendedLifetime(kept) {}
    }

    @Test(arguments: StoreKind.allCases)
    func anAccountGoesWithAllThatWasMadeForIt(_ kind: StoreKind) async throws {
        let (kept, store) = try await Self.open(kind)
        _ = try store.add(StoredAccount(name: Self.root, created: 1))
        try store.begin(Self.session(1))
        #expect(try store.add(Self.token(1)) && store.add(Self.token(2, of: Self.alice)))
        try store.add(StoredLink(hash: [5], account: Self.root, expires: 100))
        #expect(try store.removeAccount(Self.root))
        #expect(try store.account(Self.root) == nil && store.session([1, 0, 255]) == nil)
        #expect(try store.tokens(of: nil) == [Self.token(2, of: Self.alice)])
        #expect(try store.link([5], at: 1) == nil)
        withExtendedLifetime(kept) {}
    }

    // MARK: Sessions

    @Test(arguments: StoreKind.allCases)
    func aSessionIsKeptUntilItIsEnded(_ kind: StoreKind) async throws {
        let (kept, store) = try await Self.open(kind)
        try store.begin(Self.session(1))
        #expect(try store.session([1, 0, 255]) == Self.session(1))
        try store.seen([1, 0, 255], at: 50)
        #expect(try store.session([1, 0, 255])?.seen == 50)
        try store.endSession([1, 0, 255])
        #expect(try store.session([1, 0, 255]) == nil)
        withExtendedLifetime(kept) {}
    }

    @Test(arguments: StoreKind.allCases)
    func ofManySessionsTheOldestMakeRoom(_ kind: StoreKind) async throws {
        let (kept, store) = try await Self.open(kind)
        for byte in 0..<UInt8(40) { try store.begin(Self.session(byte, seen: Int64(byte))) }
        #expect(try store.session([7, 0, 255]) == nil)
        #expect(try store.session([8, 0, 255]) != nil)
        withExtendedLifetime(kept) {}
    }

    @Test(arguments: StoreKind.allCases)
    func allSessionsOfSomebodyEnd(_ kind: StoreKind) async throws {
        let (kept, store) = try await Self.open(kind)
        for byte in 0..<UInt8(3) { try store.begin(Self.session(byte, of: byte == 2 ? Self.alice : Self.root)) }
        try store.endSessions(of: Self.root)
        #expect(try (0..<3).map { try store.session([$0, 0, 255]) != nil } == [false, false, true])
        withExtendedLifetime(kept) {}
    }
}
