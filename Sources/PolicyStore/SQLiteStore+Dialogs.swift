import Foundation
import GRDB

extension SQLiteStore {
    /// Every dialog.
    public func dialogs() throws(StoreError) -> [StoredDialog] {
        try reading { database in
            try Row.fetchAll(database, sql: "SELECT * FROM dialog LIMIT \(Limits.dialogsMax)").compactMap(Self.dialog)
        }
    }

    static func put(_ dialog: StoredDialog, in database: Database) throws {
        let sql = """
            INSERT OR REPLACE INTO dialog (call_id, tag, token, phone_uri, phone_target, phone_cseq, pbx_uri, pbx_tag,
                pbx_target, pbx_cseq, routes, event, since, until, disclosure, shift)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        try database.cachedStatement(sql: sql).execute(arguments: [
            Data(dialog.callID), Data(dialog.phone.tag), Data(dialog.token), Data(dialog.phone.uri),
            Data(dialog.phone.target), dialog.phone.cseq.map { Int64($0) }, Data(dialog.pbx.uri), Data(dialog.pbx.tag),
            Data(dialog.pbx.target), dialog.pbx.cseq.map { Int64($0) }, Data(dialog.routes), Data(dialog.event),
            dialog.since, dialog.until, Int64(dialog.disclosure), Int64(dialog.shift),
        ])
    }

    /// Nil for a row that nothing of ours has written.
    private static func dialog(_ row: Row) -> StoredDialog? {
        let (disclosure, shift): (Int64, Int64) = (row["disclosure"], row["shift"])
        guard let disclosure = Int(exactly: disclosure), let shift = UInt32(exactly: shift) else { return nil }
        return StoredDialog(
            callID: bytes(row, "call_id"),
            token: bytes(row, "token"),
            phone: .init(
                uri: bytes(row, "phone_uri"),
                tag: bytes(row, "tag"),
                target: bytes(row, "phone_target"),
                cseq: number(row, "phone_cseq")
            ),
            pbx: .init(
                uri: bytes(row, "pbx_uri"),
                tag: bytes(row, "pbx_tag"),
                target: bytes(row, "pbx_target"),
                cseq: number(row, "pbx_cseq")
            ),
            routes: bytes(row, "routes"),
            event: bytes(row, "event"),
            since: row["since"],
            until: row["until"],
            disclosure: disclosure,
            shift: shift
        )
    }

    private static func bytes(_ row: Row, _ column: String) -> [UInt8] {
        let data: Data = row[column]
        return Array(data)
    }

    private static func number(_ row: Row, _ column: String) -> UInt32? {
        let number: Int64? = row[column]
        return number.flatMap { UInt32(exactly: $0) }
    }
}
