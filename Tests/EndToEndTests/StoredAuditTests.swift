import Foundation
import Rehearsal
import Testing

/// The audit in the store.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct StoredAuditTests {
    private static func with(
        hasSecondNode: Bool = false,
        _ scene: @Sendable (Stage, Earshot, PostgresServer, String) async throws -> Void
    ) async throws {
        try await PostgresServer.with { server in
            let database = try await server.database()
            let site = Site(policyStore: database, audit: "store", hasSecondNode: hasSecondNode)
            try await Stage.with(.earshot(policy: "listening.yaml", site: site)) { stage in
                try await scene(stage, #require(stage.earshot), server, database)
            }
        }
    }

    /// dave asks for 101's lamp and is refused. Gives the Call-ID.
    private static func refuse(
        _ stage: Stage,
        from port: UInt16,
        at node: Earshot? = nil
    ) async throws -> String {
        let run = try await stage.ask("101", as: "104", from: port, through: node)
        try await run.succeed()
        return try await run.callID()
    }

    /// The Call-IDs of records, the newest first. What a phone has sent twice is on record twice.
    private static func calls(_ records: [Earshot.Record]) -> [String] {
        records.map(\.callID).reduce(into: []) { calls, call in
            if calls.last != call { calls.append(call) }
        }
    }

    /// The chains are as they were written: so many.
    private static func expectIntact(_ earshot: Earshot, chains: Int = 1) async throws {
        let (status, text) = try await earshot.verifyAudit()
        #expect(status == 0, "\(text)")
        #expect(text.matches(of: /"ok":true/).count == chains)
    }

    private static func refusalsAreFound(_ stage: Stage) async throws {
        let earshot = try #require(stage.earshot)
        let token = try await earshot.operatorToken()
        let call = try await refuse(stage, from: stage.registeredPort("104"))
        let refused = try await earshot.records("watcher=dave&verdict=reject", token: token)
        #expect(calls(refused) == [call])
        #expect(Set(refused.map(\.extension)) == ["101"])

        try earshot.changePolicy("listening: enabled", to: "listening: disabled")
        try await earshot.importPolicy()
        let switched = try await earshot.records("action=listening", token: token)
        #expect(switched.map(\.verdict) == ["disabled"])
        #expect(try #require(switched.first).seq > refused[0].seq)
        #expect(!FileManager.default.fileExists(atPath: earshot.auditPath))
        try await expectIntact(earshot)
        // One chain over a crash.
        try await earshot.crash()
        try await earshot.startAgain()
        try await expectIntact(earshot)
        _ = try await earshot.records("action=listening", token: token) { $0.count == 2 }
    }

    @Test func whatIsRefusedAndSwitchedIsFoundInAFile() async throws {
        let site = Site(policyStore: "sqlite:earshot.db", audit: "store")
        try await Stage.with(.earshot(policy: "listening.yaml", site: site)) { try await Self.refusalsAreFound($0) }
    }

    @Test func whatIsRefusedAndSwitchedIsFoundInADatabase() async throws {
        try await Self.with { stage, _, _, _ in try await Self.refusalsAreFound(stage) }
    }

    @Test func aRecordThatSomebodyTakesAwayIsMissed() async throws {
        try await Self.with { stage, earshot, server, database in
            let token = try await earshot.operatorToken()
            _ = try await Self.refuse(stage, from: stage.registeredPort("104"))
            let refused = try await earshot.records("watcher=dave", token: token)
            try await Self.expectIntact(earshot)
            let take = "DELETE FROM audit WHERE watcher = 'dave'"
            await #expect(throws: RehearsalError.self) { try await server.query(take, in: database) }
            #expect(try await earshot.records("watcher=dave", token: token).suffix(refused.count) == refused[...])
            // What whoever owns the database can do.
            try await server.query("ALTER TABLE audit DISABLE TRIGGER USER; \(take)", in: database)
            try await earshot.stop()
            let (status, text) = try await earshot.verifyAudit()
            #expect(status == 1)
            #expect(text.contains(#""kind":"removed""#), "\(text)")
        }
    }

    @Test func twoNodesWriteTwoChains() async throws {
        try await Self.with(hasSecondNode: true) { stage, first, _, _ in
            let second = try #require(stage.other)
            let token = try await first.operatorToken()
            let port = try await stage.registeredPort("104")
            try await stage.wait(until: second, knows: "104", at: port)
            let one = try await Self.refuse(stage, from: port)
            let other = try await Self.refuse(stage, from: port, at: second)
            for node in [first, second] {
                let records = try await node.records("watcher=dave&verdict=reject", token: token) { records in
                    Set(records.map(\.callID)) == [one, other]
                }
                #expect(Set(records.map(\.node)).count == 2)
                try await Self.expectIntact(node, chains: 2)
            }
            try await first.crash()
            let alone = try await Self.refuse(stage, from: port, at: second)
            _ = try await second.records("watcher=dave", token: token) { $0.contains { $0.callID == alone } }
            try await Self.expectIntact(second, chains: 2)
        }
    }

    @Test func aDatabaseThatGoesAndComesCostsNoRecordAndNoCall() async throws {
        try await Self.with { stage, earshot, server, _ in
            let token = try await earshot.operatorToken()
            let port = try await stage.registeredPort("104")
            var calls: [String] = []
            for _ in 0..<3 { calls.append(try await Self.refuse(stage, from: port)) }
            // At once: what was written last may not have been told to have been.
            try await server.crash()
            for _ in 0..<3 { calls.append(try await Self.refuse(stage, from: port)) }
            try await server.start()
            calls.append(try await Self.refuse(stage, from: port))
            let wanted = calls
            let records = try await earshot.records("watcher=dave&verdict=reject", token: token) { records in
                Set(records.map(\.callID)).isSuperset(of: wanted)
            }
            // Each once, in the order in which they were asked.
            #expect(Self.calls(records).reversed() == calls)
            try await earshot.page("/metrics") { !$0.contains("earshot_audit_write_failures_total 0") }
            try await earshot.page("/metrics") { $0.contains("earshot_audit_dropped_total 0") }
            try await Self.expectIntact(earshot)
        }
    }

    @Test func whatIsOldIsRemovedWhileItRunsAndNothingBesides() async throws {
        try await Self.with { stage, earshot, server, database in
            let token = try await earshot.operatorToken()
            let port = try await stage.registeredPort("104")
            let first = try await Self.refuse(stage, from: port)
            _ = try await earshot.records("watcher=dave", token: token)
            // Records are dated by the second.
            try await Task.sleep(for: .seconds(1))
            let now = Date().formatted(.iso8601)
            let second = try await Self.refuse(stage, from: port)
            _ = try await earshot.records("watcher=dave", token: token) { $0.first?.callID == second }
            let words = ["audit", "prune", "--author", "Alice Ng", "--before", now]
            let (status, text) = try await earshot.run(words)
            #expect(status == 0)
            #expect(text.contains("records up to"), "\(text)")
            let rest = try await earshot.records("watcher=dave", token: token) { $0.last?.callID == second }
            #expect(Self.calls(rest) == [second])
            #expect(first != second)
            try await Self.expectIntact(earshot, chains: 2)

            _ = try await Self.refuse(stage, from: port)
            try await earshot.crash()
            try await earshot.startAgain()
            let fourth = try await Self.refuse(stage, from: port)
            _ = try await earshot.records("watcher=dave", token: token) { Set($0.map(\.callID)).contains(fourth) }
            try await Self.expectIntact(earshot, chains: 2)
            await #expect(throws: RehearsalError.self) {
                try await server.query("DELETE FROM audit WHERE watcher = 'dave'", in: database)
            }
            let next = "(SELECT max(last) + 1 FROM audit_pruned)"
            let take = "DELETE FROM audit WHERE node <> 'audit prune' AND seq = \(next)"
            try await server.query("ALTER TABLE audit DISABLE TRIGGER USER; \(take)", in: database)
            #expect(try await earshot.verifyAudit().status == 1)
        }
    }
}
