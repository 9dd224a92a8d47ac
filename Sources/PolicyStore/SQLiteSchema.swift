import GRDB

/// The tables, and how a file of an older version comes to have them.
///
/// A step that was released is never changed; a new one is added below it.
enum SQLiteSchema {
    /// `EARS`: what says that a database is ours (`PRAGMA application_id`).
    static let applicationID: Int32 = 0x4541_5253

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1-bindings-and-secrets") { database in
            try database.execute(sql: "PRAGMA application_id = \(applicationID)")
            // Rows in the order in which they were written: replacing one puts it at the end.
            try database.execute(
                sql: """
                    CREATE TABLE binding (
                        sequence INTEGER PRIMARY KEY,
                        user BLOB NOT NULL,
                        host BLOB NOT NULL,
                        contact INTEGER NOT NULL,
                        transport TEXT NOT NULL,
                        high INTEGER NOT NULL,
                        low INTEGER NOT NULL,
                        port INTEGER NOT NULL,
                        until INTEGER NOT NULL,
                        call INTEGER NOT NULL,
                        UNIQUE (user, host, contact)
                    ) STRICT;
                    CREATE TABLE secret (
                        realm TEXT NOT NULL,
                        user TEXT NOT NULL,
                        algorithm TEXT NOT NULL,
                        ha1 TEXT NOT NULL,
                        PRIMARY KEY (realm, user, algorithm)
                    ) STRICT, WITHOUT ROWID;
                    """
            )
        }
        return migrator
    }

    /// Says so when the database is another program's, or a newer version's.
    static func check(_ database: Database, path: String) throws {
        let owner = try Int32.fetchOne(database, sql: "PRAGMA application_id")
        let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
        if tables > 0, owner != applicationID {
            throw StoreError("`\(path)` is another program's database; name another file under `store`")
        }
        if try migrator.hasBeenSuperseded(database) {
            throw StoreError(
                "`\(path)` was written by a newer version; use that one, or name another file under `store`"
            )
        }
    }
}
