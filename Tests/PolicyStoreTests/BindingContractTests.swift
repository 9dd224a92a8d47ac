import Testing

@testable import PolicyStore

/// What every store does with registrations and digest hashes, whichever database is behind it.
@Suite struct BindingContractTests {
    static func binding(_ user: String, _ contact: UInt32 = 1, port: UInt16 = 5060, until: Int64 = 100) -> StoredBinding
    {
        StoredBinding(
            user: Array(user.utf8),
            host: Array("example.com".utf8),
            contact: contact,
            transport: "udp",
            high: .max,
            low: 0xFFFF_C000_0201,
            port: port,
            until: until,
            call: .max - 1
        )
    }

    static func remove(_ user: String, _ contact: UInt32?) -> StoredChange {
        .remove(user: Array(user.utf8), host: Array("example.com".utf8), contact: contact)
    }

    @Test(arguments: StoreKind.allCases)
    func aBindingIsThereAgainAfterTheFileIsOpenedAnew(_ kind: StoreKind) async throws {
        let opened = try await kind.open()
        var strange = Self.binding("ali\u{e9}\u{0}ce", .max, port: .max, until: .max)
        strange.user.append(0xFF)
        do {
            let store = try opened.open()
            try store.write([.put(Self.binding("bob")), .put(strange)])
        }
        #expect(try opened.open().bindings() == [Self.binding("bob"), strange])
    }

    /// A killed process closes nothing: what it has committed is in the log beside the file.
    @Test(arguments: StoreKind.allCases)
    func theSameContactIsOneBindingAndTheLastWrittenComesLast(_ kind: StoreKind) async throws {
        let opened = try await kind.open()
        let store = try opened.open()
        try store.write([
            .put(Self.binding("alice", 1)), .put(Self.binding("alice", 2)), .put(Self.binding("alice", 1, port: 6000)),
        ])
        #expect(try store.bindings() == [Self.binding("alice", 2), Self.binding("alice", 1, port: 6000)])
    }

    @Test(arguments: StoreKind.allCases)
    func changesAreMadeInOrder(_ kind: StoreKind) async throws {
        let opened = try await kind.open()
        let store = try opened.open()
        try store.write([.put(Self.binding("alice")), Self.remove("alice", 1), .put(Self.binding("alice", port: 7000))])
        #expect(try store.bindings() == [Self.binding("alice", port: 7000)])
        try store.write([.put(Self.binding("alice")), Self.remove("alice", 1)])
        #expect(try store.bindings() == [])
    }

    @Test(arguments: StoreKind.allCases)
    func removingOneContactLeavesTheOthers(_ kind: StoreKind) async throws {
        let opened = try await kind.open()
        let store = try opened.open()
        try store.write([.put(Self.binding("alice", 1)), .put(Self.binding("alice", 2)), .put(Self.binding("bob", 1))])
        try store.write([Self.remove("alice", 1)])
        #expect(try store.bindings() == [Self.binding("alice", 2), Self.binding("bob", 1)])
    }

    @Test(arguments: StoreKind.allCases)
    func removingEveryContactLeavesOtherPeople(_ kind: StoreKind) async throws {
        let opened = try await kind.open()
        let store = try opened.open()
        try store.write([.put(Self.binding("alice", 1)), .put(Self.binding("alice", 2)), .put(Self.binding("bob", 1))])
        try store.write([Self.remove("alice", nil)])
        #expect(try store.bindings() == [Self.binding("bob", 1)])
    }

    @Test(arguments: StoreKind.allCases)
    func replacingKeepsTheseAndNoOthers(_ kind: StoreKind) async throws {
        let opened = try await kind.open()
        let store = try opened.open()
        try store.write([.put(Self.binding("alice"))])
        try store.replace(bindings: [Self.binding("bob"), Self.binding("carol")], dialogs: [])
        #expect(try store.bindings() == [Self.binding("bob"), Self.binding("carol")])
    }

    @Test(arguments: StoreKind.allCases)
    func ofWhatIsReplacedTheLastStands(_ kind: StoreKind) async throws {
        let opened = try await kind.open()
        let store = try opened.open()
        let (before, bob, after) = (Self.binding("alice"), Self.binding("bob"), Self.binding("alice", port: 7000))
        try store.replace(bindings: [before, bob, after], dialogs: [])
        #expect(try store.bindings() == [bob, after])
        try store.write([.put(before), .put(bob), .put(after)])
        #expect(try store.bindings() == [bob, after])
    }

    /// More than one statement writes.
    @Test(arguments: StoreKind.allCases)
    func manyAreReplacedInTheirOrder(_ kind: StoreKind) async throws {
        let opened = try await kind.open()
        let store = try opened.open()
        let bindings = (0..<(Limits.batchRowsMax + 500)).map { Self.binding("u\($0)") }
        try store.write([.put(Self.binding("alice")), .put(Self.binding("u9"))])
        try store.replace(bindings: bindings.reversed(), dialogs: [])
        #expect(try store.bindings() == bindings.reversed())
    }

    @Test(arguments: StoreKind.allCases)
    func pruningDropsWhatHasEnded(_ kind: StoreKind) async throws {
        let opened = try await kind.open()
        let store = try opened.open()
        try store.write([.put(Self.binding("alice", until: 50)), .put(Self.binding("bob", until: 51))])
        try store.prune(before: 50)
        #expect(try store.bindings() == [Self.binding("bob", until: 51)])
    }

    @Test(arguments: StoreKind.allCases)
    func manyWritersLoseNothing(_ kind: StoreKind) async throws {
        let opened = try await kind.open()
        let store = try opened.open()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask {
                    for batch in 0..<10 {
                        try store.write((0..<5).map { .put(Self.binding("u\(writer)-\(batch)-\($0)")) })
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try Set(opened.open().bindings()).count == 400)
    }

    @Test(arguments: StoreKind.allCases)
    func aSecretIsReplacedByTheNextForTheSameName(_ kind: StoreKind) async throws {
        let opened = try await kind.open()
        func secret(_ algorithm: String, _ ha1: String) -> StoredSecret {
            StoredSecret(realm: "example.com", user: "alice", algorithm: algorithm, ha1: ha1)
        }
        let store = try opened.open()
        try store.write([secret("MD5", "00"), secret("SHA-256", "01")])
        try store.write([secret("MD5", "02")])
        #expect(try Set(opened.open().secrets()) == [secret("MD5", "02"), secret("SHA-256", "01")])
    }
}
