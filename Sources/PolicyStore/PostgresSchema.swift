/// The tables in PostgreSQL, and how a database of an older version comes to have them.
///
/// A step that was released is never changed; a new one is added below it.
enum PostgresSchema {
    private static let steps: [(name: String, sql: String)] = [
        (
            "1-all",
            """
            CREATE SEQUENCE binding_order;
            CREATE TABLE binding (
                sequence BIGINT NOT NULL DEFAULT nextval('binding_order'),
                "user" BYTEA NOT NULL,
                host BYTEA NOT NULL,
                contact BIGINT NOT NULL,
                transport TEXT NOT NULL,
                high BIGINT NOT NULL,
                low BIGINT NOT NULL,
                port INTEGER NOT NULL,
                until BIGINT NOT NULL,
                call BIGINT NOT NULL,
                PRIMARY KEY ("user", host, contact)
            );
            CREATE TABLE secret (
                realm TEXT NOT NULL,
                "user" TEXT NOT NULL,
                algorithm TEXT NOT NULL,
                ha1 TEXT NOT NULL,
                PRIMARY KEY (realm, "user", algorithm)
            );
            CREATE TABLE consent (
                sequence BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                kind TEXT NOT NULL CHECK (kind IN ('given', 'withdrawn')),
                organization TEXT NOT NULL,
                extension TEXT NOT NULL,
                owner TEXT,
                given_by TEXT CHECK ((given_by IS NULL) = (kind = 'withdrawn')),
                given_at TEXT CHECK ((given_at IS NULL) = (kind = 'withdrawn')),
                recorded_by TEXT NOT NULL,
                recorded_at BIGINT NOT NULL,
                note TEXT NOT NULL
            );
            CREATE TABLE dialog (
                call_id BYTEA NOT NULL,
                tag BYTEA NOT NULL,
                token BYTEA NOT NULL,
                phone_uri BYTEA NOT NULL,
                phone_target BYTEA NOT NULL,
                phone_cseq BIGINT,
                pbx_uri BYTEA NOT NULL,
                pbx_tag BYTEA NOT NULL,
                pbx_target BYTEA NOT NULL,
                pbx_cseq BIGINT,
                routes BYTEA NOT NULL,
                event BYTEA NOT NULL,
                since BIGINT NOT NULL,
                until BIGINT NOT NULL,
                disclosure INTEGER NOT NULL,
                shift BIGINT NOT NULL,
                PRIMARY KEY (call_id, tag)
            );
            CREATE TABLE revision (
                number BIGINT PRIMARY KEY,
                author TEXT NOT NULL,
                comment TEXT NOT NULL,
                time BIGINT NOT NULL
            );
            -- The order of names is that of their bytes, as in SQLite.
            CREATE TABLE policy_item (
                organization TEXT COLLATE "C" NOT NULL,
                kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('organization', 'user', 'role', 'extension')),
                name TEXT COLLATE "C" NOT NULL,
                since BIGINT NOT NULL REFERENCES revision,
                until BIGINT REFERENCES revision CHECK (until > since),
                content TEXT NOT NULL,
                PRIMARY KEY (organization, kind, name, since)
            );
            CREATE UNIQUE INDEX policy_item_now ON policy_item (organization, kind, name) WHERE until IS NULL;
            CREATE INDEX policy_item_since ON policy_item (since);
            CREATE INDEX policy_item_until ON policy_item (until) WHERE until IS NOT NULL;
            CREATE FUNCTION is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION '% is only added to', TG_TABLE_NAME; END $$;
            CREATE TRIGGER stays BEFORE UPDATE OR DELETE OR TRUNCATE ON consent EXECUTE FUNCTION is_only_added_to();
            CREATE TRIGGER stays BEFORE UPDATE OR DELETE OR TRUNCATE ON revision EXECUTE FUNCTION is_only_added_to();
            CREATE TRIGGER is_kept BEFORE DELETE OR TRUNCATE ON policy_item EXECUTE FUNCTION is_only_added_to();
            CREATE TRIGGER stays BEFORE UPDATE ON policy_item FOR EACH ROW
                WHEN (OLD.until IS NOT NULL OR NEW.content <> OLD.content OR NEW.since <> OLD.since)
                EXECUTE FUNCTION is_only_added_to();
            """
        ),
        (
            "2-news",
            """
            CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN PERFORM pg_notify('earshot', TG_ARGV[0]); RETURN NULL; END $$;
            CREATE TRIGGER is_told AFTER INSERT ON revision EXECUTE FUNCTION tell('policy');
            CREATE TRIGGER is_told AFTER INSERT ON consent EXECUTE FUNCTION tell('consents');
            """
        ),
        (
            "3-accounts",
            """
            CREATE TABLE account (
                organization TEXT COLLATE "C" NOT NULL,
                name TEXT COLLATE "C" NOT NULL,
                password TEXT,
                totp_secret BYTEA,
                totp_pending BYTEA,
                totp_step BIGINT NOT NULL,
                created BIGINT NOT NULL,
                PRIMARY KEY (organization, name)
            );
            CREATE INDEX account_name ON account (name);
            CREATE TABLE session (
                hash BYTEA PRIMARY KEY,
                organization TEXT NOT NULL,
                name TEXT NOT NULL,
                csrf TEXT NOT NULL,
                created BIGINT NOT NULL,
                seen BIGINT NOT NULL,
                expires BIGINT NOT NULL
            );
            CREATE INDEX session_owner ON session (organization, name);
            CREATE TABLE token (
                hash BYTEA PRIMARY KEY,
                number TEXT NOT NULL UNIQUE,
                label TEXT NOT NULL,
                organization TEXT NOT NULL,
                name TEXT NOT NULL,
                scopes TEXT NOT NULL,
                created BIGINT NOT NULL,
                expires BIGINT NOT NULL,
                last_used BIGINT
            );
            CREATE INDEX token_owner ON token (organization, name);
            CREATE TABLE sign_in_link (
                hash BYTEA PRIMARY KEY,
                organization TEXT NOT NULL,
                name TEXT NOT NULL,
                expires BIGINT NOT NULL,
                UNIQUE (organization, name)
            );
            CREATE TABLE attempt (
                subject BYTEA PRIMARY KEY,
                failures BIGINT NOT NULL,
                until BIGINT NOT NULL,
                last BIGINT NOT NULL
            );
            CREATE INDEX attempt_last ON attempt (last);
            """
        ),
        (
            "4-nodes",
            """
            CREATE TABLE node (name TEXT PRIMARY KEY, run BIGINT NOT NULL, seen TIMESTAMPTZ NOT NULL);
            ALTER TABLE binding ADD COLUMN node TEXT NOT NULL DEFAULT '', ADD COLUMN gone BIGINT;
            ALTER TABLE dialog ADD COLUMN node TEXT NOT NULL DEFAULT '';
            CREATE UNIQUE INDEX binding_sequence ON binding (sequence);
            CREATE TRIGGER is_told AFTER INSERT OR UPDATE ON binding EXECUTE FUNCTION tell('bindings');
            """
        ),
        (
            "5-keys",
            """
            CREATE TABLE signing_key (
                sequence BIGINT GENERATED ALWAYS AS IDENTITY,
                number INTEGER PRIMARY KEY CHECK (number BETWEEN 0 AND 255),
                secret BYTEA NOT NULL,
                signs_from BIGINT NOT NULL
            );
            CREATE TRIGGER is_told AFTER INSERT OR DELETE ON signing_key EXECUTE FUNCTION tell('keys');
            """
        ),
        (
            "6-audit",
            """
            CREATE TABLE audit (
                place BIGINT GENERATED ALWAYS AS IDENTITY UNIQUE,
                node TEXT NOT NULL,
                seq BIGINT NOT NULL,
                time BIGINT NOT NULL,
                organization TEXT NOT NULL,
                watcher TEXT NOT NULL,
                extension TEXT NOT NULL,
                action TEXT NOT NULL,
                verdict TEXT NOT NULL,
                line BYTEA NOT NULL,
                PRIMARY KEY (node, seq)
            );
            CREATE INDEX audit_watcher ON audit (organization, watcher, place);
            CREATE INDEX audit_extension ON audit (organization, extension, place);
            CREATE INDEX audit_action ON audit (organization, action, verdict, place);
            CREATE TABLE audit_head (node TEXT PRIMARY KEY, head BYTEA NOT NULL);
            CREATE TRIGGER stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit EXECUTE FUNCTION is_only_added_to();
            """
        ),
        (
            "7-audit-pruned",
            """
            CREATE TABLE audit_pruned (node TEXT PRIMARY KEY, last BIGINT NOT NULL);
            CREATE FUNCTION was_pruned() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF OLD.seq <= (SELECT last FROM audit_pruned WHERE node = OLD.node) THEN RETURN OLD; END IF;
                RAISE EXCEPTION '% is only added to', TG_TABLE_NAME;
            END $$;
            DROP TRIGGER stays ON audit;
            CREATE TRIGGER stays BEFORE UPDATE OR TRUNCATE ON audit EXECUTE FUNCTION is_only_added_to();
            CREATE TRIGGER is_kept BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION was_pruned();
            """
        ),
    ]

    /// What several programs that start at once take turns by.
    private static let turn = 0x4541_5253

    /// What those who write bindings take turns by.
    static let bindingTurn = turn + 1

    /// Makes what is not there yet.
    static func migrate(_ connection: PostgresConnection, name: String) throws(StoreError) {
        try connection.run("BEGIN; SELECT pg_advisory_xact_lock(\(turn))")
        try connection.run("CREATE TABLE IF NOT EXISTS earshot_step (name TEXT PRIMARY KEY)")
        let done: Set<String>
        do throws(StoreError) {
            done = try self.done(connection, name: name)
        } catch {
            _ = try? connection.run("ROLLBACK")
            throw error
        }
        for step in steps where !done.contains(step.name) {
            try connection.run(step.sql)
            try connection.run("INSERT INTO earshot_step VALUES ($1)", [.text(step.name)])
        }
        try connection.run("COMMIT")
    }

    /// Whether the tables are there, all of them.
    static func isThere(_ connection: PostgresConnection, name: String) throws(StoreError) -> Bool {
        let table = try connection.run("SELECT to_regclass('earshot_step') AS name").first?.text("name")
        guard table != nil else { return false }
        let done = try done(connection, name: name)
        return done == Set(steps.map(\.name))
    }

    private static func done(_ connection: PostgresConnection, name: String) throws(StoreError) -> Set<String> {
        let done = Set(try connection.run("SELECT name FROM earshot_step").compactMap { $0.text("name") })
        guard done.isSubset(of: steps.map(\.name)) else {
            throw StoreError(
                "`\(name)` was written by a newer version; use that one, or name another database under `store`"
            )
        }
        return done
    }
}
