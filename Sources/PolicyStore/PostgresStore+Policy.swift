import AccessPolicy

/// The policy, with every revision of it.
extension PostgresStore {
    /// A part as it is handed over, many in one parameter; without content when it is to be gone.
    private struct Part: Encodable {
        let organization: String
        let kind: String
        let name: String
        var content: String?

        init(_ key: PolicyItem.Key, _ content: String? = nil) {
            (organization, kind, name, self.content) = (key.organization, key.kind.rawValue, key.name, content)
        }
    }

    private static let parts = """
        json_to_recordset($1::json) AS part(organization text, kind text, name text, content text)
        """
    private static let samePart = """
        item.organization = part.organization AND item.kind = part.kind AND item.name = part.name AND item.until IS NULL
        """
    private static let order = "ORDER BY organization, kind, name"

    /// When the server was started, in milliseconds since 1970, as a column.
    static let eraColumn = "(extract(epoch FROM pg_postmaster_start_time()) * 1000)::bigint AS era"

    /// When the server was started, in milliseconds since 1970.
    public func era() throws(StoreError) -> Int64 {
        try reading { (connection) throws(StoreError) in
            guard let era = try connection.run("SELECT \(Self.eraColumn)").first?.number("era") else {
                throw StoreError("the store `\(name)` does not say when it was started")
            }
            return era
        }
    }

    /// The number of the last revision.
    public func policyRevision() throws(StoreError) -> Int64 {
        try reading { (connection) throws(StoreError) in try Self.lastRevision(connection) }
    }

    /// What has become of the policy since a revision.
    public func policyNews(since revision: Int64) throws(StoreError) -> PolicyNews {
        try snapshot { (connection) throws(StoreError) in
            let last = try Self.lastRevision(connection)
            guard last > revision else { return PolicyNews(revision: last, put: [], removed: []) }
            let put = try connection.run(
                "SELECT * FROM policy_item WHERE since > $1 AND until IS NULL \(Self.order)",
                [.number(revision)]
            )
            // What was put, taken out and put again since is among the first.
            let gone = try connection.run(
                """
                SELECT DISTINCT organization, kind, name FROM policy_item AS part
                WHERE until > $1 AND since <= $1
                AND NOT EXISTS (SELECT 1 FROM policy_item AS item WHERE \(Self.samePart)) \(Self.order)
                """,
                [.number(revision)]
            )
            return PolicyNews(revision: last, put: put.compactMap(Self.item), removed: gone.compactMap(Self.key))
        }
    }

    /// The policy as it was at a revision.
    public func policy(at revision: Int64) throws(StoreError) -> [PolicyItem] {
        try reading { (connection) throws(StoreError) in
            let sql = "SELECT * FROM policy_item WHERE since <= $1 AND (until IS NULL OR until > $1) \(Self.order)"
            return try connection.run(sql, [.number(revision)]).compactMap(Self.item)
        }
    }

    /// Changes the policy, all of it or nothing.
    public func change(_ change: PolicyChange, on base: Int64) throws(StoreError) -> PolicyOutcome {
        if let problem = change.problem { throw StoreError(problem) }
        let list = change.put.map { Part($0.key, $0.content) } + change.removed.map { Part($0) }
        let parts = try PostgresBatch.parameter(list)
        return try writing { (connection) throws(StoreError) in
            // Writers take turns; readers go on.
            try connection.run("LOCK TABLE revision IN EXCLUSIVE MODE")
            let last = try Self.lastRevision(connection)
            guard last == base else { return .conflict(last) }
            let other = try connection.run(
                """
                SELECT count(*) AS count FROM \(Self.parts) LEFT JOIN policy_item AS item ON \(Self.samePart)
                WHERE item.content IS DISTINCT FROM part.content
                """,
                [parts]
            )
            guard other.first?.number("count") != 0 else { return .same }
            let number = PostgresValue.number(last + 1)
            try connection.run(
                "INSERT INTO revision (number, author, comment, time) VALUES ($1, $2, $3, $4)",
                [number, .text(change.author), .text(change.comment), .number(change.time)]
            )
            try connection.run(
                """
                UPDATE policy_item AS item SET until = $2 FROM \(Self.parts)
                WHERE \(Self.samePart) AND item.content IS DISTINCT FROM part.content
                """,
                [parts, number]
            )
            try connection.run(
                """
                INSERT INTO policy_item (organization, kind, name, since, content)
                SELECT part.organization, part.kind, part.name, $2, part.content
                FROM \(Self.parts) LEFT JOIN policy_item AS item ON \(Self.samePart)
                WHERE part.content IS NOT NULL AND item.name IS NULL
                """,
                [parts, number]
            )
            return .made(last + 1)
        }
    }

    /// The latest revisions.
    public func revisions(
        before number: Int64,
        limit: Int,
        of organization: String?
    ) throws(StoreError) -> [PolicyRevision] {
        try reading { (connection) throws(StoreError) in
            let sql = """
                SELECT * FROM revision WHERE number < $1 AND ($2::text IS NULL
                    OR number IN (SELECT since FROM policy_item WHERE organization = $2)
                    OR number IN (SELECT until FROM policy_item WHERE organization = $2))
                ORDER BY number DESC LIMIT $3
                """
            let count = PostgresValue.number(Int64(min(limit, Limits.revisionsMax)))
            let only = organization.map(PostgresValue.text) ?? .null
            return try connection.run(sql, [.number(number), only, count]).map { row in
                PolicyRevision(
                    number: row.number("number") ?? 0,
                    author: row.text("author") ?? "",
                    comment: row.text("comment") ?? "",
                    time: row.number("time") ?? 0
                )
            }
        }
    }

    /// What a revision changed.
    public func difference(at revision: Int64) throws(StoreError) -> PolicyDifference {
        try snapshot { (connection) throws(StoreError) in
            let number = [PostgresValue.number(revision)]
            let before = try connection.run("SELECT * FROM policy_item WHERE until = $1 \(Self.order)", number)
            let after = try connection.run("SELECT * FROM policy_item WHERE since = $1 \(Self.order)", number)
            return PolicyDifference(
                before: before.compactMap(Self.item),
                after: after.compactMap(Self.item)
            )
        }
    }

    private static func lastRevision(_ connection: PostgresConnection) throws(StoreError) -> Int64 {
        try connection.run("SELECT max(number) AS last FROM revision").first?.number("last") ?? 0
    }

    private static func item(_ row: PostgresRow) -> PolicyItem? {
        guard let key = key(row), let content = row.text("content") else { return nil }
        return PolicyItem(key: key, content: content)
    }

    private static func key(_ row: PostgresRow) -> PolicyItem.Key? {
        guard let organization = row.text("organization"), let name = row.text("name"),
            let kind = row.text("kind").flatMap(PolicyItem.Kind.init)
        else { return nil }
        return PolicyItem.Key(organization: organization, kind: kind, name: name)
    }
}
