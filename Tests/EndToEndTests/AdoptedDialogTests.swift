import Rehearsal
import Testing

/// What goes on after the node died that it went through: the listening calls that another node has taken over, and what a moving address keeps.
///
/// A node is dead after ten seconds, and one that has started waits for twenty, so that these take longer than others.
@Suite(.serialized, .timeLimit(.minutes(4)))
struct AdoptedDialogTests {
    /// Twenty seconds, and two beats, on a busy machine.
    private static let adoption = Duration.seconds(60)

    private static func with(
        hasSecondNode: Bool,
        _ scene: @Sendable (Stage, Earshot, _ isKept: () async throws -> Void) async throws -> Void
    ) async throws {
        try await PostgresServer.with { server in
            var site = ListeningScene.site
            let database = try await server.database()
            site.policyStore = database
            site.hasSecondNode = hasSecondNode
            try await Stage.with(.earshot(policy: "listening.yaml", site: site)) { stage in
                try await scene(stage, #require(stage.earshot)) {
                    try await server.wait(for: "EXISTS (SELECT 1 FROM dialog)", in: database)
                }
            }
        }
    }

    private static func adopted(by node: Earshot) async throws {
        _ = try await node.log.first("the dialog to be adopted", within: adoption) { line in
            line.contains("dialogs of a node that is gone are adopted") && line.contains("count=1")
        }
    }

    private static func end(of lamp: Phone, from mark: Int) async throws -> WireMessage {
        try await lamp.request("NOTIFY", .received, from: mark) {
            $0.header("Subscription-State")?.hasPrefix("terminated") == true
        }
    }

    /// The PBX tells nothing more of a subscription: it has it no longer.
    private static func expectNothingMore(of last: WireMessage, on stage: Stage) async throws {
        let (callID, pbx) = (try #require(last.header("Call-ID")), try #require(stage.kamailio))
        try await pbx.fence()
        let told = pbx.notices.count
        try await stage.publish("101", note: "Talk again \(Caller().number)")
        try await pbx.fence()
        #expect(!pbx.notices.entries.dropFirst(told).contains { $0.callID == callID })
    }

    /// carol, who sees the lamp, sees it no more.
    private static func takeTheLamp(at node: Earshot) async throws -> ContinuousClock.Instant {
        try node.changePolicy("\"user:carol\", \"role:Supervisors\"", to: "\"role:Supervisors\"")
        try await node.importPolicy()
        return .now
    }

    @Test func aListeningCallOfADeadNodeEndsWithTheRightToIt() async throws {
        try await Self.with(hasSecondNode: true) { stage, first, isKept in
            let second = try #require(stage.other)
            let agent = try await CallScene(to: "101", on: stage)
            try await agent.answer()
            let supervisor = try await stage.phone("102")
            let scene = try await ListeningScene(to: "101", at: supervisor, on: stage)
            try await scene.isUp()
            try await isKept()
            try await first.crash()
            try await Self.adopted(by: second)
            _ = try await second.live(["--kind", "listening"]) { $0.contains("bob") }

            let mark = supervisor.events.count
            try second.changePolicy("Supervisors: [\"user:bob\"]", to: "Supervisors: []")
            try await second.importPolicy()
            let start = ContinuousClock.now
            let (told, heard) = (try await scene.told("BYE"), try await scene.heard("BYE"))
            try await supervisor.call(is: "DISCONNECTED", from: mark)
            try await scene.target.succeed()
            print("BYE at the supervisor after \(told.readAt - start), at the other end after \(heard.readAt - start)")
            #expect(told.readAt - start <= Limits.promise)
            #expect(heard.readAt - start <= Limits.promise)
            let record = try await second.record(with: #""verdict":"revoke""#)
            #expect(record.contains(#""watcher":"bob""#))
            _ = try await second.live(["--kind", "listening"]) { !$0.contains("bob") }
        }
    }

    @Test func aLampGoesOnAtTheAddressThatMovedAndEndsWithTheRightToIt() async throws {
        try await Self.with(hasSecondNode: false) { stage, first, _ in
            let watcher = try await stage.phone("103")
            try watcher.watch("101")
            _ = try await watcher.request("NOTIFY", .received)
            try await first.crash()
            let heir = try await stage.heir()

            // Nobody but the PBX and the phone has anything of the subscription: the next NOTIFY tells.
            let heard = watcher.events.count
            try await stage.publish("101", note: "Talk \(Caller().number)")
            let lamp = try await watcher.lamp("busy", from: heard) { $0.activity == "busy" }
            #expect(!lamp.note.contains(Caller().number))
            let mark = watcher.messages.count
            let start = try await Self.takeTheLamp(at: heir)
            let last = try await Self.end(of: watcher, from: mark)
            print("the lamp went out after \(last.readAt - start)")
            #expect(last.readAt - start <= Limits.promise)
            #expect(last.header("Subscription-State") == "terminated;reason=rejected")
            #expect(last.body == "")
            try await Self.expectNothingMore(of: last, on: stage)
        }
    }

    @Test func whatLostItsRightMeanwhileEndsWithItsNextNotify() async throws {
        try await Self.with(hasSecondNode: false) { stage, first, _ in
            let watcher = try await stage.phone("103")
            try watcher.watch("101")
            _ = try await watcher.request("NOTIFY", .received)
            try await first.crash()
            // The PBX may not have heard that the phone has this NOTIFY, and repeat it to the heir.
            let mark = watcher.messages.count
            _ = try await Self.takeTheLamp(at: first)
            _ = try await stage.heir()

            try await stage.publish("101", note: "Talk \(Caller().number)")
            let last = try await Self.end(of: watcher, from: mark)
            #expect(last.header("Subscription-State") == "terminated;reason=rejected")
            #expect(last.body == "")
            let notifies = watcher.messages.entries.dropFirst(mark).filter { $0.isRequest("NOTIFY") }
            #expect(notifies.allSatisfy { $0.body == "" })
        }
    }

    @Test func aLampWhoseNumbersWereMovedIsAdoptedAndEnded() async throws {
        try await Self.with(hasSecondNode: false) { stage, first, isKept in
            let watcher = try await stage.phone("102")
            try watcher.watch("101")
            let before = try await watcher.request("NOTIFY", .received)
            // Less may be told: the subscription is refreshed in the phone's name, and its numbers are other ones from here on.
            let (callers, nobody) = (
                "connected-callers: {only: [\"role:Supervisors\"]}", "connected-callers: nobody"
            )
            var mark = watcher.messages.count
            try first.changePolicy(callers, to: nobody)
            try await first.importPolicy()
            _ = try await watcher.request("NOTIFY", .received, from: mark)
            try await isKept()
            try await first.crash()
            let heir = try await stage.heir()
            try await Self.adopted(by: heir)

            mark = watcher.messages.count
            try heir.changePolicy("\"user:carol\", \"role:Supervisors\"", to: "\"user:carol\"")
            try await heir.importPolicy()
            let start = ContinuousClock.now
            let last = try await Self.end(of: watcher, from: mark)
            print("the lamp went out after \(last.readAt - start)")
            #expect(last.readAt - start <= Limits.promise)
            #expect(last.header("Subscription-State") == "terminated;reason=rejected")
            #expect(last.header("Call-ID") == before.header("Call-ID"))
            try await Self.expectNothingMore(of: last, on: stage)
        }
    }
}
