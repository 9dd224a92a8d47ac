import Foundation
import GRDB

/// Tokens, links, and attempts to sign in.
extension SQLiteStore {
    /// Keeps a token.
    public func add(_ token: StoredToken) throws(StoreError) -> Bool {
        try durably { database in
            let owned = try Int.fetchOne(
                database,
                sql: "SELECT count(*) FROM token WHERE organization = ? AND name = ?",
                arguments: [token.account.column, token.account.name]
            )
            guard owned ?? 0 < Limits.tokensMax else { return false }
            try database.execute(
                sql: """
                    INSERT OR IGNORE INTO token
                    (hash, number, label, organization, name, scopes, created, expires) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    Data(token.hash), token.number, token.label, token.account.column, token.account.name,
                    token.scopes.joined(separator: " "), token.created, token.expires,
                ]
            )
            return database.changesCount > 0
        }
    }

    /// The token with that hash.
    public func token(_ hash: [UInt8]) throws(StoreError) -> StoredToken? {
        try reading { database in
            let statement = try database.cachedStatement(sql: "SELECT * FROM token WHERE hash = ?")
            return try Row.fetchOne(statement, arguments: [Data(hash)]).map(Self.token)
        }
    }

    /// The tokens of somebody, or of everybody.
    public func tokens(of name: AccountName?) throws(StoreError) -> [StoredToken] {
        try reading { database in
            let condition = name == nil ? "" : "WHERE organization = ? AND name = ?"
            let sql = "SELECT * FROM token \(condition) ORDER BY created, number LIMIT \(Limits.tokensListedMax)"
            let arguments = name.map { [$0.column, $0.name] } ?? []
            return try Row.fetchAll(database, sql: sql, arguments: StatementArguments(arguments)).map(Self.token)
        }
    }

    /// A token was used.
    public func used(_ hash: [UInt8], at now: Int64) throws(StoreError) {
        try writing { database in
            try database.execute(sql: "UPDATE token SET last_used = ? WHERE hash = ?", arguments: [now, Data(hash)])
        }
    }

    /// Takes a token away.
    public func removeToken(_ number: String, of name: AccountName?) throws(StoreError) -> Bool {
        try durably { database in
            let condition = name == nil ? "" : "AND organization = ? AND name = ?"
            let arguments = [number] + (name.map { [$0.column, $0.name] } ?? [])
            try database.execute(
                sql: "DELETE FROM token WHERE number = ? \(condition)",
                arguments: StatementArguments(arguments)
            )
            return database.changesCount > 0
        }
    }

    // MARK: Links

    /// Keeps a sign-in link.
    public func add(_ link: StoredLink) throws(StoreError) {
        if let problem = link.account.problem { throw StoreError(problem) }
        try durably { database in
            try database.execute(
                sql: "INSERT OR REPLACE INTO sign_in_link (hash, organization, name, expires) VALUES (?, ?, ?, ?)",
                arguments: [Data(link.hash), link.account.column, link.account.name, link.expires]
            )
        }
    }

    /// The link with that hash.
    public func link(_ hash: [UInt8], at now: Int64) throws(StoreError) -> StoredLink? {
        try reading { try Self.link(hash, at: now, $0) }
    }

    /// Uses a link up and gives its account that password.
    public func redeem(_ hash: [UInt8], password: String, at now: Int64) throws(StoreError) -> AccountName? {
        try durably { database in
            guard let link = try Self.link(hash, at: now, database) else { return nil }
            let (column, name) = (link.account.column, link.account.name)
            try Self.endAll(link.account, ["session", "sign_in_link"], database)
            try database.execute(
                sql: """
                    INSERT INTO account (organization, name, password, totp_step, created) VALUES (?, ?, ?, 0, ?)
                    ON CONFLICT (organization, name) DO UPDATE SET password = excluded.password
                    """,
                arguments: [column, name, password, now]
            )
            return link.account
        }
    }

    private static func link(_ hash: [UInt8], at now: Int64, _ database: Database) throws -> StoredLink? {
        let sql = "SELECT * FROM sign_in_link WHERE hash = ? AND expires > ?"
        return try Row.fetchOne(database, sql: sql, arguments: [Data(hash), now]).map { row in
            let account = AccountName(column: row["organization"], name: row["name"])
            return StoredLink(hash: hash, account: account, expires: row["expires"])
        }
    }

    // MARK: Attempts

    /// Counts an attempt before it is made.
    public func attempt(_ subject: [UInt8], at now: Int64, delays: [Int64]) throws(StoreError) -> Int64 {
        try writing { database in
            let row = try Row.fetchOne(
                database,
                sql: "SELECT failures, until FROM attempt WHERE subject = ? AND last > ?",
                arguments: [Data(subject), now - Limits.attemptSeconds]
            )
            let (before, until): (Int64, Int64) = (row?["failures"] ?? 0, row?["until"] ?? 0)
            if until > now { return until }
            let next = AttemptCount.after(before, at: now, delays: delays)
            try database.execute(
                sql: "INSERT OR REPLACE INTO attempt (subject, failures, until, last) VALUES (?, ?, ?, ?)",
                arguments: [Data(subject), next.failures, next.until, now]
            )
            return 0
        }
    }

    /// The last attempt of it was none.
    public func takeBack(_ subject: [UInt8]) throws(StoreError) {
        try writing { database in
            try database.execute(
                sql: "UPDATE attempt SET failures = max(failures - 1, 0), until = 0 WHERE subject = ?",
                arguments: [Data(subject)]
            )
        }
    }

    /// Forgets the attempts of it.
    public func forgive(_ subject: [UInt8]) throws(StoreError) {
        try writing { try $0.execute(sql: "DELETE FROM attempt WHERE subject = ?", arguments: [Data(subject)]) }
    }

    /// Drops what has ended.
    public func pruneAccounts(before now: Int64) throws(StoreError) {
        try writing { database in
            for table in ["session", "token", "sign_in_link"] {
                try database.execute(sql: "DELETE FROM \(table) WHERE expires <= ?", arguments: [now])
            }
            try database.execute(
                sql: """
                    DELETE FROM attempt WHERE last <= ? OR last < coalesce(
                        (SELECT last FROM attempt ORDER BY last DESC LIMIT 1 OFFSET \(Limits.attemptsMax)), 0)
                    """,
                arguments: [now - Limits.attemptSeconds]
            )
        }
    }

    private static func token(_ row: Row) -> StoredToken {
        let (hash, scopes): (Data, String) = (row["hash"], row["scopes"])
        var token = StoredToken(
            hash: Array(hash),
            number: row["number"],
            label: row["label"],
            account: AccountName(column: row["organization"], name: row["name"]),
            scopes: scopes.split(separator: " ").map(String.init),
            created: row["created"],
            expires: row["expires"]
        )
        token.lastUsed = row["last_used"]
        return token
    }
}
