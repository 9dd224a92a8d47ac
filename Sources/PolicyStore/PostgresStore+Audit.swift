/// The audit, a chain for each node.
extension PostgresStore {
    private static let columns = "node, seq, time, organization, watcher, extension, action, verdict, line"
    private static let insert = "INSERT INTO audit (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    private static let keep = """
        INSERT INTO audit_head VALUES ($1, $2) ON CONFLICT (node) DO UPDATE SET head = excluded.head
        """

    private static func values(_ line: StoredAuditLine) -> [PostgresValue] {
        [
            .text(line.node), .number(line.seq), .number(line.time), .text(line.organization), .text(line.watcher),
            .text(line.target), .text(line.action), .text(line.verdict), .bytes(line.line),
        ]
    }

    /// Puts lines at the end.
    public func append(_ lines: [StoredAuditLine]) throws(StoreError) {
        let sql = "\(Self.insert) ON CONFLICT (node, seq) DO NOTHING"
        try writing { (connection) throws(StoreError) in
            for line in lines { try connection.run(sql, Self.values(line)) }
        }
    }

    /// Takes down that the beginnings of chains may go.
    public func prune(_ chains: [String: Int64], noting lines: [StoredAuditLine], head: [UInt8]) throws(StoreError) {
        try writing { (connection) throws(StoreError) in
            for line in lines {
                let sql = "\(Self.insert) ON CONFLICT (node, seq) DO NOTHING RETURNING seq"
                guard try !connection.run(sql, Self.values(line)).isEmpty else { throw .isBeingPruned }
            }
            if let node = lines.first?.node { try connection.run(Self.keep, [.text(node), .bytes(head)]) }
            for (node, last) in chains.sorted(by: { $0.key < $1.key }) {
                let sql = """
                    INSERT INTO audit_pruned VALUES ($1, $2)
                    ON CONFLICT (node) DO UPDATE SET last = greatest(audit_pruned.last, excluded.last)
                    """
                try connection.run(sql, [.text(node), .number(last)])
            }
        }
    }

    /// Removes lines that may go.
    public func removePruned() throws(StoreError) -> Int {
        try writing { (connection) throws(StoreError) in
            let sql = """
                DELETE FROM audit USING (
                    SELECT audit.place FROM audit_pruned JOIN audit
                    ON audit.node = audit_pruned.node AND audit.seq <= audit_pruned.last LIMIT \(Limits.auditLinesMax)
                ) AS old WHERE audit.place = old.place RETURNING audit.place
                """
            return try connection.run(sql).count
        }
    }

    /// Keeps a head.
    public func keep(head: [UInt8], of node: String) throws(StoreError) {
        try writing { (connection) throws(StoreError) in
            try connection.run(Self.keep, [.text(node), .bytes(head)])
        }
    }

    /// The head of a node.
    public func auditHead(of node: String) throws(StoreError) -> [UInt8] {
        try reading { (connection) throws(StoreError) in
            let rows = try connection.run("SELECT head FROM audit_head WHERE node = $1", [.text(node)])
            return rows.first?.bytes("head") ?? []
        }
    }

    /// The lines of a chain after a number; the last one when it is nil.
    public func auditLines(of node: String, after seq: Int64?) throws(StoreError) -> [[UInt8]] {
        try reading { (connection) throws(StoreError) in
            let rows =
                if let seq {
                    try connection.run(
                        "SELECT line FROM audit WHERE node = $1 AND seq > $2 ORDER BY seq LIMIT \(Limits.auditLinesMax)",
                        [.text(node), .number(seq)]
                    )
                } else {
                    try connection.run(
                        "SELECT line FROM audit WHERE node = $1 ORDER BY seq DESC LIMIT 1",
                        [.text(node)]
                    )
                }
            return rows.compactMap { $0.bytes("line") }
        }
    }

    /// Who has a chain.
    public func auditNodes() throws(StoreError) -> [String] {
        try reading { (connection) throws(StoreError) in
            let sql = "SELECT DISTINCT node FROM audit UNION SELECT node FROM audit_head ORDER BY node"
            return try connection.run(sql).compactMap { $0.text("node") }
        }
    }

    /// The last lines that fit, the last first.
    public func audit(_ query: StoredAuditQuery) throws(StoreError) -> [StoredAuditLine] {
        var values: [PostgresValue] = []
        var conditions: [String] = []
        for (column, text) in query.texts {
            values.append(.text(text))
            conditions.append("\(column) = $\(values.count)")
        }
        for (condition, number) in query.bounds {
            values.append(.number(number))
            conditions.append("\(condition) $\(values.count)")
        }
        let filter = conditions.isEmpty ? "true" : conditions.joined(separator: " AND ")
        let limit = max(1, min(query.limit, Limits.auditLinesMax))
        let sql = "SELECT place, \(Self.columns) FROM audit WHERE \(filter) ORDER BY place DESC LIMIT \(limit)"
        return try reading { (connection) throws(StoreError) in
            try connection.run(sql, values).map { row in
                StoredAuditLine(
                    place: row.number("place") ?? 0,
                    node: row.text("node") ?? "",
                    seq: row.number("seq") ?? 0,
                    time: row.number("time") ?? 0,
                    organization: row.text("organization") ?? "",
                    watcher: row.text("watcher") ?? "",
                    target: row.text("extension") ?? "",
                    action: row.text("action") ?? "",
                    verdict: row.text("verdict") ?? "",
                    line: row.bytes("line") ?? []
                )
            }
        }
    }
}
