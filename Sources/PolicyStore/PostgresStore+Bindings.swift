/// Bindings, in the order of their changes. What is gone stays for a while, so that other nodes learn of it.
extension PostgresStore {
    private static let now = "extract(epoch FROM now())::bigint"
    private static let gone = "gone = \(now), node = $1, sequence = nextval('binding_order')"
    private static let isContact = "\"user\" = $2 AND host = $3 AND contact = $4 AND gone IS NULL"

    /// Every binding of every node, the one written last at the end.
    public func bindings() throws(StoreError) -> [StoredBinding] {
        try reading { (connection) throws(StoreError) in
            let sql = "SELECT * FROM binding WHERE gone IS NULL ORDER BY sequence DESC LIMIT \(Limits.bindingsMax)"
            return try connection.run(sql).reversed().compactMap(binding)
        }
    }

    /// What other nodes have changed since a place in the order of changes; one page of it.
    public func bindingNews(after place: Int64) throws(StoreError) -> BindingNews {
        try snapshot { (connection) throws(StoreError) in
            let now = try connection.run("SELECT max(sequence) AS last, \(Self.eraColumn) FROM binding").first
            let (last, era) = (now?.number("last") ?? 0, now?.number("era") ?? 0)
            guard last > place else { return BindingNews(entries: [], place: last, isAll: true, era: era) }
            let rows = try connection.run(
                """
                SELECT * FROM binding WHERE sequence > $1 AND node <> $2
                ORDER BY sequence LIMIT \(Limits.bindingNewsMax)
                """,
                [.number(place), .text(node)]
            )
            let isAll = rows.count < Limits.bindingNewsMax
            let reached = isAll ? last : rows.last?.number("sequence") ?? last
            let entries = rows.compactMap { row in
                binding(row).map {
                    BindingNews.Entry(
                        place: row.number("sequence") ?? 0,
                        binding: $0,
                        isGone: row.number("gone") != nil
                    )
                }
            }
            return BindingNews(entries: entries, place: reached, isAll: isAll, era: era)
        }
    }

    /// Makes all these changes, in order, or none of them.
    public func write(_ changes: [StoredChange]) throws(StoreError) {
        try make(statements(changes))
    }

    /// Keeps these bindings and dialogs of this node and no others of it.
    public func replace(bindings: [StoredBinding], dialogs: [StoredDialog]) throws(StoreError) {
        let kept = try PostgresBatch.parameter(bindings.map(Self.name))
        // `NOT IN` is looked up in a table of hashes, however few rows the planner expects.
        let dropping = """
            UPDATE binding SET \(Self.gone) WHERE node = $1 AND gone IS NULL AND ("user", host, contact) NOT IN (
                SELECT "user", host, contact FROM json_populate_recordset(NULL::binding, $2::json))
            """
        // What another node has learned meanwhile ends later, or is newer than what this one could not write.
        let condition = "binding.node = $1 OR binding.until < excluded.until"
        try make(
            [(dropping, [.text(node), kept])] + putting(bindings, where: condition)
                + [("DELETE FROM dialog WHERE node = $1", [.text(node)])] + putting(dialogs)
        )
    }

    /// Does all of it when its turn has come, or nothing.
    private func make(_ statements: [PostgresBatch.Statement]) throws(StoreError) {
        try writing { (connection) throws(StoreError) in
            try Self.takeTurn(connection)
            for statement in statements { try connection.run(statement.sql, statement.parameters) }
        }
    }

    /// Drops the bindings and dialogs that end at that moment or before, and what has been gone for long.
    public func prune(before moment: Int64) throws(StoreError) {
        try writing { (connection) throws(StoreError) in
            try Self.takeTurn(connection)
            let isLongGone = "gone < \(Self.now) - \(Limits.goneSeconds)"
            try connection.run(
                "DELETE FROM binding WHERE until <= $1 AND gone IS NULL OR \(isLongGone)",
                [.number(moment)]
            )
            try connection.run("DELETE FROM dialog WHERE until <= $1", [.number(moment)])
        }
    }

    /// Writers take turns, so that no change is seen later than one behind it. What the power being cut may cost is a registration.
    static func takeTurn(_ connection: PostgresConnection) throws(StoreError) {
        try connection.run("SET LOCAL synchronous_commit = off")
        try connection.run("SELECT pg_advisory_xact_lock(\(PostgresSchema.bindingTurn))")
    }

    /// What makes the changes; those that come one behind the other and add something are made together.
    private func statements(_ changes: [StoredChange]) throws(StoreError) -> [PostgresBatch.Statement] {
        var statements: [PostgresBatch.Statement] = []
        var bindings: [StoredBinding] = []
        var dialogs: [StoredDialog] = []
        for change in changes {
            switch change {
            case .put(let binding): bindings.append(binding)
            case .keep(let dialog): dialogs.append(dialog)
            case .remove, .drop, .forget:
                statements += try putting(bindings) + putting(dialogs)
                (bindings, dialogs) = ([], [])
                if let statement = removing(change) { statements.append(statement) }
            }
        }
        return statements + (try putting(bindings)) + (try putting(dialogs))
    }

    /// What removes something; nil for what adds something.
    private func removing(_ change: StoredChange) -> PostgresBatch.Statement? {
        switch change {
        case .put, .keep: nil
        case .remove(let user, let host, let contact?):
            (
                "UPDATE binding SET \(Self.gone) WHERE \(Self.isContact)",
                [.text(node), .bytes(user), .bytes(host), .number(Int64(contact))]
            )
        case .drop(let user, let host, let contact):
            (
                "UPDATE binding SET \(Self.gone) WHERE \(Self.isContact) AND node = $1",
                [.text(node), .bytes(user), .bytes(host), .number(Int64(contact))]
            )
        case .remove(let user, let host, nil):
            (
                "UPDATE binding SET \(Self.gone) WHERE \"user\" = $2 AND host = $3 AND gone IS NULL",
                [.text(node), .bytes(user), .bytes(host)]
            )
        case .forget(let callID, let tag):
            ("DELETE FROM dialog WHERE call_id = $1 AND tag = $2", [.bytes(callID), .bytes(tag)])
        }
    }

    private static let key = ["user", "host", "contact"]
    private static let putBindings = PostgresBatch.put(
        "binding",
        key + ["transport", "high", "low", "port", "until", "call"],
        key: key,
        also: "sequence = nextval('binding_order'), gone = NULL"
    )

    /// What writes bindings, of each Contact the last.
    private func putting(
        _ bindings: [StoredBinding],
        where condition: String = "true"
    ) throws(StoreError) -> [PostgresBatch.Statement] {
        let lasts = PostgresBatch.lasts(of: bindings) { binding in
            [binding.user, binding.host, withUnsafeBytes(of: binding.contact) { Array($0) }]
        }
        let batches = try PostgresBatch.parameters(
            lasts.map { binding in
                Self.name(binding).merging([
                    "transport": .text(binding.transport), "high": .number(Int64(bitPattern: binding.high)),
                    "low": .number(Int64(bitPattern: binding.low)), "port": .number(Int64(binding.port)),
                    "until": .number(binding.until), "call": .number(Int64(bitPattern: binding.call)),
                ]) { $1 }
            }
        )
        return batches.map { ("\(Self.putBindings) WHERE \(condition)", [.text(node), $0]) }
    }

    /// What names a Contact.
    private static func name(_ binding: StoredBinding) -> PostgresBatch.Row {
        [
            "user": .bytes(binding.user), "host": .bytes(binding.host), "contact": .number(Int64(binding.contact)),
        ]
    }

    /// Nil for a row that nothing of ours has written.
    private func binding(_ row: PostgresRow) -> StoredBinding? {
        guard let user = row.bytes("user"), let host = row.bytes("host"), let transport = row.text("transport"),
            let contact = row.number("contact").flatMap({ UInt32(exactly: $0) }),
            let port = row.number("port").flatMap({ UInt16(exactly: $0) }),
            let high = row.number("high"), let low = row.number("low"), let until = row.number("until"),
            let call = row.number("call")
        else { return nil }
        return StoredBinding(
            user: user,
            host: host,
            contact: contact,
            transport: transport,
            high: UInt64(bitPattern: high),
            low: UInt64(bitPattern: low),
            port: port,
            until: until,
            call: UInt64(bitPattern: call),
            isElsewhere: row.text("node") != node
        )
    }
}
