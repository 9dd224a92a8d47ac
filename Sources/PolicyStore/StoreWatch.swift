import Foundation

/// What in a store may be new.
public enum StoreTopic: String, Sendable, CaseIterable {
    /// The policy.
    case policy
    /// The register of consents.
    case consents
    /// Who is registered where.
    case bindings
    /// The signing keys.
    case keys
}

/// Waits for what others, or this process, change in a store. Has a connection of its own where the database can tell; used by one thread.
public protocol StoreWatch: AnyObject {
    /// Waits until something may be new, and for so long at the most; then everything may be. What is new since the last call is not missed.
    func wait(seconds: Double) -> Set<StoreTopic>
}

/// Wakes those threads of this process that wait for what it changes itself.
final class StoreBell: @unchecked Sendable {
    private let condition = NSCondition()
    private var rings = 0

    /// Says that something has changed.
    func ring() {
        condition.lock()
        rings += 1
        condition.broadcast()
        condition.unlock()
    }

    /// Waits until it has rung more often than that, and gives how often that is by now.
    func wait(after known: Int, seconds: Double) -> Int {
        let deadline = Date(timeIntervalSinceNow: seconds)
        condition.lock()
        defer { condition.unlock() }
        while rings == known, condition.wait(until: deadline) {}
        return rings
    }
}

/// A watch over a file, which tells nothing of what other processes write: it is to be looked at now and then.
final class SQLiteWatch: StoreWatch {
    private let bell: StoreBell
    private var rings = 0

    init(_ bell: StoreBell) { self.bell = bell }

    func wait(seconds: Double) -> Set<StoreTopic> {
        rings = bell.wait(after: rings, seconds: min(seconds, Limits.lookSeconds))
        return Set(StoreTopic.allCases)
    }
}

/// A watch over a database that tells all who listen (`LISTEN earshot`).
final class PostgresWatch: StoreWatch {
    private let url: String
    private let name: String
    private var connection: PostgresConnection?

    init(url: String, name: String) { (self.url, self.name) = (url, name) }

    func wait(seconds: Double) -> Set<StoreTopic> {
        let start = Date()
        guard let connection else {
            connection = try? connect()
            // Whatever was told while nobody listened was missed.
            if connection == nil { Thread.sleep(forTimeInterval: max(0, seconds + start.timeIntervalSinceNow)) }
            return Set(StoreTopic.allCases)
        }
        let told = connection.notifications(seconds: seconds)
        if connection.isLost { self.connection = nil }
        let topics = Set(told.compactMap(StoreTopic.init))
        return topics.isEmpty || connection.isLost ? Set(StoreTopic.allCases) : topics
    }

    private func connect() throws(StoreError) -> PostgresConnection {
        let connection = try PostgresConnection(url, name: name)
        try connection.run("LISTEN earshot")
        return connection
    }
}
