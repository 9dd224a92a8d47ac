import AccessPolicy
import Logging

/// Where a store is.
public enum StorePlace: Sendable, Equatable {
    /// A file.
    case sqlite(path: String)
    /// A database, by a connection URI of libpq.
    case postgres(url: String)

    /// The place for people: no password is in it.
    public var name: String {
        switch self {
        case .sqlite(let path): path
        case .postgres(let url): PostgresStore.name(of: url)
        }
    }

    /// Whether several nodes may use it at once.
    public var isShared: Bool {
        switch self {
        case .sqlite: false
        case .postgres: true
        }
    }

    /// Opens the store, makes it where there is none, and brings its tables up to this version.
    ///
    /// - Parameter node: who opens it, where several nodes share it; nobody's bindings and dialogs are that one's when nil.
    public func open(node: String? = nil, logger: Logger) throws(StoreError) -> any Store {
        switch self {
        case .sqlite(let path): try SQLiteStore(path: path, logger: logger)
        case .postgres(let url): try PostgresStore(url: url, node: node ?? "", logger: logger)
        }
    }

    /// Says what is wrong with the store, without making or changing it; nothing is when it is not there and could be made.
    public func check() throws(StoreError) {
        switch self {
        case .sqlite(let path): try SQLiteStore.check(path: path)
        case .postgres(let url): _ = try PostgresStore(existingAt: url)
        }
    }

    // MARK: For commands, which neither make nor change it

    /// The register of consents; none where there is no store yet.
    public func consents() throws(StoreError) -> [ConsentEntry] {
        switch self {
        case .sqlite(let path): try SQLiteStore.consents(in: path)
        case .postgres(let url): try PostgresStore(existingAt: url)?.consents(after: 0) ?? []
        }
    }

    /// The policy with its revision; 0 where there is no store yet, or no policy in it.
    public func policy() throws(StoreError) -> (revision: Int64, items: [PolicyItem]) {
        switch self {
        case .sqlite(let path): return try SQLiteStore.policy(in: path)
        case .postgres(let url):
            guard let news = try PostgresStore(existingAt: url)?.policyNews(since: 0) else { return (0, []) }
            return (news.revision, news.put)
        }
    }

    /// The signing keys of all nodes; none where there is no store yet, or one node uses it.
    public func signingKeys() throws(StoreError) -> [StoredKey] {
        switch self {
        case .sqlite: []
        case .postgres(let url): try PostgresStore(existingAt: url)?.signingKeys() ?? []
        }
    }

    /// Every digest hash; none where there is no store yet.
    public func secrets() throws(StoreError) -> [StoredSecret] {
        switch self {
        case .sqlite(let path): try SQLiteStore.secrets(in: path)
        case .postgres(let url): try PostgresStore(existingAt: url)?.secrets() ?? []
        }
    }
}
