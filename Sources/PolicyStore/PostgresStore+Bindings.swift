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
            let now = try connection.run(
                """
                SELECT max(sequence) AS last, (extract(epoch FROM pg_postmaster_start_time()) * 1000)::bigint AS era
                FROM binding
                """
            ).first
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
        try writing { (connection) throws(StoreError) in
            try Self.takeTurn(connection)
            for change in changes { try make(change, connection) }
        }
    }

    /// Keeps these bindings and dialogs of this node and no others of it.
    public func replace(bindings: [StoredBinding], dialogs: [StoredDialog]) throws(StoreError) {
        try writing { (connection) throws(StoreError) in
            try Self.takeTurn(connection)
            let own = try connection.run("SELECT * FROM binding WHERE node = $1 AND gone IS NULL", [.text(node)])
            let kept = Set(bindings.map(Contact.init))
            for contact in own.compactMap(binding).map(Contact.init) where !kept.contains(contact) {
                try make(.drop(user: contact.user, host: contact.host, contact: contact.hash), connection)
            }
            // What another node has learned meanwhile ends later, or is newer than what this one could not write.
            for binding in bindings {
                try put(binding, connection, where: "binding.node = $10 OR binding.until < excluded.until")
            }
            try connection.run("DELETE FROM dialog WHERE node = $1", [.text(node)])
            for dialog in dialogs { try put(dialog, connection) }
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

    private func make(_ change: StoredChange, _ connection: PostgresConnection) throws(StoreError) {
        switch change {
        case .put(let binding): try put(binding, connection)
        case .remove(let user, let host, let contact?):
            let sql = "UPDATE binding SET \(Self.gone) WHERE \(Self.isContact)"
            try connection.run(sql, [.text(node), .bytes(user), .bytes(host), .number(Int64(contact))])
        case .drop(let user, let host, let contact):
            let sql = "UPDATE binding SET \(Self.gone) WHERE \(Self.isContact) AND node = $1"
            try connection.run(sql, [.text(node), .bytes(user), .bytes(host), .number(Int64(contact))])
        case .remove(let user, let host, nil):
            let sql = "UPDATE binding SET \(Self.gone) WHERE \"user\" = $2 AND host = $3 AND gone IS NULL"
            try connection.run(sql, [.text(node), .bytes(user), .bytes(host)])
        case .keep(let dialog): try put(dialog, connection)
        case .forget(let callID, let tag):
            try connection.run("DELETE FROM dialog WHERE call_id = $1 AND tag = $2", [.bytes(callID), .bytes(tag)])
        }
    }

    private func put(
        _ binding: StoredBinding,
        _ connection: PostgresConnection,
        where condition: String = "true"
    ) throws(StoreError) {
        let sql = """
            INSERT INTO binding ("user", host, contact, transport, high, low, port, until, call, node)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            ON CONFLICT ("user", host, contact) DO UPDATE SET sequence = nextval('binding_order'),
                transport = excluded.transport, high = excluded.high, low = excluded.low, port = excluded.port,
                until = excluded.until, call = excluded.call, node = excluded.node, gone = NULL
            WHERE \(condition)
            """
        try connection.run(
            sql,
            [
                .bytes(binding.user), .bytes(binding.host), .number(Int64(binding.contact)), .text(binding.transport),
                .number(Int64(bitPattern: binding.high)), .number(Int64(bitPattern: binding.low)),
                .number(Int64(binding.port)), .number(binding.until), .number(Int64(bitPattern: binding.call)),
                .text(node),
            ]
        )
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

    private struct Contact: Hashable {
        let user: [UInt8]
        let host: [UInt8]
        let hash: UInt32

        init(_ binding: StoredBinding) { (user, host, hash) = (binding.user, binding.host, binding.contact) }
    }
}
