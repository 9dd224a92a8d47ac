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
    /// Whose the bindings and dialogs are that are written; nobody's when empty.
    let node: String
    private let idle = Mutex<[PostgresConnection]>([])
    /// Room for connections in use.
    private let room = DispatchSemaphore(value: Limits.connectionsMax)

    /// Connects to a database and brings its tables up to this version.
    ///
    /// - Parameters:
    ///   - url: a connection URI of libpq, such as `postgres://earshot@db.example/earshot`.
    ///   - node: whose the bindings and dialogs are that are written.
    public init(url: String, node: String = "", logger: Logger) throws(StoreError) {
        (self.url, self.node) = (url, node)
        name = Self.name(of: url)
        let connection = try PostgresConnection(url, name: name)
        try PostgresSchema.migrate(connection, name: name)
        idle.withLock { $0.append(connection) }
        logger.info("store opened", metadata: ["url": "\(name)"])
    }

    /// Itself.
    public var keyStore: (any KeyStore)? { self }

    /// A watch with a connection of its own.
    public func watch() -> any StoreWatch { PostgresWatch(url: url, name: name) }

    /// Connects to a database as it is; nil when it has no tables of ours.
    init?(existingAt url: String) throws(StoreError) {
        (self.url, node) = (url, "")
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

    /// Reads with one connection, and once more with a new one when the server had gone; not when it stands still.
    func reading<Value>(_ work: (PostgresConnection) throws(StoreError) -> Value) throws(StoreError) -> Value {
        try using { (connection) throws(StoreError) in
            do throws(StoreError) {
                return try work(connection)
            } catch {
                guard connection.isLost, !connection.isUnanswered else { throw error }
                return nil
            }
        }
    }

    /// Several reads of one state.
    func snapshot<Value>(_ work: (PostgresConnection) throws(StoreError) -> Value) throws(StoreError) -> Value {
        try transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", work)
    }

    /// Writes, all or nothing.
    @discardableResult
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
                guard connection.isLost, !connection.isUnanswered else { throw error }
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
        defer {
            // Others of that age have most likely gone with it, and finding that out takes time for each.
            let gone = idle.withLock { idle in
                defer { idle = connection.isLost ? [] : idle + [connection] }
                return connection.isLost ? idle : []
            }
            withExtendedLifetime(gone) {}
        }
        return try work(connection)
    }
}
