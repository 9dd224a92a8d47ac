import Dispatch
import Logging
import Synchronization

/// A store in a PostgreSQL database, which several nodes may share.
///
/// Connections are made when they are needed, kept, and made anew when the server was away. What has been committed is on the server's disk, but for
/// registrations and dialogs, which a power cut there may cost the last of.
public final class PostgresStore: Store {
    private let url: String
    /// What errors call it: the URL without user and password.
    let name: String
    private let idle = Mutex<[PostgresConnection]>([])
    /// Room for connections in use.
    private let room = DispatchSemaphore(value: Limits.connectionsMax)

    /// Connects to a database and brings its tables up to this version.
    ///
    /// - Parameter url: a connection URI of libpq, such as `postgres://earshot@db.example/earshot`.
    public init(url: String, logger: Logger) throws(StoreError) {
        self.url = url
        name = Self.name(of: url)
        let connection = try PostgresConnection(url, name: name)
        try PostgresSchema.migrate(connection, name: name)
        idle.withLock { $0.append(connection) }
        logger.info("store opened", metadata: ["url": "\(name)"])
    }

    /// A watch with a connection of its own.
    public func watch() -> any StoreWatch { PostgresWatch(url: url, name: name) }

    /// Connects to a database as it is; nil when it has no tables of ours.
    init?(existingAt url: String) throws(StoreError) {
        self.url = url
        name = Self.name(of: url)
        let connection = try PostgresConnection(url, name: name)
        guard try PostgresSchema.isThere(connection, name: name) else { return nil }
        idle.withLock { $0.append(connection) }
    }

    /// The URL for people: without what stands before `@`, which may be a password, and without parameters.
    static func name(of url: String) -> String {
        let scheme = url.prefix { $0 != ":" }
        let rest = url.dropFirst(scheme.count + 3).prefix { $0 != "?" }
        let host = rest.lastIndex(of: "@").map { rest[rest.index(after: $0)...] } ?? rest
        return "\(scheme)://\(host)"
    }

    /// Reads with one connection, and once more with a new one when the server had gone.
    func reading<Value>(_ work: (PostgresConnection) throws(StoreError) -> Value) throws(StoreError) -> Value {
        try using { (connection) throws(StoreError) in
            do throws(StoreError) {
                return try work(connection)
            } catch {
                guard connection.isLost else { throw error }
                return nil
            }
        }
    }

    /// Several reads of one state.
    func snapshot<Value>(_ work: (PostgresConnection) throws(StoreError) -> Value) throws(StoreError) -> Value {
        try transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", work)
    }

    /// Writes, all or nothing.
    func writing<Value>(_ work: (PostgresConnection) throws(StoreError) -> Value) throws(StoreError) -> Value {
        try transaction("BEGIN", work)
    }

    private func transaction<Value>(
        _ begin: String,
        _ work: (PostgresConnection) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        try using { (connection) throws(StoreError) in
            do throws(StoreError) {
                try connection.run(begin)
            } catch {
                // Nothing was done yet: a connection that was lost while it was idle is nobody's loss.
                guard connection.isLost else { throw error }
                return nil
            }
            do throws(StoreError) {
                let value = try work(connection)
                try connection.run("COMMIT")
                return value
            } catch {
                if !connection.isLost { _ = try? connection.run("ROLLBACK") }
                throw error
            }
        }
    }

    /// Does the work with a connection of the pool; with a new one when that gives nil, because it was lost before anything was done.
    private func using<Value>(
        _ work: (PostgresConnection) throws(StoreError) -> Value?
    ) throws(StoreError) -> Value {
        guard room.wait(timeout: .now() + .seconds(Limits.answerSeconds)) == .success else {
            throw StoreError("the store `\(name)` does not answer")
        }
        defer { room.signal() }
        while let known = idle.withLock({ $0.popLast() }) {
            if let value = try keeping(known, work) { return value }
        }
        let fresh = try PostgresConnection(url, name: name)
        guard let value = try keeping(fresh, work) else { throw StoreError("the store `\(name)` does not answer") }
        return value
    }

    private func keeping<Value>(
        _ connection: PostgresConnection,
        _ work: (PostgresConnection) throws(StoreError) -> Value?
    ) throws(StoreError) -> Value? {
        defer { if !connection.isLost { idle.withLock { $0.append(connection) } } }
        return try work(connection)
    }
}

// MARK: Bindings and secrets

extension PostgresStore {
    /// Every binding, the one written last at the end.
    public func bindings() throws(StoreError) -> [StoredBinding] {
        try reading { (connection) throws(StoreError) in
            let sql = "SELECT * FROM binding ORDER BY sequence DESC LIMIT \(Limits.bindingsMax)"
            return try connection.run(sql).reversed().compactMap(Self.binding)
        }
    }

    /// Makes all these changes, in order, or none of them.
    public func write(_ changes: [StoredChange]) throws(StoreError) {
        try writing { (connection) throws(StoreError) in
            try connection.run("SET LOCAL synchronous_commit = off")
            for change in changes { try Self.make(change, connection) }
        }
    }

    private static func make(_ change: StoredChange, _ connection: PostgresConnection) throws(StoreError) {
        switch change {
        case .put(let binding): try put(binding, connection)
        case .remove(let user, let host, let contact?):
            let sql = "DELETE FROM binding WHERE \"user\" = $1 AND host = $2 AND contact = $3"
            try connection.run(sql, [.bytes(user), .bytes(host), .number(Int64(contact))])
        case .remove(let user, let host, nil):
            let sql = "DELETE FROM binding WHERE \"user\" = $1 AND host = $2"
            try connection.run(sql, [.bytes(user), .bytes(host)])
        case .keep(let dialog): try put(dialog, connection)
        case .forget(let callID, let tag):
            try connection.run("DELETE FROM dialog WHERE call_id = $1 AND tag = $2", [.bytes(callID), .bytes(tag)])
        }
    }

    /// Keeps these bindings and dialogs and no others.
    public func replace(bindings: [StoredBinding], dialogs: [StoredDialog]) throws(StoreError) {
        try writing { (connection) throws(StoreError) in
            try connection.run("DELETE FROM binding; DELETE FROM dialog")
            for binding in bindings { try Self.put(binding, connection) }
            for dialog in dialogs { try Self.put(dialog, connection) }
        }
    }

    /// Drops the bindings and dialogs that end at that moment or before.
    public func prune(before moment: Int64) throws(StoreError) {
        try writing { (connection) throws(StoreError) in
            try connection.run("DELETE FROM binding WHERE until <= $1", [.number(moment)])
            try connection.run("DELETE FROM dialog WHERE until <= $1", [.number(moment)])
        }
    }

    /// Every digest hash.
    public func secrets() throws(StoreError) -> [StoredSecret] {
        try reading { (connection) throws(StoreError) in
            try connection.run("SELECT * FROM secret LIMIT \(Limits.secretsMax)").map { row in
                StoredSecret(
                    realm: row.text("realm") ?? "",
                    user: row.text("user") ?? "",
                    algorithm: row.text("algorithm") ?? "",
                    ha1: row.text("ha1") ?? ""
                )
            }
        }
    }

    /// Adds digest hashes, each in place of another for the same realm, user and algorithm; all of them or none.
    public func write(_ secrets: [StoredSecret]) throws(StoreError) {
        try writing { (connection) throws(StoreError) in
            let sql = """
                INSERT INTO secret (realm, "user", algorithm, ha1) VALUES ($1, $2, $3, $4)
                ON CONFLICT (realm, "user", algorithm) DO UPDATE SET ha1 = excluded.ha1
                """
            for secret in secrets {
                try connection.run(
                    sql,
                    [.text(secret.realm), .text(secret.user), .text(secret.algorithm), .text(secret.ha1)]
                )
            }
        }
    }

    private static func put(_ binding: StoredBinding, _ connection: PostgresConnection) throws(StoreError) {
        let sql = """
            INSERT INTO binding ("user", host, contact, transport, high, low, port, until, call)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT ("user", host, contact) DO UPDATE SET sequence = nextval('binding_order'),
                transport = excluded.transport, high = excluded.high, low = excluded.low, port = excluded.port,
                until = excluded.until, call = excluded.call
            """
        try connection.run(
            sql,
            [
                .bytes(binding.user), .bytes(binding.host), .number(Int64(binding.contact)), .text(binding.transport),
                .number(Int64(bitPattern: binding.high)), .number(Int64(bitPattern: binding.low)),
                .number(Int64(binding.port)), .number(binding.until), .number(Int64(bitPattern: binding.call)),
            ]
        )
    }

    /// Nil for a row that nothing of ours has written.
    private static func binding(_ row: PostgresRow) -> StoredBinding? {
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
            call: UInt64(bitPattern: call)
        )
    }
}
