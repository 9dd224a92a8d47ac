import Logging
import PolicyStore
import Rehearsal
import TestFolder
import Testing

/// The databases that a store can be in.
enum StoreKind: CaseIterable, Sendable, CustomTestStringConvertible {
    case sqlite, postgres

    /// One server for all tests; each has a database of its own. Its watchman ends it when the tests are over.
    private static let server = Task { try await PostgresServer.start() }

    var testDescription: String { self == .sqlite ? "SQLite" : "PostgreSQL" }

    /// A new, empty store.
    func open() async throws -> TestStore {
        switch self {
        case .sqlite:
            let folder = TestFolder()
            return TestStore(folder: folder) { () throws(StoreError) in
                try SQLiteStore(path: folder.path(), logger: Logger(label: "test"))
            }
        case .postgres:
            let url = try await Self.server.value.database()
            return TestStore(folder: nil) { () throws(StoreError) in
                try PostgresStore(url: url, logger: Logger(label: "test"))
            }
        }
    }
}

/// A store of one test, which can be opened more than once.
struct TestStore {
    /// Where it is, if it is a file; removed with this.
    let folder: TestFolder?
    /// Opens it, as another process would.
    let open: () throws(StoreError) -> any Store

    init(folder: TestFolder?, open: @escaping () throws(StoreError) -> any Store) {
        (self.folder, self.open) = (folder, open)
    }
}
