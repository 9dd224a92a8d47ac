import GRDB
import PolicyStore
import TestFolder
import Testing

/// The policy in the file of a SQLite store.
@Suite struct SQLitePolicyTests {
    private static let change = PolicyChange(put: [PolicyContractTests.head], author: "alice", time: 0)

    @Test func itIsThereWhenTheFileIsOpenedAgain() throws {
        let folder = TestFolder()
        let store = try folder.open()
        _ = try store.change(Self.change, on: 0)
        try store.close()
        #expect(try folder.open().policyNews(since: 0).put == [PolicyContractTests.head])
    }

    @Test func aCommandReadsItWithoutMakingAFile() throws {
        let folder = TestFolder()
        #expect(try SQLiteStore.policy(in: folder.path()).revision == 0)
        #expect((try? folder.mode("earshot.db")) == nil)
    }

    @Test func aCommandReadsItWhileItIsOpen() throws {
        let folder = TestFolder()
        let store = try folder.open()
        _ = try store.change(Self.change, on: 0)
        let found = try SQLiteStore.policy(in: folder.path())
        #expect((found.revision, found.items) == (1, [PolicyContractTests.head]))
    }

    @Test(arguments: [
        "UPDATE revision SET author = 'x'", "DELETE FROM revision", "DELETE FROM policy_item",
        "UPDATE policy_item SET content = 'x'", "UPDATE policy_item SET since = 7, until = 8",
        "UPDATE audit SET line = x''", "DELETE FROM audit WHERE seq = 2",
    ])
    func theHistoryIsOnlyAddedTo(_ sql: String) throws {
        let folder = TestFolder()
        let store = try folder.open()
        _ = try store.change(Self.change, on: 0)
        try store.append((1...2).map { AuditContractTests.line($0) })
        try store.prune(["left": 1], noting: [], head: [])
        try store.close()
        let queue = try DatabaseQueue(path: folder.path())
        #expect(throws: DatabaseError.self) { try queue.write { try $0.execute(sql: sql) } }
    }
}
