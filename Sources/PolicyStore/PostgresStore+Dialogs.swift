extension PostgresStore {
    /// Every dialog of this node.
    public func dialogs() throws(StoreError) -> [StoredDialog] {
        try reading { (connection) throws(StoreError) in
            let sql = "SELECT * FROM dialog WHERE node = $1 LIMIT \(Limits.dialogsMax)"
            return try connection.run(sql, [.text(node)]).compactMap(Self.dialog)
        }
    }

    func put(_ dialog: StoredDialog, _ connection: PostgresConnection) throws(StoreError) {
        let sql = """
            INSERT INTO dialog (call_id, tag, token, phone_uri, phone_target, phone_cseq, pbx_uri, pbx_tag,
                pbx_target, pbx_cseq, routes, event, since, until, disclosure, shift, node)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
            ON CONFLICT (call_id, tag) DO UPDATE SET token = excluded.token, phone_uri = excluded.phone_uri,
                phone_target = excluded.phone_target, phone_cseq = excluded.phone_cseq, pbx_uri = excluded.pbx_uri,
                pbx_tag = excluded.pbx_tag, pbx_target = excluded.pbx_target, pbx_cseq = excluded.pbx_cseq,
                routes = excluded.routes, event = excluded.event, since = excluded.since, until = excluded.until,
                disclosure = excluded.disclosure, shift = excluded.shift, node = excluded.node
            """
        func number(_ cseq: UInt32?) -> PostgresValue { cseq.map { .number(Int64($0)) } ?? .null }
        try connection.run(
            sql,
            [
                .bytes(dialog.callID), .bytes(dialog.phone.tag), .bytes(dialog.token), .bytes(dialog.phone.uri),
                .bytes(dialog.phone.target), number(dialog.phone.cseq), .bytes(dialog.pbx.uri), .bytes(dialog.pbx.tag),
                .bytes(dialog.pbx.target), number(dialog.pbx.cseq), .bytes(dialog.routes), .bytes(dialog.event),
                .number(dialog.since), .number(dialog.until), .number(Int64(dialog.disclosure)),
                .number(Int64(dialog.shift)), .text(node),
            ]
        )
    }

    /// Nil for a row that nothing of ours has written.
    static func dialog(_ row: PostgresRow) -> StoredDialog? {
        guard let disclosure = row.number("disclosure").flatMap({ Int(exactly: $0) }),
            let shift = row.number("shift").flatMap({ UInt32(exactly: $0) }), let since = row.number("since"),
            let until = row.number("until")
        else { return nil }
        func party(_ side: String, tag: String) -> StoredDialog.Party {
            StoredDialog.Party(
                uri: row.bytes("\(side)_uri") ?? [],
                tag: row.bytes(tag) ?? [],
                target: row.bytes("\(side)_target") ?? [],
                cseq: row.number("\(side)_cseq").flatMap { UInt32(exactly: $0) }
            )
        }
        return StoredDialog(
            callID: row.bytes("call_id") ?? [],
            token: row.bytes("token") ?? [],
            phone: party("phone", tag: "tag"),
            pbx: party("pbx", tag: "pbx_tag"),
            routes: row.bytes("routes") ?? [],
            event: row.bytes("event") ?? [],
            since: since,
            until: until,
            disclosure: disclosure,
            shift: shift
        )
    }
}
