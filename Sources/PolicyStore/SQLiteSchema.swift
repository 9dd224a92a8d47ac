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
        migrator.registerMigration("2-consents") { database in
            // Numbers are not used again, and a row stays as it was written.
            try database.execute(
                sql: """
                    CREATE TABLE consent (
                        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                        kind TEXT NOT NULL CHECK (kind IN ('given', 'withdrawn')),
                        organization TEXT NOT NULL,
                        extension TEXT NOT NULL,
                        owner TEXT,
                        given_by TEXT CHECK ((given_by IS NULL) = (kind = 'withdrawn')),
                        given_at TEXT CHECK ((given_at IS NULL) = (kind = 'withdrawn')),
                        recorded_by TEXT NOT NULL,
                        recorded_at INTEGER NOT NULL,
                        note TEXT NOT NULL
                    ) STRICT;
                    CREATE TRIGGER consent_stays BEFORE UPDATE ON consent
                        BEGIN SELECT RAISE(ABORT, 'the register of consents is only added to'); END;
                    CREATE TRIGGER consent_is_kept BEFORE DELETE ON consent
                        BEGIN SELECT RAISE(ABORT, 'the register of consents is only added to'); END;
                    """
            )
        }
        migrator.registerMigration("3-dialogs") { database in
            try database.execute(
                sql: """
                    CREATE TABLE dialog (
                        call_id BLOB NOT NULL,
                        tag BLOB NOT NULL,
                        token BLOB NOT NULL,
                        phone_uri BLOB NOT NULL,
                        phone_target BLOB NOT NULL,
                        phone_cseq INTEGER,
                        pbx_uri BLOB NOT NULL,
                        pbx_tag BLOB NOT NULL,
                        pbx_target BLOB NOT NULL,
                        pbx_cseq INTEGER,
                        routes BLOB NOT NULL,
                        event BLOB NOT NULL,
                        since INTEGER NOT NULL,
                        until INTEGER NOT NULL,
                        disclosure INTEGER NOT NULL,
                        shift INTEGER NOT NULL,
                        PRIMARY KEY (call_id, tag)
                    ) STRICT, WITHOUT ROWID;
                    """
            )
        }
        migrator.registerMigration("4-policy") { database in
            // A part of the policy holds from a revision until another; what is past stays as it was.
            try database.execute(
                sql: """
                    CREATE TABLE revision (
                        number INTEGER PRIMARY KEY AUTOINCREMENT,
                        author TEXT NOT NULL,
                        comment TEXT NOT NULL,
                        time INTEGER NOT NULL
                    ) STRICT;
                    CREATE TABLE policy_item (
                        organization TEXT NOT NULL,
                        kind TEXT NOT NULL CHECK (kind IN ('organization', 'user', 'role', 'extension')),
                        name TEXT NOT NULL,
                        since INTEGER NOT NULL REFERENCES revision,
                        until INTEGER REFERENCES revision CHECK (until > since),
                        content TEXT NOT NULL,
                        PRIMARY KEY (organization, kind, name, since)
                    ) STRICT, WITHOUT ROWID;
                    CREATE UNIQUE INDEX policy_item_now ON policy_item (organization, kind, name) WHERE until IS NULL;
                    CREATE INDEX policy_item_since ON policy_item (since);
                    CREATE INDEX policy_item_until ON policy_item (until) WHERE until IS NOT NULL;
                    CREATE TRIGGER revision_stays BEFORE UPDATE ON revision
                        BEGIN SELECT RAISE(ABORT, 'the history of the policy is only added to'); END;
                    CREATE TRIGGER revision_is_kept BEFORE DELETE ON revision
                        BEGIN SELECT RAISE(ABORT, 'the history of the policy is only added to'); END;
                    CREATE TRIGGER policy_item_stays BEFORE UPDATE ON policy_item
                        WHEN OLD.until IS NOT NULL OR NEW.content IS NOT OLD.content OR NEW.since IS NOT OLD.since
                        BEGIN SELECT RAISE(ABORT, 'the history of the policy is only added to'); END;
                    CREATE TRIGGER policy_item_is_kept BEFORE DELETE ON policy_item
                        BEGIN SELECT RAISE(ABORT, 'the history of the policy is only added to'); END;
                    """
            )
        }
        migrator.registerMigration("5-accounts") { database in
            try database.execute(sql: accounts)
        }
        migrator.registerMigration("6-audit") { database in
            try database.execute(
                sql: """
                    CREATE TABLE audit (
                        place INTEGER PRIMARY KEY AUTOINCREMENT,
                        node TEXT NOT NULL,
                        seq INTEGER NOT NULL,
                        time INTEGER NOT NULL,
                        organization TEXT NOT NULL,
                        watcher TEXT NOT NULL,
                        extension TEXT NOT NULL,
                        action TEXT NOT NULL,
                        verdict TEXT NOT NULL,
                        line BLOB NOT NULL,
                        UNIQUE (node, seq)
                    ) STRICT;
                    CREATE INDEX audit_watcher ON audit (organization, watcher, place);
                    CREATE INDEX audit_extension ON audit (organization, extension, place);
                    CREATE INDEX audit_action ON audit (organization, action, verdict, place);
                    CREATE TABLE audit_head (node TEXT PRIMARY KEY, head BLOB NOT NULL) STRICT;
                    CREATE TRIGGER audit_stays BEFORE UPDATE ON audit
                        BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END;
                    CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit
                        BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END;
                    """
            )
        }
        migrator.registerMigration("7-audit-pruned") { database in
            // A line goes when it was taken down that it may.
            try database.execute(
                sql: """
                    CREATE TABLE audit_pruned (node TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT;
                    DROP TRIGGER audit_is_kept;
                    CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit
                        WHEN OLD.seq > coalesce((SELECT last FROM audit_pruned WHERE node = OLD.node), 0)
                        BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END;
                    """
            )
        }
        return migrator
    }

    /// Who may sign in, who has, and who has tried. Operators have no organisation: theirs is empty.
    private static let accounts = """
        CREATE TABLE account (
            organization TEXT NOT NULL,
            name TEXT NOT NULL,
            password TEXT,
            totp_secret BLOB,
            totp_pending BLOB,
            totp_step INTEGER NOT NULL,
            created INTEGER NOT NULL,
            PRIMARY KEY (organization, name)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX account_name ON account (name);
        CREATE TABLE session (
            hash BLOB PRIMARY KEY,
            organization TEXT NOT NULL,
            name TEXT NOT NULL,
            csrf TEXT NOT NULL,
            created INTEGER NOT NULL,
            seen INTEGER NOT NULL,
            expires INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX session_owner ON session (organization, name);
        CREATE TABLE token (
            hash BLOB PRIMARY KEY,
            number TEXT NOT NULL UNIQUE,
            label TEXT NOT NULL,
            organization TEXT NOT NULL,
            name TEXT NOT NULL,
            scopes TEXT NOT NULL,
            created INTEGER NOT NULL,
            expires INTEGER NOT NULL,
            last_used INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX token_owner ON token (organization, name);
        CREATE TABLE sign_in_link (
            hash BLOB PRIMARY KEY,
            organization TEXT NOT NULL,
            name TEXT NOT NULL,
            expires INTEGER NOT NULL,
            UNIQUE (organization, name)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE attempt (
            subject BLOB PRIMARY KEY,
            failures INTEGER NOT NULL,
            until INTEGER NOT NULL,
            last INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX attempt_last ON attempt (last);
        """

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
