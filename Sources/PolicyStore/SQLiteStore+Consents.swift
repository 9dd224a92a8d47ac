import GRDB

/// The register of consents.
extension SQLiteStore {
    /// The entries after this number.
    public func consents(after number: Int64) throws(StoreError) -> [ConsentEntry] {
        try reading { try Self.consents(in: $0, after: number, path: path) }
    }

    /// Puts an entry at the end.
    public func append(_ entry: ConsentEntry) throws(StoreError) -> Int64 {
        if let problem = entry.problem { throw StoreError(problem) }
        // A withdrawal that a power cut took back would let somebody listen again.
        return try durably { database in
            try Self.insert(entry, in: database)
            return database.lastInsertedRowID
        }
    }

    /// The whole register of a file, which is neither made nor changed; none when the file is not there, or older than registers are.
    public static func consents(in path: String) throws(StoreError) -> [ConsentEntry] {
        try peek(at: path, table: "consent", otherwise: []) { try consents(in: $0, after: 0, path: path) }
    }

    private static func consents(in database: Database, after number: Int64, path: String) throws -> [ConsentEntry] {
        let sql = "SELECT * FROM consent WHERE sequence > ? ORDER BY sequence LIMIT \(Limits.consentsMax + 1)"
        let rows = try Row.fetchAll(database.cachedStatement(sql: sql), arguments: [number])
        guard rows.count <= Limits.consentsMax else {
            throw StoreError("the register of `\(path)` has more than \(Limits.consentsMax) entries")
        }
        return rows.map(entry)
    }

    private static func insert(_ entry: ConsentEntry, in database: Database) throws {
        var (kind, owner, person, day): (String, String?, String?, String?) = ("withdrawn", nil, nil, nil)
        if case .given(let by, let on, let who) = entry.event { (kind, owner, person, day) = ("given", who, by, on) }
        try database.execute(
            sql: """
                INSERT INTO consent
                (kind, organization, extension, owner, given_by, given_at, recorded_by, recorded_at, note)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                kind, entry.organization, entry.extensionNumber, owner, person, day,
                entry.recordedBy, entry.recordedAt, entry.note,
            ]
        )
    }

    private static func entry(_ row: Row) -> ConsentEntry {
        let (person, day): (String?, String?) = (row["given_by"], row["given_at"])
        var event = ConsentEntry.Event.withdrawn
        if let person, let day { event = .given(by: person, on: day, owner: row["owner"]) }
        return ConsentEntry(
            number: row["sequence"],
            organization: row["organization"],
            extensionNumber: row["extension"],
            event: event,
            recordedBy: row["recorded_by"],
            recordedAt: row["recorded_at"],
            note: row["note"]
        )
    }
}
