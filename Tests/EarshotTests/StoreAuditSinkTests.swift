import Admin
import AuditTrail
import Enforcement
import Foundation
import PolicyStore
import Proxy
import TestFolder
import Testing

@testable import earshot

/// The audit in a store: written by the audit's own writer, verified and searched.
@Suite struct StoreAuditSinkTests {
    private final class World {
        private let folder = TestFolder()
        let store: SQLiteStore
        let keys: TokenKeys

        init() throws {
            store = try SQLiteStore(path: folder.path(), logger: .silent)
            keys = try StoreJournalTests.keys(7)
        }

        /// Writes so many events as a proxy does from its start to its end.
        func write(_ targets: [String], as node: String = "left") async throws {
            let sink = StoreAuditSink(store: store, node: node, logger: .silent)
            let start = try sink.start()
            let audit = AuditLog(sink, ending: start.ending, head: start.head, keys: keys, logger: .silent)
            for target in targets {
                var event = AuditEvent(.consent, .recorded, organization: "Example Ltd", reason: "so")
                event.target = target
                audit.note(event)
            }
            await audit.close()
        }

        func report(_ node: String = "left") throws -> AuditReport {
            try AuditReading.report(of: node, in: store, keys: keys)
        }
    }

    @Test func aChainGoesOnOverRestartsAndIsIntact() async throws {
        let world = try World()
        try await world.write((0..<1_500).map { "\($0)" })
        try await world.write(["x", "y"])
        let report = try world.report()
        #expect(report.isIntact)
        #expect(report.recordCount == 1_502)
    }

    @Test func everyNodeHasAChainOfItsOwn() async throws {
        let world = try World()
        try await world.write(["1", "2"])
        try await world.write(["3"], as: "right")
        #expect(try world.report().recordCount == 2)
        #expect(try world.report("right").recordCount == 1)
        #expect(try world.report("right").isIntact)
    }

    @Test func whatWasCutOffAtTheEndIsFound() async throws {
        let world = try World()
        try await world.write(["1", "2"])
        let head = try world.store.auditHead(of: "left")
        try world.store.keep(head: head, of: "right")
        let lines = try world.store.audit(StoredAuditQuery(limit: 2))
        var first = try #require(lines.last)
        first.node = "right"
        try world.store.append([first])
        #expect(try world.report("right").problems.map(\.kind) == [.truncated])
        #expect(try world.report("nobody").problems.map(\.kind) == [.head, .empty])
    }

    @Test func aSearchGoesPageByPageAndNamesTheNode() async throws {
        let world = try World()
        try await world.write(["1", "2", "3"])
        try await world.write(["4"], as: "right")
        let search = AuditStoreSearch(world.store)
        let page = try search.find(AuditQuery(organization: "Example Ltd", limit: 2))
        #expect(page.records.map(\.target) == ["4", "3"])
        #expect(page.records.map(\.node) == ["right", "left"])
        let rest = try search.find(AuditQuery(organization: "Example Ltd", limit: 2, cursor: page.cursor))
        #expect(rest.records.map(\.target) == ["2", "1"])
        #expect(try search.find(AuditQuery(target: "2")).records.map(\.seq) == [2])
        #expect(throws: AuditSearchError.cursor) { try search.find(AuditQuery(cursor: "!")) }
    }
}
