import AccessPolicy
import Logging
import PolicyStore
import Rehearsal
import Synchronization
import Testing

/// A store in a PostgreSQL that goes away and comes back.
@Suite(.timeLimit(.minutes(3)))
struct PostgresStoreTests {
    private static func with(_ test: (PostgresServer, String) async throws -> Void) async throws {
        let server = try await PostgresServer.start()
        do {
            try await test(server, server.database())
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    private static func open(_ url: String) throws -> PostgresStore {
        try PostgresStore(url: url, logger: Logger(label: "test"))
    }

    private static func change(_ number: Int) -> PolicyChange {
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

    @Test(arguments: ["UPDATE revision SET author = 'x'", "DELETE FROM policy_item", "TRUNCATE consent"])
    func theHistoryIsOnlyAddedTo(_ sql: String) async throws {
        try await Self.with { server, url in
            _ = try Self.open(url).change(Self.change(0), on: 0)
            await #expect(throws: (any Error).self) { try await server.query(sql, in: url) }
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
            let acknowledged = Mutex<Set<Int>>([])
            let isDone = Mutex(false)
            let writer = Task.detached {
                var (number, failures) = (0, 0)
                while number < 1_000, failures < 100_000 {
                    do {
                        switch try store.change(Self.change(number), on: store.policyRevision()) {
                        // It is there already when the answer to the first attempt was lost.
                        case .made, .same:
                            _ = acknowledged.withLock { $0.insert(number) }
                            number += 1
                        case .conflict: failures += 1
                        }
                    } catch {
                        failures += 1
                        try await Task.sleep(for: .milliseconds(5))
                    }
                }
                isDone.withLock { $0 = true }
                return failures
            }
            var crashes = 0
            while !isDone.withLock({ $0 }), crashes < 100 {
                try await Task.sleep(for: .milliseconds(150 + crashes * 37 % 300))
                try await server.crash()
                try await server.start()
                crashes += 1
            }
            let failures = try await writer.value
            print("\(crashes) crashes, \(failures) failures")
            let names = try Set(store.policy(at: .max).map(\.key.name))
            #expect(acknowledged.withLock { $0.count } == 1_000)
            #expect(crashes > 2)
            #expect(names == Set((0..<1_000).flatMap { ["\($0)a", "\($0)b"] }))
            #expect(try store.policyRevision() == 1_000)
        }
    }
}
