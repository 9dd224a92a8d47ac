import Foundation
import GRDB
import PolicyStore
import TestFolder
import Testing

/// The register of consents in a file.
@Suite struct SQLiteConsentTests {
    let folder: TestFolder

    init() throws { folder = TestFolder() }

    @Test func entriesAreThereAfterTheFileIsOpenedAnew() throws {
        let store = try folder.open()
        _ = try store.append(ConsentContractTests.given("101"))
        try store.close()
        #expect(try folder.open().consents(after: 0).map(\.extensionNumber) == ["101"])
    }

    @Test func whatAnotherProcessWritesIsSeen() throws {
        let (ours, others) = (try folder.open(), try folder.open())
        let number = try ours.append(ConsentContractTests.given("101"))
        _ = try others.append(ConsentContractTests.withdrawn("101"))
        #expect(try ours.consents(after: number).map(\.event) == [.withdrawn])
    }

    @Test(arguments: ["UPDATE consent SET owner = 'bob'", "DELETE FROM consent"])
    func anEntryCannotBeChangedOrRemoved(_ sql: String) throws {
        let store = try folder.open()
        _ = try store.append(ConsentContractTests.given("101"))
        let queue = try DatabaseQueue(path: folder.path())
        #expect(throws: DatabaseError.self) { try queue.write { try $0.execute(sql: sql) } }
        #expect(try store.consents(after: 0).count == 1)
    }

    @Test func readingAFileThatIsNotThereMakesNone() throws {
        #expect(try SQLiteStore.consents(in: folder.path()) == [])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == [])
    }

    @Test func readingSeesWhatARunningProxyHolds() throws {
        let store = try folder.open()
        _ = try store.append(ConsentContractTests.given("101"))
        #expect(try SQLiteStore.consents(in: folder.path()) == store.consents(after: 0))
    }

    /// A file of before there were consents, which only a proxy brings up to date.
    @Test func readingAnOlderFileChangesNothing() throws {
        let store = try folder.open()
        try store.close()
        let queue = try DatabaseQueue(path: folder.path())
        try queue.write { database in
            try database.execute(sql: "DROP TABLE consent")
            try database.execute(sql: "DELETE FROM grdb_migrations WHERE identifier = '2-consents'")
        }
        #expect(try SQLiteStore.consents(in: folder.path()) == [])
        #expect(try queue.read { try !$0.tableExists("consent") })
        try queue.close()
        #expect(try folder.open().consents(after: 0) == [])
    }

    @Test func aFileThatIsNoDatabaseIsSaid() {
        let mode: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
        FileManager.default.createFile(
            atPath: folder.path(),
            contents: Data(repeating: 0x78, count: 4_096),
            attributes: mode
        )
        let error = #expect(throws: StoreError.self) { try SQLiteStore.consents(in: folder.path()) }
        #expect(error?.text.contains("is no database of ours") == true)
    }
}
