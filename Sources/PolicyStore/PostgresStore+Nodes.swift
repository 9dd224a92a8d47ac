/// The nodes that share the database.
extension PostgresStore {
    /// Says that this node lives, and gives what is known of the others.
    public func beat(run: Int64) throws(StoreError) -> NodeBeat {
        try writing { (connection) throws(StoreError) in
            try connection.run("SET LOCAL synchronous_commit = off")
            let before = try connection.run("SELECT run FROM node WHERE name = $1 FOR UPDATE", [.text(node)]).first
            try connection.run(
                """
                INSERT INTO node (name, run, seen) VALUES ($1, $2, now())
                ON CONFLICT (name) DO UPDATE SET seen = now(), run = excluded.run
                """,
                [.text(node), .number(run)]
            )
            try connection.run("DELETE FROM node WHERE seen < now() - interval '\(Limits.nodeSeconds) seconds'")
            let others = try connection.run(
                """
                SELECT name, extract(epoch FROM now() - seen)::bigint AS silent FROM node
                WHERE name <> $1 ORDER BY name
                """,
                [.text(node)]
            )
            return NodeBeat(
                others: others.map {
                    StoredNode(name: $0.text("name") ?? "", silentSeconds: max(0, $0.number("silent") ?? 0))
                },
                isDoubled: before?.number("run").map { $0 != run } ?? false
            )
        }
    }

    /// Takes over the dialogs of nodes that have been silent for so long.
    public func adopt(afterSeconds seconds: Int) throws(StoreError) -> [StoredDialog] {
        let isOfTheDead = """
            node <> $1 AND NOT EXISTS (
                SELECT 1 FROM node WHERE node.name = dialog.node
                AND node.seen > now() - $2::bigint * interval '1 second')
            """
        let parameters = [PostgresValue.text(node), .number(Int64(seconds))]
        // Who writes bindings is not waited for where nothing is to be had.
        let isAny = try reading { (connection) throws(StoreError) in
            try !connection.run("SELECT FROM dialog WHERE \(isOfTheDead) LIMIT 1", parameters).isEmpty
        }
        guard isAny else { return [] }
        return try writing { (connection) throws(StoreError) in
            try connection.run("SET LOCAL lock_timeout = '\(Limits.adoptionSeconds)s'")
            try Self.takeTurn(connection)
            // Whoever comes second finds that they are somebody's.
            let rows = try connection.run("UPDATE dialog SET node = $1 WHERE \(isOfTheDead) RETURNING *", parameters)
            return rows.compactMap(Self.dialog)
        }
    }
}
