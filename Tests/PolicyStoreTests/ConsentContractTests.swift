import PolicyStore
import Testing

/// What every store does with the register of consents, whichever database is behind it.
@Suite struct ConsentContractTests {
    let folder: TestFolder
    let store: any Store

    init() throws {
        folder = try TestFolder()
        store = try folder.open()
    }

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
    private func entries(after number: Int64 = 0) throws -> [ConsentEntry] {
        try store.consents(after: number).map { entry in
            var entry = entry
            entry.number = 0
            return entry
        }
    }

    @Test func anEmptyRegisterHasNoEntries() throws {
        #expect(try store.consents(after: 0) == [])
    }

    @Test func entriesComeBackAsTheyWereAndInTheirOrder() throws {
        let written = [Self.given("101"), Self.given("hall", by: "Works council", owner: nil), Self.withdrawn("101")]
        for entry in written { _ = try store.append(entry) }
        #expect(try entries() == written)
    }

    @Test func numbersAreThoseThatWereGivenAndAscend() throws {
        let numbers = try (0..<3).map { try store.append(Self.given("10\($0)")) }
        #expect(try store.consents(after: 0).map(\.number) == numbers)
        #expect(numbers[0] > 0 && numbers[0] < numbers[1] && numbers[1] < numbers[2])
    }

    @Test func onlyWhatComesAfterANumberIsRead() throws {
        let first = try store.append(Self.given("101"))
        let second = try store.append(Self.withdrawn("101"))
        #expect(try entries(after: first) == [Self.withdrawn("101")])
        #expect(try entries(after: second) == [])
    }

    @Test func theSameConsentTwiceIsTwoEntries() throws {
        _ = try store.append(Self.given("101"))
        _ = try store.append(Self.given("101"))
        #expect(try entries() == [Self.given("101"), Self.given("101")])
    }

    @Test func concurrentWritersLoseNothing() async throws {
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

    @Test(arguments: ["", " Alice", "Al\u{0}ice", String(repeating: "a", count: 256)])
    func aNameThatCannotBeOneIsRefused(_ name: String) throws {
        var entries = [Self.given("101", by: name), Self.given("101"), Self.withdrawn("101"), Self.given(name)]
        entries[1].recordedBy = name
        entries[2].recordedBy = name
        for entry in entries { #expect(throws: StoreError.self) { try store.append(entry) } }
        #expect(try store.consents(after: 0) == [])
    }

    @Test func aNoteIsRefusedForItsLength() throws {
        var entry = Self.given("101")
        entry.note = String(repeating: "n", count: 1_001)
        let error = #expect(throws: StoreError.self) { try store.append(entry) }
        #expect(error?.text.contains("is longer than 1000 bytes") == true)
    }
}
