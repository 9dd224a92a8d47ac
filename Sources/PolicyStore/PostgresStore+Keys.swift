/// The signing keys of all nodes.
extension PostgresStore: KeyStore {
    /// The keys, the newest last.
    public func signingKeys() throws(StoreError) -> [StoredKey] {
        try reading { (connection) throws(StoreError) in try Self.keys(connection) }
    }

    /// Puts keys in where there are none.
    public func importKeys(_ keys: [StoredKey]) throws(StoreError) -> [StoredKey] {
        try writing { (connection) throws(StoreError) in
            try connection.run("LOCK TABLE signing_key IN EXCLUSIVE MODE")
            let known = try Self.keys(connection)
            guard known.isEmpty else { return known }
            for key in keys { try Self.put(key, connection) }
            return keys
        }
    }

    /// Adds a key.
    public func addKey(secret: [UInt8], signingAfter seconds: Int64) throws(StoreError) -> StoredKey {
        try writing { (connection) throws(StoreError) in
            try connection.run("LOCK TABLE signing_key IN EXCLUSIVE MODE")
            let known = Set(try Self.keys(connection).map(\.number))
            guard let number = StoredKey.freeNumber(beside: known) else {
                throw StoreError("there are keys of every number; remove some with `earshot keys remove`")
            }
            let sql = "SELECT floor(extract(epoch FROM now()))::bigint AS now"
            let now = try connection.run(sql).first?.number("now") ?? 0
            let key = StoredKey(number: number, secret: secret, signsFrom: now + seconds)
            try Self.put(key, connection)
            return key
        }
    }

    /// Removes a key.
    public func removeKey(_ number: UInt8) throws(StoreError) -> Bool {
        try writing { (connection) throws(StoreError) in
            let sql = "DELETE FROM signing_key WHERE number = $1 RETURNING number"
            return try !connection.run(sql, [.number(Int64(number))]).isEmpty
        }
    }

    private static func put(_ key: StoredKey, _ connection: PostgresConnection) throws(StoreError) {
        try connection.run(
            "INSERT INTO signing_key (number, secret, signs_from) VALUES ($1, $2, $3)",
            [.number(Int64(key.number)), .bytes(key.secret), .number(key.signsFrom)]
        )
    }

    private static func keys(_ connection: PostgresConnection) throws(StoreError) -> [StoredKey] {
        try connection.run("SELECT * FROM signing_key ORDER BY sequence").compactMap { row in
            guard let number = row.number("number").flatMap({ UInt8(exactly: $0) }), let secret = row.bytes("secret"),
                let signsFrom = row.number("signs_from")
            else { return nil }
            return StoredKey(number: number, secret: secret, signsFrom: signsFrom)
        }
    }
}

extension StoredKey {
    /// A number for a new key: above all others where there is one, else the lowest that is free.
    public static func freeNumber(beside known: Set<UInt8>) -> UInt8? {
        if let last = known.max(), last < .max { return last + 1 }
        return (1...UInt8.max).first { !known.contains($0) }
    }
}
