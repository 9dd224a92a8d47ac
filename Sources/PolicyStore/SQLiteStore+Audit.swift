import Foundation
import GRDB

/// The audit, a chain for each node; there is one.
extension SQLiteStore {
    private static let columns = "node, seq, time, organization, watcher, extension, action, verdict, line"
    private static let keep = "INSERT OR REPLACE INTO audit_head VALUES (?, ?)"

    /// Gives how many were not there already.
    private static func put(_ lines: [StoredAuditLine], _ database: Database) throws -> Int {
        let sql = "INSERT OR IGNORE INTO audit (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        let before = database.totalChangesCount
        for line in lines {
            try database.cachedStatement(sql: sql).execute(arguments: [
                line.node, line.seq, line.time, line.organization, line.watcher, line.target, line.action,
                line.verdict, Data(line.line),
            ])
        }
        return database.totalChangesCount - before
    }

    /// Puts lines at the end.
    public func append(_ lines: [StoredAuditLine]) throws(StoreError) {
        try writing { database in _ = try Self.put(lines, database) }
    }

    /// Takes down that the beginnings of chains may go.
    public func prune(_ chains: [String: Int64], noting lines: [StoredAuditLine], head: [UInt8]) throws(StoreError) {
        try writing { database in
            guard try Self.put(lines, database) == lines.count else { throw StoreError.isBeingPruned }
            if let node = lines.first?.node {
                try database.execute(sql: Self.keep, arguments: [node, Data(head)])
            }
            for (node, last) in chains.sorted(by: { $0.key < $1.key }) {
                let sql = """
                    INSERT INTO audit_pruned VALUES (?, ?)
                    ON CONFLICT (node) DO UPDATE SET last = max(last, excluded.last)
                    """
                try database.execute(sql: sql, arguments: [node, last])
            }
        }
    }

    /// Removes lines that may go.
    public func removePruned() throws(StoreError) -> Int {
        try writing { database in
            let sql = """
                DELETE FROM audit WHERE place IN (
                    SELECT audit.place FROM audit_pruned JOIN audit
                    ON audit.node = audit_pruned.node AND audit.seq <= audit_pruned.last LIMIT \(Limits.auditLinesMax))
                """
            try database.execute(sql: sql)
            return database.changesCount
        }
    }

    /// Keeps a head.
    public func keep(head: [UInt8], of node: String) throws(StoreError) {
        try writing { database in
            try database.execute(sql: Self.keep, arguments: [node, Data(head)])
        }
    }

    /// The head of a node.
    public func auditHead(of node: String) throws(StoreError) -> [UInt8] {
        try reading { database in
            let sql = "SELECT head FROM audit_head WHERE node = ?"
            return try Data.fetchOne(database, sql: sql, arguments: [node]).map { Array($0) } ?? []
        }
    }

    /// The lines of a chain after a number; the last one when it is nil.
    public func auditLines(of node: String, after seq: Int64?) throws(StoreError) -> [[UInt8]] {
        try reading { database in
            let page = "ORDER BY seq LIMIT \(Limits.auditLinesMax)"
            let rows =
                if let seq {
                    try Data.fetchAll(
                        database,
                        sql: "SELECT line FROM audit WHERE node = ? AND seq > ? \(page)",
                        arguments: [node, seq]
                    )
                } else {
                    try Data.fetchAll(
                        database,
                        sql: "SELECT line FROM audit WHERE node = ? ORDER BY seq DESC LIMIT 1",
                        arguments: [node]
                    )
                }
            return rows.map { Array($0) }
        }
    }

    /// Who has a chain.
    public func auditNodes() throws(StoreError) -> [String] {
        try reading { database in
            try String.fetchAll(database, sql: "SELECT node FROM audit UNION SELECT node FROM audit_head ORDER BY node")
        }
    }

    /// The last lines that fit, the last first.
    public func audit(_ query: StoredAuditQuery) throws(StoreError) -> [StoredAuditLine] {
        var values: [any DatabaseValueConvertible] = []
        var conditions: [String] = []
        for (column, text) in query.texts {
            values.append(text)
            conditions.append("\(column) = ?")
        }
        for (condition, number) in query.bounds {
            values.append(number)
            conditions.append("\(condition) ?")
        }
        let filter = conditions.isEmpty ? "true" : conditions.joined(separator: " AND ")
        let limit = max(1, min(query.limit, Limits.auditLinesMax))
        let sql = "SELECT place, \(Self.columns) FROM audit WHERE \(filter) ORDER BY place DESC LIMIT \(limit)"
        return try reading { database in
            try Row.fetchAll(database, sql: sql, arguments: StatementArguments(values)).map { row in
                let line: Data = row["line"]
                return StoredAuditLine(
                    place: row["place"],
                    node: row["node"],
                    seq: row["seq"],
                    time: row["time"],
                    organization: row["organization"],
                    watcher: row["watcher"],
                    target: row["extension"],
                    action: row["action"],
                    verdict: row["verdict"],
                    line: Array(line)
                )
            }
        }
    }
}
