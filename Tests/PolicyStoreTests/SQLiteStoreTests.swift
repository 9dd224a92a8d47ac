import Foundation
import PolicyStore
import TestFolder
import Testing

/// What is special about a store in a file.
@Suite struct SQLiteStoreTests {
    let folder: TestFolder

    init() throws { folder = TestFolder() }

    @Test func whatWasWrittenIsThereForAnotherWhoOpensTheFileBeforeItIsClosed() throws {
        let store = try folder.open()
        try store.write([.put(BindingContractTests.binding("alice"))])
        for name in ["earshot.db", "earshot.db-wal"] {
            try FileManager.default.copyItem(atPath: folder.path(name), toPath: folder.path("killed-" + name))
        }
        try FileManager.default.moveItem(atPath: folder.path("killed-earshot.db"), toPath: folder.path("killed.db"))
        try FileManager.default.moveItem(
            atPath: folder.path("killed-earshot.db-wal"),
            toPath: folder.path("killed.db-wal")
        )
        #expect(try folder.open("killed.db").bindings() == [BindingContractTests.binding("alice")])
    }

    @Test func afterTheEndACallFailsWithWordsForTheOperator() throws {
        let store = try folder.open()
        try store.close()
        let error = #expect(throws: StoreError.self) { try store.write([.put(BindingContractTests.binding("alice"))]) }
        #expect(error?.text.contains(folder.path()) == true)
        #expect(throws: StoreError.self) { try store.bindings() }
    }
}
