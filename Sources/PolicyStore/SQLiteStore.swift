import Foundation
import GRDB
import Logging

/// A store in one SQLite file.
///
/// The log is written ahead (WAL) and handed to the kernel with every commit, `synchronous = NORMAL`: a killed process loses nothing that was
/// committed, and a power cut at the most the last commits, never the file.
public final class SQLiteStore: Store {
    let queue: DatabaseQueue
    let path: String
    /// Rung when somebody who waits for news should look.
    let bell = StoreBell()

    /// Opens the file, makes it when it is not there, and brings its tables up to this version.
    public init(path: String, logger: Logger) throws(StoreError) {
        let isThere = try StoreFile.check(path)
        if isThere { try Self.checkContents(path) } else { try StoreFile.make(at: path) }
        self.path = path
        queue = try Self.open(path, journal: .wal)
        do {
            try SQLiteSchema.migrator.migrate(queue)
        } catch {
            throw StoreError(error, path: path)
        }
        logger.info("store opened", metadata: ["path": "\(path)", "new": "\(!isThere)"])
    }

    /// Says what is wrong with the file, without making or changing it; nothing is when it is not there and could be made.
    public static func check(path: String) throws(StoreError) {
        guard try StoreFile.check(path) else {
            try StoreFile.checkFolder(of: path)
            return
        }
        try checkContents(path)
    }

    /// Before anything in the file is changed, its journal mode included.
    static func checkContents(_ path: String) throws(StoreError) {
        let queue = try open(path, journal: .default)
        do {
            try queue.read { try SQLiteSchema.check($0, path: path) }
            try queue.close()
        } catch {
            throw StoreError(error, path: path)
        }
    }

    static func open(
        _ path: String,
        journal: Configuration.JournalModeConfiguration
    ) throws(StoreError) -> DatabaseQueue {
        var configuration = Configuration()
        configuration.journalMode = journal
        configuration.busyMode = .timeout(Limits.busySeconds)
        configuration.label = "store"
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA synchronous = NORMAL")
            try database.execute(sql: "PRAGMA wal_autocheckpoint = \(Limits.walPagesMax)")
        }
        do {
            return try DatabaseQueue(path: path, configuration: configuration)
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Every binding, the one written last at the end.
    public func bindings() throws(StoreError) -> [StoredBinding] {
        try reading { database in
            let sql = "SELECT * FROM binding ORDER BY sequence DESC LIMIT \(Limits.bindingsMax)"
            return try Row.fetchAll(database, sql: sql).reversed().compactMap(Self.binding)
        }
    }

    /// Nil: the node has them in a file beside this one.
    public var keyStore: (any KeyStore)? { nil }

    /// Nothing: a file is used by one node.
    public func bindingNews(after place: Int64) -> BindingNews {
        BindingNews(entries: [], place: 0, isAll: true, era: 0)
    }

    /// Nobody: a file is used by one node.
    public func beat(run: Int64) -> NodeBeat { NodeBeat() }

    /// None: a file is used by one node.
    public func adopt(afterSeconds seconds: Int) -> [StoredDialog] { [] }

    /// Makes all these changes, in order, or none of them.
    public func write(_ changes: [StoredChange]) throws(StoreError) {
        try writing { database in
            for change in changes {
                switch change {
                case .put(let binding): try Self.put(binding, in: database)
                case .remove(let user, let host, let contact?), .drop(let user, let host, let contact):
                    try database.cachedStatement(sql: "DELETE FROM binding WHERE user = ? AND host = ? AND contact = ?")
                        .execute(arguments: [Data(user), Data(host), Int64(contact)])
                case .remove(let user, let host, nil):
                    try database.cachedStatement(sql: "DELETE FROM binding WHERE user = ? AND host = ?")
                        .execute(arguments: [Data(user), Data(host)])
                case .keep(let dialog): try Self.put(dialog, in: database)
                case .forget(let callID, let tag):
                    try database.cachedStatement(sql: "DELETE FROM dialog WHERE call_id = ? AND tag = ?")
                        .execute(arguments: [Data(callID), Data(tag)])
                }
            }
        }
    }

    /// Keeps these bindings and dialogs and no others.
    public func replace(bindings: [StoredBinding], dialogs: [StoredDialog]) throws(StoreError) {
        try writing { database in
            try database.execute(sql: "DELETE FROM binding; DELETE FROM dialog")
            for binding in bindings { try Self.put(binding, in: database) }
            for dialog in dialogs { try Self.put(dialog, in: database) }
        }
    }

    /// Drops the bindings and dialogs that end at that moment or before.
    public func prune(before moment: Int64) throws(StoreError) {
        try writing { database in
            try database.execute(sql: "DELETE FROM binding WHERE until <= ?", arguments: [moment])
            try database.execute(sql: "DELETE FROM dialog WHERE until <= ?", arguments: [moment])
        }
    }

    /// Every digest hash.
    public func secrets() throws(StoreError) -> [StoredSecret] { try reading(Self.secrets) }

    /// Every digest hash of a file, which is neither made nor changed; none when the file is not there.
    static func secrets(in path: String) throws(StoreError) -> [StoredSecret] {
        try peek(at: path, table: "secret", otherwise: [], secrets)
    }

    private static func secrets(_ database: Database) throws -> [StoredSecret] {
        try Row.fetchAll(database, sql: "SELECT * FROM secret LIMIT \(Limits.secretsMax)").map { row in
            StoredSecret(realm: row["realm"], user: row["user"], algorithm: row["algorithm"], ha1: row["ha1"])
        }
    }

    /// Adds digest hashes, each in place of another for the same realm, user and algorithm; all of them or none.
    public func write(_ secrets: [StoredSecret]) throws(StoreError) {
        try writing { database in
            let sql = "INSERT OR REPLACE INTO secret (realm, user, algorithm, ha1) VALUES (?, ?, ?, ?)"
            for secret in secrets {
                try database.cachedStatement(sql: sql)
                    .execute(arguments: [secret.realm, secret.user, secret.algorithm, secret.ha1])
            }
        }
    }

    /// A watch that sees at once what is changed by this, and within 250 ms what others change.
    public func watch() -> any StoreWatch { SQLiteWatch(bell) }

    /// Ends the use of the file. What comes after it fails.
    public func close() throws(StoreError) {
        do {
            try queue.close()
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Reads a file that is neither made nor changed; gives the other value when it is not there, or older than that table is.
    static func peek<Value>(
        at path: String,
        table: String,
        otherwise: Value,
        _ work: (Database) throws -> Value
    ) throws(StoreError) -> Value {
        guard try StoreFile.check(path) else { return otherwise }
        try checkContents(path)
        let queue = try open(path, journal: .default)
        do {
            let found = try queue.read { try $0.tableExists(table) ? work($0) : otherwise }
            try queue.close()
            return found
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Each read is one statement, which needs no transaction; and GRDB's `read` crashes where the file is closed already.
    func reading<Value>(_ work: (Database) throws -> Value) throws(StoreError) -> Value {
        do {
            return try queue.writeWithoutTransaction(work)
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Several reads of one state.
    func snapshot<Value>(_ work: (Database) throws -> Value) throws(StoreError) -> Value {
        try reading { database in
            var value: Value?
            try database.inTransaction(.deferred) {
                value = try work(database)
                return .commit
            }
            guard let value else { throw StoreError("the store `\(path)` has given no answer") }
            return value
        }
    }

    /// A transaction that outlives the power being cut.
    func durably<Value>(_ work: (Database) throws -> Value) throws(StoreError) -> Value {
        defer { bell.ring() }
        do {
            return try queue.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA synchronous = FULL")
                defer { try? database.execute(sql: "PRAGMA synchronous = NORMAL") }
                var value: Value?
                try database.inTransaction(.immediate) {
                    value = try work(database)
                    return .commit
                }
                guard let value else { throw StoreError("the store `\(path)` has not said what it did") }
                return value
            }
        } catch {
            throw StoreError(error, path: path)
        }
    }

    @discardableResult
    func writing<Value>(_ work: (Database) throws -> Value) throws(StoreError) -> Value {
        do {
            return try queue.write(work)
        } catch {
            throw StoreError(error, path: path)
        }
    }
}

extension SQLiteStore {
    private static func put(_ binding: StoredBinding, in database: Database) throws {
        let sql = """
            INSERT OR REPLACE INTO binding (user, host, contact, transport, high, low, port, until, call)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        try database.cachedStatement(sql: sql).execute(arguments: [
            Data(binding.user), Data(binding.host), Int64(binding.contact), binding.transport,
            Int64(bitPattern: binding.high), Int64(bitPattern: binding.low), Int64(binding.port), binding.until,
            Int64(bitPattern: binding.call),
        ])
    }

    /// Nil for a row that nothing of ours has written.
    private static func binding(_ row: Row) -> StoredBinding? {
        let contact: Int64 = row["contact"]
        let port: Int64 = row["port"]
        guard let contact = UInt32(exactly: contact), let port = UInt16(exactly: port) else { return nil }
        let (high, low, call): (Int64, Int64, Int64) = (row["high"], row["low"], row["call"])
        let (user, host): (Data, Data) = (row["user"], row["host"])
        return StoredBinding(
            user: Array(user),
            host: Array(host),
            contact: contact,
            transport: row["transport"],
            high: UInt64(bitPattern: high),
            low: UInt64(bitPattern: low),
            port: port,
            until: row["until"],
            call: UInt64(bitPattern: call)
        )
    }
}
