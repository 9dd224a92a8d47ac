/// Digest hashes.
extension PostgresStore {
    /// Every digest hash.
    public func secrets() throws(StoreError) -> [StoredSecret] {
        try reading { (connection) throws(StoreError) in
            try connection.run("SELECT * FROM secret LIMIT \(Limits.secretsMax)").map { row in
                StoredSecret(
                    realm: row.text("realm") ?? "",
                    user: row.text("user") ?? "",
                    algorithm: row.text("algorithm") ?? "",
                    ha1: row.text("ha1") ?? ""
                )
            }
        }
    }

    /// Adds digest hashes, each in place of another for the same realm, user and algorithm; all of them or none.
    public func write(_ secrets: [StoredSecret]) throws(StoreError) {
        try writing { (connection) throws(StoreError) in
            let sql = """
                INSERT INTO secret (realm, "user", algorithm, ha1) VALUES ($1, $2, $3, $4)
                ON CONFLICT (realm, "user", algorithm) DO UPDATE SET ha1 = excluded.ha1
                """
            for secret in secrets {
                try connection.run(
                    sql,
                    [.text(secret.realm), .text(secret.user), .text(secret.algorithm), .text(secret.ha1)]
                )
            }
        }
    }
}
