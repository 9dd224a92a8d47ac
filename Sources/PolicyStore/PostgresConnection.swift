import CPostgres

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// One connection to a database, by libpq. It is used by one thread at a time: whoever has taken it out of the pool.
final class PostgresConnection: @unchecked Sendable {
    private let connection: OpaquePointer
    private let name: String
    /// Names of the statements that the server has been told, by their text.
    private var prepared: [String: String] = [:]
    /// Whether the server has left something unanswered for too long.
    private(set) var isUnanswered = false
    /// Whether no more is asked of it, whatever its status.
    private var isGivenUp = false

    /// Connects to a database.
    ///
    /// - Parameters:
    ///   - url: a connection URI of libpq.
    ///   - name: what errors call it; the URL may hold a password.
    init(_ url: String, name: String) throws(StoreError) {
        self.name = name
        let settings: [(String, String)] = [
            ("dbname", url), ("application_name", "earshot"),
            ("connect_timeout", "\(Limits.connectSeconds)"),
            ("tcp_user_timeout", "\(Limits.answerSeconds * 1_000)"),
            // Whoever waits for news says nothing, and must find out too that the server has gone.
            ("keepalives_idle", "\(Limits.connectSeconds)"), ("keepalives_interval", "\(Limits.connectSeconds)"),
            ("keepalives_count", "2"),
            ("options", "-c statement_timeout=\(Limits.answerSeconds)s -c lock_timeout=\(Limits.answerSeconds)s"),
        ]
        var keys = settings.map { strdup($0.0).map { UnsafePointer($0) } } + [nil]
        var values = settings.map { strdup($0.1).map { UnsafePointer($0) } } + [nil]
        defer { for text in keys + values { free(UnsafeMutablePointer(mutating: text)) } }
        // The first `dbname` is taken apart when it is a URI.
        guard let connection = PQconnectdbParams(&keys, &values, 1) else {
            throw StoreError("the store `\(name)` cannot be reached: there is no memory")
        }
        guard PQstatus(connection) == CONNECTION_OK else {
            let reason = Self.line(PQerrorMessage(connection))
            PQfinish(connection)
            throw StoreError("the store `\(name)` cannot be reached: \(reason)")
        }
        self.connection = connection
        // What is sent may be more than the server takes: nothing waits but `wait`, which has an end.
        PQsetnonblocking(connection, 1)
        _ = try? run("SET client_min_messages = warning")
    }

    deinit { PQfinish(connection) }

    /// Whether the server has gone; what is asked then fails.
    var isLost: Bool { isGivenUp || PQstatus(connection) != CONNECTION_OK }

    /// Does a statement, which may be several when it has no parameters. Gives the rows of its result.
    @discardableResult
    func run(_ sql: String) throws(StoreError) -> [PostgresRow] {
        try rows(answer(PQsendQuery(connection, sql)))
    }

    /// Does one statement with parameters `$1`, `$2` and so on; the server keeps it prepared.
    @discardableResult
    func run(_ sql: String, _ parameters: [PostgresValue]) throws(StoreError) -> [PostgresRow] {
        let statement = try prepare(sql)
        let texts = parameters.map { $0.text.flatMap { strdup($0) } }
        defer { texts.forEach { free($0) } }
        let pointers = texts.map { $0.map { UnsafePointer($0) } }
        return try rows(
            answer(PQsendQueryPrepared(connection, statement, Int32(parameters.count), pointers, nil, nil, 0))
        )
    }

    /// Waits until the server tells of something, so long at the most. Gives what it has told by `NOTIFY`; nothing when it is lost, or none came.
    func notifications(seconds: Double) -> [String] {
        var told = taken()
        let milliseconds = Int32(max(0, min(seconds, 3_600)) * 1_000)
        guard told.isEmpty else { return told }
        var waiting = pollfd(fd: PQsocket(connection), events: Int16(POLLIN), revents: 0)
        guard poll(&waiting, 1, milliseconds) > 0 else { return [] }
        _ = PQconsumeInput(connection)
        told = taken()
        return told
    }

    private func taken() -> [String] {
        var told: [String] = []
        while let notice = PQnotifies(connection) {
            told.append(String(cString: notice.pointee.extra))
            PQfreemem(notice)
        }
        return told
    }

    private func prepare(_ sql: String) throws(StoreError) -> String {
        if let known = prepared[sql] { return known }
        let statement = "s\(prepared.count)"
        _ = try rows(answer(PQsendPrepare(connection, statement, sql, 0, nil)))
        prepared[sql] = statement
        return statement
    }

    /// The last result of what was sent, to be cleared; nil when it could not be sent.
    ///
    /// TCP alone finds out that a host has gone, and never that a server stands still on one that is there.
    private func answer(_ isSent: Int32) throws(StoreError) -> OpaquePointer? {
        guard isSent == 1, !isGivenUp else { return nil }
        var last: OpaquePointer?
        while true {
            do throws(StoreError) {
                try wait()
            } catch {
                PQclear(last)
                throw error
            }
            guard let result = PQgetResult(connection) else { return last }
            PQclear(last)
            last = result
            switch PQresultStatus(result) {
            // Of a COPY, which nobody asks for, there would be no end.
            case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
                isGivenUp = true
                return result
            default: break
            }
        }
    }

    /// Waits until there is a result, or no further one, and no longer than a server takes that is well.
    private func wait() throws(StoreError) {
        let deadline = ContinuousClock.now + .seconds(Limits.replySeconds)
        var unsent = PQflush(connection)
        while PQsocket(connection) >= 0, unsent == 1 || unsent == 0 && PQisBusy(connection) == 1 {
            let events = unsent == 1 ? POLLIN | POLLOUT : POLLIN
            var waiting = pollfd(fd: PQsocket(connection), events: Int16(events), revents: 0)
            let left = max(.zero, deadline - .now) / .milliseconds(1)
            let count = poll(&waiting, 1, Int32(left.rounded(.up)))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                (isUnanswered, isGivenUp) = (true, true)
                throw StoreError("the store `\(name)` does not answer; see what holds its server up")
            }
            guard PQconsumeInput(connection) == 1 else {
                // What is asked for further then fails at once.
                isGivenUp = PQstatus(connection) == CONNECTION_OK
                if isGivenUp { throw problem(PQerrorMessage(connection)) }
                return
            }
            unsent = PQflush(connection)
        }
    }

    private func rows(_ result: OpaquePointer?) throws(StoreError) -> [PostgresRow] {
        defer { PQclear(result) }
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK: break
        default:
            let primary = PQresultErrorField(result, Int32(UInt8(ascii: "M")))
            throw problem(primary ?? PQerrorMessage(connection))
        }
        let columns = (0..<PQnfields(result)).map { String(cString: PQfname(result, $0)) }
        let places = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) })
        return (0..<PQntuples(result)).map { row in
            let values = columns.indices.map { column -> String? in
                guard PQgetisnull(result, row, Int32(column)) == 0 else { return nil }
                return PQgetvalue(result, row, Int32(column)).map { String(cString: $0) }
            }
            return PostgresRow(places: places, values: values)
        }
    }

    private func problem(_ message: UnsafePointer<CChar>?) -> StoreError {
        StoreError("the store `\(name)` cannot be used: \(Self.line(message))")
    }

    /// The first line of a message: the rest may repeat the statement.
    private static func line(_ message: UnsafePointer<CChar>?) -> String {
        let text = message.map { String(cString: $0) } ?? ""
        let first = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? "no reason was given"
        return first.split(separator: "FATAL:").last.map { String($0.drop { $0 == " " }) } ?? first
    }
}

/// A row of a result.
struct PostgresRow {
    fileprivate let places: [String: Int]
    fileprivate let values: [String?]

    /// The text of a column; nil when there is none.
    func text(_ column: String) -> String? { places[column].flatMap { values[$0] } }

    /// The number in a column; nil when there is none.
    func number(_ column: String) -> Int64? { text(column).flatMap { Int64($0) } }

    /// The bytes in a column; nil when there are none.
    func bytes(_ column: String) -> [UInt8]? { text(column).flatMap { PostgresBytes.bytes($0) } }
}
