import Foundation

/// Rows that are handed over many in one parameter: what is done row by row takes as many round trips, and others wait for the turn meanwhile.
enum PostgresBatch {
    /// A statement and its parameters.
    typealias Statement = (sql: String, parameters: [PostgresValue])
    /// A row, by the names of its columns.
    typealias Row = [String: PostgresValue]

    /// The rows in their order, no more in a parameter than may be written at once.
    static func parameters(_ rows: [Row]) throws(StoreError) -> [PostgresValue] {
        var parameters: [PostgresValue] = []
        for start in stride(from: 0, to: rows.count, by: Limits.batchRowsMax) {
            parameters.append(try parameter(Array(rows[start...].prefix(Limits.batchRowsMax))))
        }
        return parameters
    }

    /// All rows in one parameter.
    static func parameter(_ rows: some Encodable) throws(StoreError) -> PostgresValue {
        guard let json = try? JSONEncoder().encode(rows) else { throw StoreError("the change cannot be written down") }
        return .text(String(decoding: json, as: UTF8.self))
    }

    /// The statement that takes rows for a table from `$2`, in their order, each in place of one with the same key; all of them are of the node `$1`.
    ///
    /// - Parameter also: what else is changed of a row that is there.
    static func put(_ table: String, _ columns: [String], key: [String], also: String = "") -> String {
        let names = columns.map { "\"\($0)\"" }.joined(separator: ", ")
        let changes = columns.filter { !key.contains($0) }.map { "\"\($0)\" = excluded.\"\($0)\"" }
        return """
            INSERT INTO \(table) (\(names), node) SELECT \(names), $1
            FROM json_populate_recordset(NULL::\(table), $2::json) WITH ORDINALITY ORDER BY ordinality
            ON CONFLICT (\(key.map { "\"\($0)\"" }.joined(separator: ", "))) DO UPDATE
            SET \(changes.joined(separator: ", ")), node = excluded.node\(also.isEmpty ? "" : ", \(also)")
            """
    }

    /// Those that no later one of the same name takes the place of, in their order: one statement writes no row twice.
    static func lasts<Value>(of values: [Value], by name: (Value) -> [[UInt8]]) -> [Value] {
        var seen: Set<[[UInt8]]> = []
        return values.reversed().filter { seen.insert(name($0)).inserted }.reversed()
    }
}
