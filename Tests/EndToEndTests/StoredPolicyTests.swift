import Rehearsal
import Testing

/// A policy that is in the store, changed by commands beside the proxy that runs.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct StoredPolicyTests {
    private static let site = Site(policyStore: "sqlite:earshot.db")

    private static func lamp(of phone: Phone, from mark: Int) async throws -> WireMessage {
        try await phone.request("NOTIFY", .received, from: mark) {
            $0.header("Subscription-State")?.hasPrefix("terminated") == true
        }
    }

    @Test func whatIsImportedIsInForceAndWhatIsRestoredToo() async throws {
        try await Stage.with(.earshot(policy: "listening.yaml", site: Self.site)) { stage in
            let earshot = try #require(stage.earshot)
            let watcher = try await stage.phone("103")
            try watcher.watch("101")
            _ = try await watcher.request("NOTIFY", .received)
            let before = try await earshot.run(["explain", "--watcher", "carol", "--extension", "101", "--json"])
            #expect(before.text.contains(#""status":true"#))

            try earshot.changePolicy("\"user:carol\", \"role:Supervisors\"", to: "\"role:Supervisors\"")
            let mark = watcher.messages.count
            #expect(try await earshot.importPolicy(by: "Alice Ng").contains("revision 2"))
            let start = ContinuousClock.now
            let last = try await Self.lamp(of: watcher, from: mark)
            #expect(last.readAt - start <= Limits.promise)
            #expect(last.header("Subscription-State") == "terminated;reason=rejected")
            let record = try await earshot.record(with: "revision 2 of the store, by Alice Ng")
            #expect(record.contains(#""verdict":"loaded""#))

            #expect(try await earshot.run(["policy", "restore", "1"]).status == 0)
            try await earshot.page("/readyz") { $0.contains("revision 3 of the store") }
            let after = try await earshot.run(["explain", "--watcher", "carol", "--extension", "101", "--json"])
            #expect(after.text.contains(#""status":true"#))
            #expect(try await earshot.run(["policy", "log"]).text.split(separator: "\n").count == 3)
        }
    }

    @Test func aDatabaseThatIsAwayLeavesThePolicyInForce() async throws {
        try await PostgresServer.with { server in
            let site = try await Site(policyStore: server.database())
            try await Stage.with(.earshot(policy: "listening.yaml", site: site)) { stage in
                let earshot = try #require(stage.earshot)
                let watcher = try await stage.phone("103")
                try await server.crash()
                try await earshot.page("/readyz") { $0.contains("no change is seen: the store") }
                try watcher.watch("101")
                _ = try await watcher.request("NOTIFY", .received)

                try await server.start()
                try await earshot.page("/readyz") { !$0.contains("no change is seen") }
                try earshot.changePolicy("\"user:carol\", \"role:Supervisors\"", to: "\"role:Supervisors\"")
                let mark = watcher.messages.count
                try await earshot.importPolicy()
                let last = try await Self.lamp(of: watcher, from: mark)
                #expect(last.header("Subscription-State") == "terminated;reason=rejected")
            }
        }
    }

    @Test func itIsThereAfterACrash() async throws {
        try await Stage.with(.earshot(policy: "listening.yaml", site: Self.site)) { stage in
            let earshot = try #require(stage.earshot)
            #expect(try await earshot.run(["policy", "export"]).status == 0)
            try await earshot.crash()
            try await earshot.start()
            try await earshot.page("/readyz") { $0.contains("revision 1 of the store") }
            let watcher = try await stage.phone("103")
            try watcher.watch("101")
            _ = try await watcher.request("NOTIFY", .received)
        }
    }
}
