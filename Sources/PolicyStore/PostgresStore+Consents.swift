/// The register of consents.
extension PostgresStore {
    /// The entries after this number.
    public func consents(after number: Int64) throws(StoreError) -> [ConsentEntry] {
        let rows = try reading { (connection) throws(StoreError) in
            let sql = "SELECT * FROM consent WHERE sequence > $1 ORDER BY sequence LIMIT \(Limits.consentsMax + 1)"
            return try connection.run(sql, [.number(number)])
        }
        guard rows.count <= Limits.consentsMax else {
            throw StoreError("the register of `\(name)` has more than \(Limits.consentsMax) entries")
        }
        return rows.compactMap(Self.entry)
    }

    /// Puts an entry at the end.
    public func append(_ entry: ConsentEntry) throws(StoreError) -> Int64 {
        if let problem = entry.problem { throw StoreError(problem) }
        return try writing { (connection) throws(StoreError) in
            // Writers take turns, so that no entry is seen later than one with a higher number.
            try connection.run("LOCK TABLE consent IN EXCLUSIVE MODE")
            let number = try Self.insert(entry, connection).first?.number("sequence")
            guard let number else { throw StoreError("the store `\(name)` has not said what it did") }
            return number
        }
    }

    private static func insert(
        _ entry: ConsentEntry,
        _ connection: PostgresConnection
    ) throws(StoreError) -> [PostgresRow] {
        var values: (kind: PostgresValue, owner: PostgresValue, person: PostgresValue, day: PostgresValue)
        switch entry.event {
        case .given(let person, let day, let owner):
            values = ("given", owner.map { .text($0) } ?? .null, .text(person), .text(day))
        case .withdrawn: values = ("withdrawn", nil, nil, nil)
        }
        return try connection.run(
            """
            INSERT INTO consent
            (kind, organization, extension, owner, given_by, given_at, recorded_by, recorded_at, note)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING sequence
            """,
            [
                values.kind, .text(entry.organization), .text(entry.extensionNumber), values.owner, values.person,
                values.day, .text(entry.recordedBy), .number(entry.recordedAt), .text(entry.note),
            ]
        )
    }

    private static func entry(_ row: PostgresRow) -> ConsentEntry? {
        guard let number = row.number("sequence"), let organization = row.text("organization"),
            let target = row.text("extension"), let recordedBy = row.text("recorded_by"),
            let recordedAt = row.number("recorded_at")
        else { return nil }
        var event = ConsentEntry.Event.withdrawn
        if let person = row.text("given_by"), let day = row.text("given_at") {
            event = .given(by: person, on: day, owner: row.text("owner"))
        }
        return ConsentEntry(
            number: number,
            organization: organization,
            extensionNumber: target,
            event: event,
            recordedBy: recordedBy,
            recordedAt: recordedAt,
            note: row.text("note") ?? ""
        )
    }
}
