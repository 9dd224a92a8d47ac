/// Tokens, links, and attempts to sign in.
extension PostgresStore {
    /// Keeps a token.
    public func add(_ token: StoredToken) throws(StoreError) -> Bool {
        try writing { (connection) throws(StoreError) in
            let owned = try connection.run(
                "SELECT count(*) AS count FROM token WHERE organization = $1 AND name = $2",
                [.text(token.account.column), .text(token.account.name)]
            ).first?.number("count")
            guard owned ?? 0 < Limits.tokensMax else { return false }
            let made = try connection.run(
                """
                INSERT INTO token (hash, number, label, organization, name, scopes, created, expires)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING number
                """,
                [
                    .bytes(token.hash), .text(token.number), .text(token.label), .text(token.account.column),
                    .text(token.account.name), .text(token.scopes.joined(separator: " ")), .number(token.created),
                    .number(token.expires),
                ]
            )
            return !made.isEmpty
        }
    }

    /// The token with that hash.
    public func token(_ hash: [UInt8]) throws(StoreError) -> StoredToken? {
        try reading { (connection) throws(StoreError) in
            try connection.run("SELECT * FROM token WHERE hash = $1", [.bytes(hash)]).first.flatMap(Self.token)
        }
    }

    /// The tokens of somebody, or of everybody.
    public func tokens(of name: AccountName?) throws(StoreError) -> [StoredToken] {
        try reading { (connection) throws(StoreError) in
            let condition = name == nil ? "" : "WHERE organization = $1 AND name = $2"
            let sql = "SELECT * FROM token \(condition) ORDER BY created, number LIMIT \(Limits.tokensListedMax)"
            let values: [PostgresValue] = name.map { [.text($0.column), .text($0.name)] } ?? []
            return try connection.run(sql, values).compactMap(Self.token)
        }
    }

    /// A token was used.
    public func used(_ hash: [UInt8], at now: Int64) throws(StoreError) {
        try writing { (connection) throws(StoreError) in
            try connection.run("SET LOCAL synchronous_commit = off")
            try connection.run("UPDATE token SET last_used = $1 WHERE hash = $2", [.number(now), .bytes(hash)])
        }
    }

    /// Takes a token away.
    public func removeToken(_ number: String, of name: AccountName?) throws(StoreError) -> Bool {
        try writing { (connection) throws(StoreError) in
            let condition = name == nil ? "" : "AND organization = $2 AND name = $3"
            let owner: [PostgresValue] = name.map { [.text($0.column), .text($0.name)] } ?? []
            let sql = "DELETE FROM token WHERE number = $1 \(condition) RETURNING number"
            return try !connection.run(sql, [.text(number)] + owner).isEmpty
        }
    }

    // MARK: Links

    /// Keeps a sign-in link.
    public func add(_ link: StoredLink) throws(StoreError) {
        if let problem = link.account.problem { throw StoreError(problem) }
        try writing { (connection) throws(StoreError) in
            try connection.run(
                """
                INSERT INTO sign_in_link (hash, organization, name, expires) VALUES ($1, $2, $3, $4)
                ON CONFLICT (organization, name) DO UPDATE SET hash = excluded.hash, expires = excluded.expires
                """,
                [.bytes(link.hash), .text(link.account.column), .text(link.account.name), .number(link.expires)]
            )
        }
    }

    /// The link with that hash.
    public func link(_ hash: [UInt8], at now: Int64) throws(StoreError) -> StoredLink? {
        try reading { (connection) throws(StoreError) in
            let sql = "SELECT * FROM sign_in_link WHERE hash = $1 AND expires > $2"
            return try connection.run(sql, [.bytes(hash), .number(now)]).first.map { row in
                StoredLink(hash: hash, account: Self.owner(row), expires: row.number("expires") ?? 0)
            }
        }
    }

    /// Uses a link up and gives its account that password.
    public func redeem(_ hash: [UInt8], password: String, at now: Int64) throws(StoreError) -> AccountName? {
        try writing { (connection) throws(StoreError) in
            // Of two who use it at once the other waits here, and then finds it gone.
            let sql = "DELETE FROM sign_in_link WHERE hash = $1 AND expires > $2 RETURNING organization, name"
            guard let row = try connection.run(sql, [.bytes(hash), .number(now)]).first else { return nil }
            let owner = Self.owner(row)
            try Self.endAll(owner, ["session"], connection)
            try connection.run(
                """
                INSERT INTO account (organization, name, password, totp_step, created) VALUES ($1, $2, $3, 0, $4)
                ON CONFLICT (organization, name) DO UPDATE SET password = excluded.password
                """,
                [.text(owner.column), .text(owner.name), .text(password), .number(now)]
            )
            return owner
        }
    }

    // MARK: Attempts

    /// Counts an attempt before it is made.
    public func attempt(_ subject: [UInt8], at now: Int64, delays: [Int64]) throws(StoreError) -> Int64 {
        try writing { (connection) throws(StoreError) in
            // There is a row from here on, and nobody else has it.
            try connection.run(
                """
                INSERT INTO attempt (subject, failures, until, last) VALUES ($1, 0, 0, $2)
                ON CONFLICT (subject) DO UPDATE SET subject = excluded.subject
                """,
                [.bytes(subject), .number(now)]
            )
            let sql = "SELECT failures, until FROM attempt WHERE subject = $1 AND last > $2 FOR UPDATE"
            let row = try connection.run(sql, [.bytes(subject), .number(now - Limits.attemptSeconds)]).first
            let (before, until) = (row?.number("failures") ?? 0, row?.number("until") ?? 0)
            if until > now { return until }
            let next = AttemptCount.after(before, at: now, delays: delays)
            try connection.run(
                "UPDATE attempt SET failures = $2, until = $3, last = $4 WHERE subject = $1",
                [.bytes(subject), .number(next.failures), .number(next.until), .number(now)]
            )
            return 0
        }
    }

    /// The last attempt of it was none.
    public func takeBack(_ subject: [UInt8]) throws(StoreError) {
        try writing { (connection) throws(StoreError) in
            let sql = "UPDATE attempt SET failures = greatest(failures - 1, 0), until = 0 WHERE subject = $1"
            try connection.run(sql, [.bytes(subject)])
        }
    }

    /// Forgets the attempts of it.
    public func forgive(_ subject: [UInt8]) throws(StoreError) {
        try writing { (connection) throws(StoreError) in
            try connection.run("DELETE FROM attempt WHERE subject = $1", [.bytes(subject)])
        }
    }

    /// Drops what has ended.
    public func pruneAccounts(before now: Int64) throws(StoreError) {
        try writing { (connection) throws(StoreError) in
            for table in ["session", "token", "sign_in_link"] {
                try connection.run("DELETE FROM \(table) WHERE expires <= $1", [.number(now)])
            }
            try connection.run(
                """
                DELETE FROM attempt WHERE last <= $1 OR last < coalesce(
                    (SELECT last FROM attempt ORDER BY last DESC LIMIT 1 OFFSET \(Limits.attemptsMax)), 0)
                """,
                [.number(now - Limits.attemptSeconds)]
            )
        }
    }

    private static func token(_ row: PostgresRow) -> StoredToken? {
        guard let hash = row.bytes("hash"), let number = row.text("number"), let label = row.text("label"),
            let created = row.number("created"), let expires = row.number("expires")
        else { return nil }
        var token = StoredToken(
            hash: hash,
            number: number,
            label: label,
            account: owner(row),
            scopes: (row.text("scopes") ?? "").split(separator: " ").map(String.init),
            created: created,
            expires: expires
        )
        token.lastUsed = row.number("last_used")
        return token
    }
}
