import Foundation
import GRDB

/// Those who may sign in.
extension SQLiteStore {
    /// Every account.
    public func accounts() throws(StoreError) -> [StoredAccount] {
        try reading { database in
            let sql = "SELECT * FROM account ORDER BY organization, name LIMIT \(Limits.accountsMax)"
            return try Row.fetchAll(database, sql: sql).map(Self.account)
        }
    }

    /// The account of that name.
    public func account(_ name: AccountName) throws(StoreError) -> StoredAccount? {
        try reading { database in
            let sql = "SELECT * FROM account WHERE organization = ? AND name = ?"
            return try Row.fetchOne(database.cachedStatement(sql: sql), arguments: [name.column, name.name])
                .map(Self.account)
        }
    }

    /// The accounts of that name in any organisation.
    public func accounts(named name: String) throws(StoreError) -> [StoredAccount] {
        try reading { database in
            let statement = try database.cachedStatement(sql: "SELECT * FROM account WHERE name = ? LIMIT 2")
            return try Row.fetchAll(statement, arguments: [name]).map(Self.account)
        }
    }

    /// Makes an account.
    public func add(_ account: StoredAccount) throws(StoreError) -> Bool {
        if let problem = account.name.problem { throw StoreError(problem) }
        return try durably { database in
            guard try Int.fetchOne(database, sql: "SELECT count(*) FROM account") ?? 0 < Limits.accountsMax else {
                throw StoreError("there are \(Limits.accountsMax) accounts, which is the limit; remove some")
            }
            try database.execute(
                sql: """
                    INSERT OR IGNORE INTO account
                    (organization, name, password, totp_secret, totp_pending, totp_step, created)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    account.name.column, account.name.name, account.password, account.totpSecret.map { Data($0) },
                    account.totpPending.map { Data($0) }, account.totpStep, account.created,
                ]
            )
            return database.changesCount > 0
        }
    }

    /// Changes an account.
    public func change(_ name: AccountName, _ change: AccountChange) throws(StoreError) -> Bool {
        try durably { database in
            let (assignment, condition, values): (String, String, [(any DatabaseValueConvertible)?])
            switch change {
            case .password(let password):
                try Self.endAll(name, ["session", "sign_in_link"], database)
                (assignment, condition, values) = ("password = ?", "true", [password])
            case .enrol(let secret):
                (assignment, condition, values) = ("totp_pending = ?", "true", [Data(secret)])
            case .confirm(let step):
                assignment = "totp_secret = totp_pending, totp_pending = NULL, totp_step = ?"
                (condition, values) = ("totp_pending IS NOT NULL", [step])
            case .used(let step):
                (assignment, condition, values) = ("totp_step = ?", "totp_step < ?", [step])
            case .withoutCodes:
                assignment = "totp_secret = NULL, totp_pending = NULL, totp_step = 0"
                (condition, values) = ("true", [])
            }
            var arguments = values + [name.column, name.name]
            if case .used(let step) = change { arguments.append(step) }
            try database.execute(
                sql: "UPDATE account SET \(assignment) WHERE organization = ? AND name = ? AND \(condition)",
                arguments: StatementArguments(arguments)
            )
            return database.changesCount > 0
        }
    }

    /// Takes away an account with all that was made for it.
    public func removeAccount(_ name: AccountName) throws(StoreError) -> Bool {
        try durably { try Self.endAll(name, ["session", "sign_in_link", "token", "account"], $0) > 0 }
    }

    // MARK: Sessions

    /// Keeps a session.
    public func begin(_ session: StoredSession) throws(StoreError) {
        try durably { database in
            try database.execute(
                sql: """
                    INSERT INTO session (hash, organization, name, csrf, created, seen, expires)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    Data(session.hash), session.account.column, session.account.name, session.csrf, session.created,
                    session.seen, session.expires,
                ]
            )
            try database.execute(
                sql: """
                    DELETE FROM session WHERE organization = ?1 AND name = ?2 AND hash NOT IN (
                        SELECT hash FROM session WHERE organization = ?1 AND name = ?2
                        ORDER BY seen DESC, created DESC LIMIT \(Limits.sessionsMax))
                    """,
                arguments: [session.account.column, session.account.name]
            )
        }
    }

    /// The session with that hash.
    public func session(_ hash: [UInt8]) throws(StoreError) -> StoredSession? {
        try reading { database in
            let statement = try database.cachedStatement(sql: "SELECT * FROM session WHERE hash = ?")
            return try Row.fetchOne(statement, arguments: [Data(hash)]).map { row in
                StoredSession(
                    hash: hash,
                    account: AccountName(column: row["organization"], name: row["name"]),
                    csrf: row["csrf"],
                    created: row["created"],
                    seen: row["seen"],
                    expires: row["expires"]
                )
            }
        }
    }

    /// Somebody was there.
    public func seen(_ hash: [UInt8], at now: Int64) throws(StoreError) {
        try writing { database in
            try database.execute(sql: "UPDATE session SET seen = ? WHERE hash = ?", arguments: [now, Data(hash)])
        }
    }

    /// Ends a session.
    public func endSession(_ hash: [UInt8]) throws(StoreError) {
        try durably { try $0.execute(sql: "DELETE FROM session WHERE hash = ?", arguments: [Data(hash)]) }
    }

    /// Ends all sessions of somebody.
    public func endSessions(of name: AccountName) throws(StoreError) {
        _ = try durably { try Self.endAll(name, ["session"], $0) }
    }

    @discardableResult
    static func endAll(_ name: AccountName, _ tables: [String], _ database: Database) throws -> Int {
        var count = 0
        for table in tables {
            try database.execute(
                sql: "DELETE FROM \(table) WHERE organization = ? AND name = ?",
                arguments: [name.column, name.name]
            )
            count += database.changesCount
        }
        return count
    }

    private static func account(_ row: Row) -> StoredAccount {
        var account = StoredAccount(
            name: AccountName(column: row["organization"], name: row["name"]),
            created: row["created"]
        )
        let (secret, pending): (Data?, Data?) = (row["totp_secret"], row["totp_pending"])
        account.password = row["password"]
        account.totpSecret = secret.map { Array($0) }
        account.totpPending = pending.map { Array($0) }
        account.totpStep = row["totp_step"]
        return account
    }
}
