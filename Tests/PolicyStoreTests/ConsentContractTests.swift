import PolicyStore
import Testing

/// What every store does with the register of consents, whichever database is behind it.
@Suite struct ConsentContractTests {
    static func given(_ number: String, by person: String = "Alice Ng", owner: String? = "alice") -> ConsentEntry {
        ConsentEntry(
            organization: "Example Ltd",
            extensionNumber: number,
            event: .given(by: person, on: "2026-11-01", owner: owner),
            recordedBy: "Bob Roy",
            recordedAt: 1_793_491_200,
            note: "form 7 ✓"
        )
    }

    static func withdrawn(_ number: String) -> ConsentEntry {
        ConsentEntry(
            organization: "Example Ltd",
            extensionNumber: number,
            event: .withdrawn,
            recordedBy: "alice",
            recordedAt: 1_793_491_201
        )
    }

    /// The entries without their numbers.
    private static func entries(_ store: any Store, after number: Int64 = 0) throws -> [ConsentEntry] {
        try store.consents(after: number).map { entry in
            var entry = entry
            entry.number = 0
            return entry
        }
    }

    @Test(arguments: StoreKind.allCases)
    func anEmptyRegisterHasNoEntries(_ kind: StoreKind) async throws {
        let opened = try await kind.open()
        let store = try opened.open()
        #expect(try store.consents(after: 0) == [])
    }

    @Test(arguments: StoreKind.allCases)
    func entriesComeBackAsTheyWereAndInTheirOrder(_ kind: StoreKind) async throws {
        let opened = try await kind.open()
        let store = try opened.open()
        let written = [Self.given("101"), Self.given("hall", by: "Works council", owner: nil), Self.withdrawn("101")]
        for entry in written { _ = try store.append(entry) }
        #expect(try Self.entries(store) == written)
    }

    @Test(arguments: StoreKind.allCases)
    func numbersAreThoseThatWereGivenAndAscend(_ kind: StoreKind) async throws {
        let opened = try await kind.open()
        let store = try opened.open()
        let numbers = try (0..<3).map { try store.append(Self.given("10\($0)")) }
        #expect(try store.consents(after: 0).map(\.number) == numbers)
        #expect(numbers[0] > 0 && numbers[0] < numbers[1] && numbers[1] < numbers[2])
    }

    @Test(arguments: StoreKind.allCases)
    func onlyWhatComesAfterANumberIsRead(_ kind: StoreKind) async throws {
        let opened = try await kind.open()
        let store = try opened.open()
        let first = try store.append(Self.given("101"))
        let second = try store.append(Self.withdrawn("101"))
        #expect(try Self.entries(store, after: first) == [Self.withdrawn("101")])
        #expect(try Self.entries(store, after: second) == [])
    }

    @Test(arguments: StoreKind.allCases)
    func theSameConsentTwiceIsTwoEntries(_ kind: StoreKind) async throws {
        let opened = try await kind.open()
        let store = try opened.open()
        _ = try store.append(Self.given("101"))
        _ = try store.append(Self.given("101"))
        #expect(try Self.entries(store) == [Self.given("101"), Self.given("101")])
    }

    @Test(arguments: StoreKind.allCases)
    func concurrentWritersLoseNothing(_ kind: StoreKind) async throws {
        let opened = try await kind.open()
        let store = try opened.open()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask { [store] in
                    for number in 0..<10 { _ = try store.append(Self.given("\(writer)-\(number)")) }
                }
            }
            try await group.waitForAll()
        }
        #expect(try Set(store.consents(after: 0).map(\.extensionNumber)).count == 40)
    }

    @Test(arguments: StoreKind.allCases, ["", " Alice", "Al\u{0}ice", String(repeating: "a", count: 256)])
    func aNameThatCannotBeOneIsRefused(_ kind: StoreKind, _ name: String) async throws {
        let opened = try await kind.open()
        let store = try opened.open()
        var entries = [Self.given("101", by: name), Self.given("101"), Self.withdrawn("101"), Self.given(name)]
        entries[1].recordedBy = name
        entries[2].recordedBy = name
        for entry in entries { #expect(throws: StoreError.self) { try store.append(entry) } }
        #expect(try store.consents(after: 0) == [])
    }

    @Test(arguments: StoreKind.allCases)
    func aNoteIsRefusedForItsLength(_ kind: StoreKind) async throws {
        let opened = try await kind.open()
        let store = try opened.open()
        var entry = Self.given("101")
        entry.note = String(repeating: "n", count: 1_001)
        let error = #expect(throws: StoreError.self) { try store.append(entry) }
        #expect(error?.text.contains("is longer than 1000 bytes") == true)
    }
}
