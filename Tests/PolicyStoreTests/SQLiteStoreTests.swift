import Foundation
import PolicyStore
import Testing

@Suite struct SQLiteStoreTests {
    let folder: TestFolder

    init() throws { folder = try TestFolder() }

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

    @Test func aBindingIsThereAgainAfterTheFileIsOpenedAnew() throws {
        var strange = Self.binding("ali\u{e9}\u{0}ce", .max, port: .max, until: .max)
        strange.user.append(0xFF)
        do {
            let store = try folder.open()
            try store.write([.put(Self.binding("bob")), .put(strange)])
        }
        #expect(try folder.open().bindings() == [Self.binding("bob"), strange])
    }

    /// A killed process closes nothing: what it has committed is in the log beside the file.
    @Test func whatWasWrittenIsThereForAnotherWhoOpensTheFileBeforeItIsClosed() throws {
        let store = try folder.open()
        try store.write([.put(Self.binding("alice"))])
        for name in ["earshot.db", "earshot.db-wal"] {
            try FileManager.default.copyItem(atPath: folder.path(name), toPath: folder.path("killed-" + name))
        }
        try FileManager.default.moveItem(atPath: folder.path("killed-earshot.db"), toPath: folder.path("killed.db"))
        try FileManager.default.moveItem(
            atPath: folder.path("killed-earshot.db-wal"),
            toPath: folder.path("killed.db-wal")
        )
        #expect(try folder.open("killed.db").bindings() == [Self.binding("alice")])
    }

    @Test func theSameContactIsOneBindingAndTheLastWrittenComesLast() throws {
        let store = try folder.open()
        try store.write([
            .put(Self.binding("alice", 1)), .put(Self.binding("alice", 2)), .put(Self.binding("alice", 1, port: 6000)),
        ])
        #expect(try store.bindings() == [Self.binding("alice", 2), Self.binding("alice", 1, port: 6000)])
    }

    @Test func changesAreMadeInOrder() throws {
        let store = try folder.open()
        try store.write([.put(Self.binding("alice")), Self.remove("alice", 1), .put(Self.binding("alice", port: 7000))])
        #expect(try store.bindings() == [Self.binding("alice", port: 7000)])
        try store.write([.put(Self.binding("alice")), Self.remove("alice", 1)])
        #expect(try store.bindings() == [])
    }

    @Test func removingOneContactLeavesTheOthers() throws {
        let store = try folder.open()
        try store.write([.put(Self.binding("alice", 1)), .put(Self.binding("alice", 2)), .put(Self.binding("bob", 1))])
        try store.write([Self.remove("alice", 1)])
        #expect(try store.bindings() == [Self.binding("alice", 2), Self.binding("bob", 1)])
    }

    @Test func removingEveryContactLeavesOtherPeople() throws {
        let store = try folder.open()
        try store.write([.put(Self.binding("alice", 1)), .put(Self.binding("alice", 2)), .put(Self.binding("bob", 1))])
        try store.write([Self.remove("alice", nil)])
        #expect(try store.bindings() == [Self.binding("bob", 1)])
    }

    @Test func replacingKeepsTheseAndNoOthers() throws {
        let store = try folder.open()
        try store.write([.put(Self.binding("alice"))])
        try store.replace(bindings: [Self.binding("bob"), Self.binding("carol")], dialogs: [])
        #expect(try store.bindings() == [Self.binding("bob"), Self.binding("carol")])
    }

    @Test func pruningDropsWhatHasEnded() throws {
        let store = try folder.open()
        try store.write([.put(Self.binding("alice", until: 50)), .put(Self.binding("bob", until: 51))])
        try store.prune(before: 50)
        #expect(try store.bindings() == [Self.binding("bob", until: 51)])
    }

    @Test func manyWritersLoseNothing() async throws {
        let store = try folder.open()
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
        #expect(try Set(folder.open().bindings()).count == 400)
    }

    @Test func aSecretIsReplacedByTheNextForTheSameName() throws {
        func secret(_ algorithm: String, _ ha1: String) -> StoredSecret {
            StoredSecret(realm: "example.com", user: "alice", algorithm: algorithm, ha1: ha1)
        }
        let store = try folder.open()
        try store.write([secret("MD5", "00"), secret("SHA-256", "01")])
        try store.write([secret("MD5", "02")])
        #expect(try Set(folder.open().secrets()) == [secret("MD5", "02"), secret("SHA-256", "01")])
    }

    @Test func afterTheEndACallFailsWithWordsForTheOperator() throws {
        let store = try folder.open()
        try store.close()
        let error = #expect(throws: StoreError.self) { try store.write([.put(Self.binding("alice"))]) }
        #expect(error?.text.contains(folder.path()) == true)
        #expect(throws: StoreError.self) { try store.bindings() }
    }
}
