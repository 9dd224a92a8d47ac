/// Those who may sign in.
extension PostgresStore {
    /// Every account.
    public func accounts() throws(StoreError) -> [StoredAccount] {
        try reading { (connection) throws(StoreError) in
            try connection.run("SELECT * FROM account ORDER BY organization, name LIMIT \(Limits.accountsMax)")
                .map(Self.account)
        }
    }

    /// The account of that name.
    public func account(_ name: AccountName) throws(StoreError) -> StoredAccount? {
        try reading { (connection) throws(StoreError) in
            let sql = "SELECT * FROM account WHERE organization = $1 AND name = $2"
            return try connection.run(sql, [.text(name.column), .text(name.name)]).first.map(Self.account)
        }
    }

    /// The accounts of that name in any organisation.
    public func accounts(named name: String) throws(StoreError) -> [StoredAccount] {
        try reading { (connection) throws(StoreError) in
            try connection.run("SELECT * FROM account WHERE name = $1 LIMIT 2", [.text(name)]).map(Self.account)
        }
    }

    /// Makes an account.
    public func add(_ account: StoredAccount) throws(StoreError) -> Bool {
        if let problem = account.name.problem { throw StoreError(problem) }
        return try writing { (connection) throws(StoreError) in
            let count = try connection.run("SELECT count(*) AS count FROM account").first?.number("count") ?? 0
            guard count < Limits.accountsMax else {
                throw StoreError("there are \(Limits.accountsMax) accounts, which is the limit; remove some")
            }
            let made = try connection.run(
                """
                INSERT INTO account (organization, name, password, totp_secret, totp_pending, totp_step, created)
                VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING name
                """,
                [
                    .text(account.name.column), .text(account.name.name), account.password.map { .text($0) } ?? .null,
                    account.totpSecret.map { .bytes($0) } ?? .null, account.totpPending.map { .bytes($0) } ?? .null,
                    .number(account.totpStep), .number(account.created),
                ]
            )
            return !made.isEmpty
        }
    }

    /// Changes an account.
    public func change(_ name: AccountName, _ change: AccountChange) throws(StoreError) -> Bool {
        try writing { (connection) throws(StoreError) in
            let (assignment, condition, value): (String, String, PostgresValue?)
            switch change {
            case .password(let password):
                try Self.endAll(name, ["session", "sign_in_link"], connection)
                (assignment, condition, value) = ("password = $3", "true", .text(password))
            case .enrol(let secret):
                (assignment, condition, value) = ("totp_pending = $3", "true", .bytes(secret))
            case .confirm(let step):
                assignment = "totp_secret = totp_pending, totp_pending = NULL, totp_step = $3"
                (condition, value) = ("totp_pending IS NOT NULL", .number(step))
            case .used(let step):
                (assignment, condition, value) = ("totp_step = $3", "totp_step < $3", .number(step))
            case .withoutCodes:
                assignment = "totp_secret = NULL, totp_pending = NULL, totp_step = 0"
                (condition, value) = ("true", nil)
            }
            let sql =
                "UPDATE account SET \(assignment) WHERE organization = $1 AND name = $2 AND \(condition) RETURNING name"
            let values = [.text(name.column), .text(name.name)] + (value.map { [$0] } ?? [])
            return try !connection.run(sql, values).isEmpty
        }
    }

    /// Takes away an account with all that was made for it.
    public func removeAccount(_ name: AccountName) throws(StoreError) -> Bool {
        try writing { (connection) throws(StoreError) in
            try Self.endAll(name, ["session", "sign_in_link", "token", "account"], connection) > 0
        }
    }

    // MARK: Sessions

    /// Keeps a session.
    public func begin(_ session: StoredSession) throws(StoreError) {
        try writing { (connection) throws(StoreError) in
            try connection.run(
                """
                INSERT INTO session (hash, organization, name, csrf, created, seen, expires)
                VALUES ($1, $2, $3, $4, $5, $6, $7)
                """,
                [
                    .bytes(session.hash), .text(session.account.column), .text(session.account.name),
                    .text(session.csrf), .number(session.created), .number(session.seen), .number(session.expires),
                ]
            )
            try connection.run(
                """
                DELETE FROM session WHERE organization = $1 AND name = $2 AND hash NOT IN (
                    SELECT hash FROM session WHERE organization = $1 AND name = $2
                    ORDER BY seen DESC, created DESC LIMIT \(Limits.sessionsMax))
                """,
                [.text(session.account.column), .text(session.account.name)]
            )
        }
    }

    /// The session with that hash.
    public func session(_ hash: [UInt8]) throws(StoreError) -> StoredSession? {
        try reading { (connection) throws(StoreError) in
            guard let row = try connection.run("SELECT * FROM session WHERE hash = $1", [.bytes(hash)]).first,
                let csrf = row.text("csrf"), let created = row.number("created"), let seen = row.number("seen"),
                let expires = row.number("expires")
            else { return nil }
            return StoredSession(
                hash: hash,
                account: Self.owner(row),
                csrf: csrf,
                created: created,
                seen: seen,
                expires: expires
            )
        }
    }

    /// Somebody was there.
    public func seen(_ hash: [UInt8], at now: Int64) throws(StoreError) {
        try writing { (connection) throws(StoreError) in
            try connection.run("SET LOCAL synchronous_commit = off")
            try connection.run("UPDATE session SET seen = $1 WHERE hash = $2", [.number(now), .bytes(hash)])
        }
    }

    /// Ends a session.
    public func endSession(_ hash: [UInt8]) throws(StoreError) {
        try writing { (connection) throws(StoreError) in
            try connection.run("DELETE FROM session WHERE hash = $1", [.bytes(hash)])
        }
    }

    /// Ends all sessions of somebody.
    public func endSessions(of name: AccountName) throws(StoreError) {
        try writing { (connection) throws(StoreError) in try Self.endAll(name, ["session"], connection) }
    }

    @discardableResult
    static func endAll(
        _ name: AccountName,
        _ tables: [String],
        _ connection: PostgresConnection
    ) throws(StoreError) -> Int {
        var count = 0
        for table in tables {
            let sql = "DELETE FROM \(table) WHERE organization = $1 AND name = $2 RETURNING name"
            count += try connection.run(sql, [.text(name.column), .text(name.name)]).count
        }
        return count
    }

    static func owner(_ row: PostgresRow) -> AccountName {
        AccountName(column: row.text("organization") ?? "", name: row.text("name") ?? "")
    }

    private static func account(_ row: PostgresRow) -> StoredAccount {
        var account = StoredAccount(name: owner(row), created: row.number("created") ?? 0)
        account.password = row.text("password")
        account.totpSecret = row.bytes("totp_secret")
        account.totpPending = row.bytes("totp_pending")
        account.totpStep = row.number("totp_step") ?? 0
        return account
    }
}
