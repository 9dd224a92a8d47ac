extension PostgresStore {
    /// Every dialog of this node.
    public func dialogs() throws(StoreError) -> [StoredDialog] {
        try reading { (connection) throws(StoreError) in
            let sql = "SELECT * FROM dialog WHERE node = $1 LIMIT \(Limits.dialogsMax)"
            return try connection.run(sql, [.text(node)]).compactMap(Self.dialog)
        }
    }

    private static let dialogColumns = [
        "call_id", "tag", "token", "phone_uri", "phone_target", "phone_cseq", "pbx_uri", "pbx_tag", "pbx_target",
        "pbx_cseq",
        "routes", "event", "since", "until", "disclosure", "shift",
    ]
    private static let putDialogs = PostgresBatch.put("dialog", dialogColumns, key: ["call_id", "tag"])

    /// What writes dialogs, of each the last.
    func putting(_ dialogs: [StoredDialog]) throws(StoreError) -> [PostgresBatch.Statement] {
        func number(_ cseq: UInt32?) -> PostgresValue { cseq.map { .number(Int64($0)) } ?? .null }
        let lasts = PostgresBatch.lasts(of: dialogs) { [$0.callID, $0.phone.tag] }
        let batches = try PostgresBatch.parameters(
            lasts.map { dialog in
                [
                    "call_id": .bytes(dialog.callID), "tag": .bytes(dialog.phone.tag), "token": .bytes(dialog.token),
                    "phone_uri": .bytes(dialog.phone.uri), "phone_target": .bytes(dialog.phone.target),
                    "phone_cseq": number(dialog.phone.cseq), "pbx_uri": .bytes(dialog.pbx.uri),
                    "pbx_tag": .bytes(dialog.pbx.tag), "pbx_target": .bytes(dialog.pbx.target),
                    "pbx_cseq": number(dialog.pbx.cseq), "routes": .bytes(dialog.routes),
                    "event": .bytes(dialog.event), "since": .number(dialog.since), "until": .number(dialog.until),
                    "disclosure": .number(Int64(dialog.disclosure)), "shift": .number(Int64(dialog.shift)),
                ]
            }
        )
        return batches.map { (Self.putDialogs, [.text(node), $0]) }
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
