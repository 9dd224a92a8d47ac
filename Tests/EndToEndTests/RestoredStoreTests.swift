import AccessPolicy
import Foundation
import Logging
import PolicyFile
import PolicyStore
import Rehearsal
import Synchronization
import Testing

@testable import earshot

/// What a node that runs makes of a database that was put back to an earlier state under it.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct RestoredStoreTests {
    /// A database with a backup of it.
    private struct World {
        let server: PostgresServer
        let store: PostgresStore
        let name: String

        init(on server: PostgresServer) async throws {
            self.server = server
            let url = try await server.database()
            name = url.split(separator: "/").last.map(String.init) ?? ""
            store = try PostgresStore(url: url, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        }

        private func administer(_ statements: [String]) async throws {
            let apart = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(name)'"
            for sql in [apart] + statements { try await server.query(sql, in: "postgres") }
        }

        func backUp() async throws { try await administer(["CREATE DATABASE \(name)_backup TEMPLATE \(name)"]) }

        func restore() async throws {
            try await administer([
                "ALTER DATABASE \(name) RENAME TO \(name)_lost", "ALTER DATABASE \(name)_backup RENAME TO \(name)",
            ])
        }

        func put(status: String) throws {
            let text = """
                organization: Example Ltd
                users: {alice: {extensions: ["101"]}, bob: {}}
                extensions: {"101": {status: \(status)}}
                """
            let base = try store.policyRevision()
            let (old, new) = (try store.policy(at: base), try PolicyFile.parse(text, file: "").items)
            _ = try store.change(.init(replacing: old, by: new, author: "Alice Ng", comment: "", time: 0), on: base)
        }

        func append(_ number: String) throws {
            let event = ConsentEntry.Event.given(by: "Alice Ng", on: "2026-11-01", owner: "alice")
            _ = try store.append(
                ConsentEntry(
                    organization: "Example Ltd",
                    extensionNumber: number,
                    event: event,
                    recordedBy: "Bob Roy",
                    recordedAt: 1
                )
            )
        }
    }

    private static func with(_ scene: (World) async throws -> Void) async throws {
        try await PostgresServer.with { server in try await scene(World(on: server)) }
    }

    /// What bob sees of 101.
    private static func seen(_ source: StoredPolicySource) throws -> Disclosure? {
        try source.load(StandingConsents(), revision: 1).snapshot.explain(watcher: "bob", target: "101")?.disclosure
    }

    @Test func thePolicyIsThatOfTheBackup() async throws {
        try await Self.with { world in
            let source = StoredPolicySource(world.store, name: "the store")
            try world.put(status: "nobody")
            try await world.backUp()
            try world.put(status: "everyone")
            #expect(try Self.seen(source) == .full)
            let before = try source.stamp()
            try await world.restore()
            #expect(try source.stamp() != before)
            #expect(try Self.seen(source) == Disclosure.none)
        }
    }

    @Test func anotherPolicyUnderTheSameNumberIsSeenAfterTheServerWasStartedAnew() async throws {
        try await Self.with { world in
            let source = StoredPolicySource(world.store, name: "the store")
            try world.put(status: "everyone")
            try await world.backUp()
            try world.put(status: "{only: [\"user:bob\"]}")
            #expect(try Self.seen(source) == .full)
            let before = try source.stamp()
            try await world.restore()
            try world.put(status: "nobody")
            try await world.server.crash()
            try await world.server.start()
            #expect(try source.stamp() != before)
            #expect(try Self.seen(source) == Disclosure.none)
        }
    }

    @Test func consentsAreThoseOfTheBackup() async throws {
        try await Self.with { world in
            let applied = Mutex<StandingConsents?>(nil)
            try world.append("101")
            try await world.backUp()
            try world.append("102")
            let watch = ConsentWatch(
                store: world.store,
                register: ConsentRegister(try world.store.consents(after: 0)),
                ticks: AsyncStream { $0.finish() },
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
                apply: { consents in applied.withLock { $0 = consents } },
                announce: { _ in }
            )
            watch.poll()
            try await world.restore()
            try await world.server.crash()
            try await world.server.start()
            watch.poll()
            let consents = applied.withLock { $0 }
            #expect(consents?.stands(for: "101", of: "Example Ltd", owner: "alice") == true)
            #expect(consents?.stands(for: "102", of: "Example Ltd", owner: "alice") == false)
        }
    }
}
