import AccessPolicy
import Foundation
import Logging
import Rehearsal
import Synchronization
import Testing

@testable import PolicyStore

/// A store in a PostgreSQL that goes away and comes back.
@Suite(.timeLimit(.minutes(10)))
struct PostgresStoreTests {
    private static func with(_ test: (PostgresServer, String) async throws -> Void) async throws {
        try await PostgresServer.with { server in try await test(server, server.database()) }
    }

    private static func open(_ url: String) throws -> PostgresStore {
        try PostgresStore(url: url, logger: Logger(label: "test"))
    }

    fileprivate static func change(_ number: Int) -> PolicyChange {
        let items = ["a", "b"].map { PolicyContractTests.item(.user, "\(number)\($0)") }
        return PolicyChange(put: items, author: "alice", time: 0)
    }

    @Test(arguments: [
        "postgres://alice:secret@127.0.0.1:1/earshot?connect_timeout=1",
        "postgresql://alice:p%40ss@127.0.0.1:1/earshot",
    ])
    func whatCannotBeReachedIsSaidWithoutThePassword(_ url: String) {
        let error = #expect(throws: StoreError.self) { try Self.open(url) }
        #expect(error?.text.contains("://127.0.0.1:1/earshot` cannot be reached: ") == true)
        #expect(error?.text.contains("secret") == false)
        #expect(error?.text.contains("p%40ss") == false)
    }

    @Test func aServerThatWasAwayIsUsedAgainWithoutBeingTold() async throws {
        try await Self.with { server, url in
            let store = try Self.open(url)
            #expect(try store.change(Self.change(0), on: 0) == .made(1))
            try await server.crash()
            #expect(throws: StoreError.self) { try store.policyRevision() }
            try await server.start()
            #expect(try store.policyRevision() == 1)
            #expect(try store.change(Self.change(1), on: 1) == .made(2))
        }
    }

    @Test func aConnectionThatWasEndedByTheServerIsNoFailure() async throws {
        try await Self.with { server, url in
            let store = try Self.open(url)
            try await server.query(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'earshot'",
                in: url
            )
            #expect(try store.change(Self.change(0), on: 0) == .made(1))
        }
    }

    /// What became of calls, each of which has a thread of its own that it may hang on to.
    private final class Calls: Sendable {
        private let outcomes = Mutex<[String]>([])

        func start(_ call: @escaping @Sendable () throws -> Void) {
            Thread {
                var outcome = "done"
                do { try call() } catch { outcome = "\(error)" }
                self.outcomes.withLock { $0.append(outcome) }
            }.start()
        }

        /// Waits until that many have ended.
        func end(_ count: Int) async throws -> [String] {
            try await Patience.find("calls to end", within: .seconds(120)) { seen in
                let ended = outcomes.withLock { $0 }
                seen = ended.joined(separator: "\n")
                return ended.count == count ? ended : nil
            }
        }
    }

    /// Its host answers for it: TCP has nothing to complain of.
    @Test func aServerThatStandsStillIsNotWaitedForForEver() async throws {
        try await Self.with { server, url in
            let (reader, writer) = (try Self.open(url), try Self.open(url))
            let calls = Calls()
            server.pause()
            calls.start { _ = try reader.policyRevision() }
            calls.start { _ = try writer.change(Self.change(0), on: 0) }
            let outcomes = try await calls.end(2)
            #expect(outcomes.allSatisfy { $0.contains("does not answer") }, "\(outcomes)")
            server.resume()
            #expect(try reader.policyRevision() == 0)
            #expect(try writer.change(Self.change(0), on: 0) == .made(1))
        }
    }

    /// More than the kernel takes at once.
    @Test func whatIsLargeIsSentAndReadWhole() async throws {
        try await Self.with { _, url in
            let text = String(repeating: "x", count: 16 << 20)
            let connection = try PostgresConnection(url, name: "large")
            #expect(try connection.run("SELECT $1::text AS text", [.text(text)]).first?.text("text") == text)
        }
    }

    @Test func whatTheServerItselfEndsLeavesTheConnection() async throws {
        try await Self.with { _, url in
            let connection = try PostgresConnection(url, name: "slow")
            try connection.run("SET statement_timeout = '1s'")
            let error = #expect(throws: StoreError.self) { try connection.run("SELECT pg_sleep(600)") }
            #expect(error?.text.contains("statement timeout") == true)
            #expect(!connection.isLost)
            #expect(try connection.run("SELECT 1 AS one; SELECT 2 AS two").first?.number("two") == 2)
            #expect(Limits.replySeconds > Limits.answerSeconds)
        }
    }

    /// There is no end of its results.
    @Test func aCopyIsNotWaitedFor() async throws {
        try await Self.with { _, url in
            let connection = try PostgresConnection(url, name: "copy")
            #expect(throws: StoreError.self) { try connection.run("COPY (SELECT 1) TO STDOUT") }
            #expect(connection.isLost)
        }
    }

    @Test func theHistoryIsOnlyAddedTo() async throws {
        try await Self.with { server, url in
            let store = try Self.open(url)
            _ = try store.change(Self.change(0), on: 0)
            try store.append((1...2).map { AuditContractTests.line($0) })
            try store.prune(["left": 1], noting: [], head: [])
            for sql in [
                "UPDATE revision SET author = 'x'", "DELETE FROM policy_item", "TRUNCATE consent",
                "UPDATE audit SET line = ''", "DELETE FROM audit WHERE seq = 2", "TRUNCATE audit",
            ] {
                await #expect(throws: (any Error).self, "\(sql)") { try await server.query(sql, in: url) }
            }
            // What else would be refused for another reason.
            try await server.query("DELETE FROM audit WHERE seq = 1", in: url)
        }
    }

    @Test func aNewerDatabaseIsLeftAlone() async throws {
        try await Self.with { server, url in
            _ = try Self.open(url)
            try await server.query("INSERT INTO earshot_step VALUES ('9-from-the-future')", in: url)
            let error = #expect(throws: StoreError.self) { try Self.open(url) }
            #expect(error?.text.contains("was written by a newer version") == true)
        }
    }

    /// Both open the empty database at once.
    @Test func twoNodesMakeTheTablesOnce() async throws {
        try await Self.with { _, url in
            let stores = try await withThrowingTaskGroup(of: PostgresStore.self) { group in
                for _ in 0..<4 { group.addTask { try Self.open(url) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(try stores[0].change(Self.change(0), on: 0) == .made(1))
            #expect(try stores[1].policyNews(since: 0).put.count == 2)
            #expect(try stores[2].change(Self.change(1), on: 0) == .conflict(1))
        }
    }

    /// The server is killed again and again while changes are made, which are counted when they are acknowledged.
    @Test func noAcknowledgedChangeIsLostAndNoneHalfDone() async throws {
        try await Self.with { server, url in
            let store = try Self.open(url)
            let crashes = Mutex(0)
            let writer = Writer()
            // A thread of its own: its calls block, and the crashes must not wait for it.
            let thread = Thread { writer.write(to: store) { crashes.withLock { $0 } } }
            thread.start()
            while !writer.isDone, crashes.withLock({ $0 }) < 100 {
                try await Task.sleep(for: .milliseconds(20 + crashes.withLock { $0 } * 37 % 200))
                try await server.crash()
                try await server.start()
                crashes.withLock { $0 += 1 }
            }
            try await Patience.find("the writer to end", within: .seconds(120)) { seen in
                seen = "\(writer.acknowledged) changes"
                return writer.isDone ? () : nil
            }
            print("\(crashes.withLock { $0 }) crashes, \(writer.failures) failures")
            let names = try Set(store.policy(at: .max).map(\.key.name))
            #expect(writer.acknowledged == Writer.changes)
            #expect(writer.failures > 0)
            #expect(names == Set((0..<Writer.changes).flatMap { ["\($0)a", "\($0)b"] }))
            #expect(try store.policyRevision() == Int64(Writer.changes))
        }
    }

    /// Makes changes one after the other, each until it is acknowledged.
    private final class Writer: Sendable {
        static let changes = 1_000
        /// So many between two crashes at the most.
        private static let changesPerCrash = 200

        private struct State {
            var acknowledged = 0
            var failures = 0
        }

        private let state = Mutex(State())

        var acknowledged: Int { state.withLock { $0.acknowledged } }
        var failures: Int { state.withLock { $0.failures } }
        var isDone: Bool { acknowledged == Self.changes || failures > 100_000 }

        func write(to store: PostgresStore, crashes: () -> Int) {
            while !isDone {
                let number = acknowledged
                guard number < (crashes() + 1) * Self.changesPerCrash else {
                    Thread.sleep(forTimeInterval: 0.001)
                    continue
                }
                switch try? store.change(PostgresStoreTests.change(number), on: store.policyRevision()) {
                // It is there already when the answer to the first attempt was lost.
                case .made, .same: state.withLock { $0.acknowledged += 1 }
                case .conflict, nil:
                    state.withLock { $0.failures += 1 }
                    Thread.sleep(forTimeInterval: 0.005)
                }
            }
        }
    }
}
