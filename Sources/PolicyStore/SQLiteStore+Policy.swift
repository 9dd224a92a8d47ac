import AccessPolicy
import GRDB

/// The policy, with every revision of it: each part is a row that holds from one revision until another.
extension SQLiteStore {
    /// Always the same: a file is not put in the place of one that is open.
    public func era() -> Int64 { 0 }

    /// The number of the last revision.
    public func policyRevision() throws(StoreError) -> Int64 {
        try reading { try Self.lastRevision($0) }
    }

    /// What has become of the policy since a revision.
    public func policyNews(since revision: Int64) throws(StoreError) -> PolicyNews {
        try snapshot { database in
            let last = try Self.lastRevision(database)
            guard last > revision else { return PolicyNews(revision: last, put: [], removed: []) }
            let put = try Self.items(
                database,
                "WHERE since > ? AND until IS NULL ORDER BY organization, kind, name",
                [revision]
            )
            // What was put, taken out and put again since is among the first.
            let gone = try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT DISTINCT organization, kind, name FROM policy_item AS old
                        WHERE until > ? AND since <= ? AND NOT EXISTS (
                            SELECT 1 FROM policy_item AS new
                            WHERE new.organization = old.organization AND new.kind = old.kind AND new.name = old.name
                            AND new.until IS NULL)
                        ORDER BY organization, kind, name
                        """
                ),
                arguments: [revision, revision]
            )
            return PolicyNews(revision: last, put: put, removed: gone.compactMap(Self.key))
        }
    }

    /// The policy as it was at a revision.
    public func policy(at revision: Int64) throws(StoreError) -> [PolicyItem] {
        try snapshot { database in
            try Self.items(
                database,
                "WHERE since <= ? AND (until IS NULL OR until > ?) ORDER BY organization, kind, name",
                [revision, revision]
            )
        }
    }

    /// Changes the policy, all of it or nothing.
    public func change(_ change: PolicyChange, on base: Int64) throws(StoreError) -> PolicyOutcome {
        if let problem = change.problem { throw StoreError(problem) }
        return try durably { database in
            let last = try Self.lastRevision(database)
            guard last == base else { return .conflict(last) }
            let put = try change.put.filter { try !Self.says($0, database) }
            let removed = try change.removed.filter { try Self.content($0, database) != nil }
            guard !put.isEmpty || !removed.isEmpty else { return .same }
            try database.execute(
                sql: "INSERT INTO revision (author, comment, time) VALUES (?, ?, ?)",
                arguments: [change.author, change.comment, change.time]
            )
            let number = database.lastInsertedRowID
            for key in removed { try Self.end(key, number, database) }
            for item in put {
                try Self.end(item.key, number, database)
                let sql = "INSERT INTO policy_item (organization, kind, name, since, content) VALUES (?, ?, ?, ?, ?)"
                try database.cachedStatement(sql: sql).execute(arguments: [
                    item.key.organization, item.key.kind.rawValue, item.key.name, number, item.content,
                ])
            }
            return .made(number)
        }
    }

    /// The latest revisions.
    public func revisions(
        before number: Int64,
        limit: Int,
        of organization: String?
    ) throws(StoreError) -> [PolicyRevision] {
        try reading { database in
            let sql = """
                SELECT * FROM revision WHERE number < ?1 AND (?2 IS NULL
                    OR number IN (SELECT since FROM policy_item WHERE organization = ?2)
                    OR number IN (SELECT until FROM policy_item WHERE organization = ?2))
                ORDER BY number DESC LIMIT ?3
                """
            let arguments: StatementArguments = [number, organization, min(limit, Limits.revisionsMax)]
            return try Row.fetchAll(database, sql: sql, arguments: arguments).map {
                PolicyRevision(number: $0["number"], author: $0["author"], comment: $0["comment"], time: $0["time"])
            }
        }
    }

    /// What a revision changed.
    public func difference(at revision: Int64) throws(StoreError) -> PolicyDifference {
        try snapshot { database in
            PolicyDifference(
                before: try Self.items(database, "WHERE until = ? ORDER BY organization, kind, name", [revision]),
                after: try Self.items(database, "WHERE since = ? ORDER BY organization, kind, name", [revision])
            )
        }
    }

    /// The policy of a file, which is neither made nor changed, with its revision: 0 when the file is not there, or holds none.
    public static func policy(in path: String) throws(StoreError) -> (revision: Int64, items: [PolicyItem]) {
        try peek(at: path, table: "policy_item", otherwise: (0, [])) { database in
            let items = try items(database, "WHERE until IS NULL ORDER BY organization, kind, name", [])
            return (try lastRevision(database), items)
        }
    }

    private static func lastRevision(_ database: Database) throws -> Int64 {
        try Int64.fetchOne(database.cachedStatement(sql: "SELECT max(number) FROM revision")) ?? 0
    }

    private static func items(
        _ database: Database,
        _ condition: String,
        _ arguments: StatementArguments
    ) throws -> [PolicyItem] {
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT organization, kind, name, content FROM policy_item \(condition)",
            arguments: arguments
        )
        var items: [PolicyItem] = []
        while let row = try rows.next() {
            if let key = key(row) { items.append(PolicyItem(key: key, content: row["content"])) }
        }
        return items
    }

    private static func content(_ key: PolicyItem.Key, _ database: Database) throws -> String? {
        let sql = "SELECT content FROM policy_item WHERE organization = ? AND kind = ? AND name = ? AND until IS NULL"
        return try String.fetchOne(
            database.cachedStatement(sql: sql),
            arguments: [key.organization, key.kind.rawValue, key.name]
        )
    }

    private static func says(_ item: PolicyItem, _ database: Database) throws -> Bool {
        try content(item.key, database)?.isSpelled(as: item.content) ?? false
    }

    private static func end(_ key: PolicyItem.Key, _ number: Int64, _ database: Database) throws {
        let sql = """
            UPDATE policy_item SET until = ? WHERE organization = ? AND kind = ? AND name = ? AND until IS NULL
            """
        try database.cachedStatement(sql: sql)
            .execute(arguments: [number, key.organization, key.kind.rawValue, key.name])
    }

    /// Nil for a row of a kind that this version does not have, which the table does not take.
    private static func key(_ row: Row) -> PolicyItem.Key? {
        let kind: String = row["kind"]
        return PolicyItem.Kind(rawValue: kind).map {
            PolicyItem.Key(organization: row["organization"], kind: $0, name: row["name"])
        }
    }
}
