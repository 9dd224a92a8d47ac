import Foundation
import GRDB
import PolicyStore
import TestFolder
import Testing

/// What a file must be to be the store, and what is said of one that is not.
@Suite struct StoreFileTests {
    let folder: TestFolder

    init() throws { folder = TestFolder() }

    /// A database with this done to it.
    private func make(_ name: String = "earshot.db", _ sql: String) throws {
        let queue = try DatabaseQueue(path: folder.path(name))
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.path(name))
    }

    @Test func nobodyElseMayReadWhatIsMade() throws {
        let store = try folder.open()
        try store.write([.put(BindingContractTests.binding("alice"))])
        for name in ["earshot.db", "earshot.db-wal", "earshot.db-shm"] { #expect(try folder.mode(name) == 0o600) }
    }

    @Test func aFileThatOthersMayReadIsRefused() throws {
        try folder.open().close()
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: folder.path())
        let text = "`@/earshot.db` may be read by others; run `chmod 600 @/earshot.db`"
        #expect(folder.complaint() == text)
        #expect(folder.checked() == text)
    }

    @Test func aNewerSchemaIsRefusedAndLeftAsItIs() throws {
        try folder.open().close()
        try make("earshot.db", "INSERT INTO grdb_migrations (identifier) VALUES ('99-later')")
        let text = "`@/earshot.db` was written by a newer version; use that one, or name another file under `store`"
        #expect(folder.complaint() == text)
        #expect(folder.checked() == text)
    }

    @Test func aFileThatIsNoDatabaseIsRefusedAndLeftAsItIs() throws {
        let bytes = Data(repeating: 0x78, count: 4_096)
        FileManager.default.createFile(atPath: folder.path(), contents: bytes, attributes: [.posixPermissions: 0o600])
        let text = "`@/earshot.db` is no database of ours; name another file under `store`"
        #expect(folder.complaint() == text)
        #expect(folder.checked() == text)
        #expect(FileManager.default.contents(atPath: folder.path()) == bytes)
    }

    @Test func anotherProgramsDatabaseIsRefusedAndLeftAsItIs() throws {
        try make("earshot.db", "CREATE TABLE cdr (caller TEXT)")
        let before = FileManager.default.contents(atPath: folder.path())
        let text = "`@/earshot.db` is another program's database; name another file under `store`"
        #expect(folder.complaint() == text)
        #expect(folder.checked() == text)
        #expect(FileManager.default.contents(atPath: folder.path()) == before)
    }

    @Test func aFolderInItsPlaceIsRefused() throws {
        try FileManager.default.createDirectory(atPath: folder.path(), withIntermediateDirectories: false)
        let text = "`@/earshot.db` is not a file; name one under `store`"
        #expect(folder.complaint() == text)
        #expect(folder.checked() == text)
    }

    @Test func aFolderThatIsNotThereIsSaid() throws {
        let text = "`@/none/earshot.db` cannot be made; check that its folder is there, and its owner and mode"
        #expect(folder.complaint("none/earshot.db") == text)
        #expect(folder.checked("none/earshot.db") == text)
    }

    /// A folder of the kernel's, in which not even root can make a file.
    @Test func aFolderThatCannotBeWrittenIsSaid() {
        let path = "/proc/self/earshot.db"
        #expect(throws: StoreError.self) { try SQLiteStore.check(path: path) }
    }

    @Test func checkingMakesNothing() throws {
        #expect(folder.checked() == nil)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == [])
    }

    @Test func anEmptyFileBecomesAStore() throws {
        FileManager.default.createFile(atPath: folder.path(), contents: Data(), attributes: [.posixPermissions: 0o600])
        #expect(folder.checked() == nil)
        #expect(try folder.open().bindings() == [])
    }
}
