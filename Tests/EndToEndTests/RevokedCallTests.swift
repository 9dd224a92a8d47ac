import Rehearsal
import Testing

/// A right to listen that is taken away while somebody listens. The agent, 101, is in a call with somebody outside, which is not touched.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct RevokedCallTests {
    /// What the operator or the Admin writes.
    enum Loss: CaseIterable, Sendable {
        case roleEmptied, killSwitch

        var change: (old: String, new: String) {
            switch self {
            case .roleEmptied: ("Supervisors: [\"user:bob\"]", "Supervisors: []")
            case .killSwitch: ("listening: enabled", "listening: disabled")
            }
        }

        /// The rule in the audit.
        var rule: String {
            switch self {
            case .roleEmptied: "listening-not-named"
            case .killSwitch: "listening-disabled"
            }
        }
    }

    private static func with(
        _ scenario: String = "spy",
        _ scene: @Sendable (Earshot, Stage, ListeningScene) async throws -> Void
    ) async throws {
        try await Stage.with(.earshot(policy: "listening.yaml", site: ListeningScene.site)) { stage in
            let call = try await CallScene(to: "101", on: stage)
            try await call.answer()
            let supervisor = try await stage.phone("102")
            let listening = try await ListeningScene(to: "101", at: supervisor, scenario, on: stage)
            try await scene(#require(stage.earshot), stage, listening)
            try await call.hangUp()
        }
    }

    /// Takes the right away, and holds that both ends hear of it in time.
    private static func end(_ scene: ListeningScene, by loss: Loss, at earshot: Earshot) async throws {
        let (start, mark) = (
            try earshot.changePolicy(loss.change.old, to: loss.change.new), scene.supervisor.events.count
        )
        let (told, heard) = (try await scene.told("BYE"), try await scene.heard("BYE"))
        try await scene.supervisor.call(is: "DISCONNECTED", from: mark)
        try await scene.target.succeed()
        print(
            "\(loss): BYE at the supervisor after \(told.readAt - start), at the other end after \(heard.readAt - start)"
        )

        #expect(told.readAt - start <= Limits.promise)
        #expect(heard.readAt - start <= Limits.promise)
    }

    @Test(arguments: Loss.allCases)
    func bothEndsOfACallAreHungUp(_ loss: Loss) async throws {
        try await Self.with { earshot, _, scene in
            try await scene.isUp()
            try await Self.end(scene, by: loss, at: earshot)

            let record = try await earshot.record(
                with: #""verdict":"revoke","disclosure":"none","rule":"\#(loss.rule)""#
            )
            #expect(record.contains(#""watcher":"bob""#))
        }
    }

    @Test(arguments: Loss.allCases)
    func aRightThatIsGivenBackPermitsANewCall(_ loss: Loss) async throws {
        try await Self.with { earshot, stage, scene in
            try await scene.isUp()
            try await Self.end(scene, by: loss, at: earshot)
            try earshot.changePolicy(loss.change.new, to: loss.change.old)
            try await earshot.page("/readyz") { $0.contains("revision 3 in force") }

            let again = try await ListeningScene(to: "101", at: scene.supervisor, on: stage)
            try await again.isUp()
            try scene.supervisor.hangUp()
            try await again.target.succeed()
        }
    }

    @Test func aCallThatRingsIsCancelled() async throws {
        try await Self.with("spy-rings") { earshot, _, scene in
            _ = try await scene.progress()
            let start = try earshot.changePolicy(Loss.roleEmptied.change.old, to: Loss.roleEmptied.change.new)
            let heard = try await scene.heard("CANCEL")
            let answer = try await scene.answer()
            try await scene.target.succeed()
            print("CANCEL at the other end after \(heard.readAt - start)")

            #expect(heard.readAt - start <= Limits.promise)
            #expect(answer.status.map { $0 >= 300 } == true)
        }
    }

    @Test func anAnswerThatCrossesTheEndNeverReachesTheSupervisor() async throws {
        try await Self.with("spy-answers-late") { earshot, _, scene in
            _ = try await scene.progress()
            try earshot.changePolicy(Loss.roleEmptied.change.old, to: Loss.roleEmptied.change.new)
            let answer = try await scene.answer()
            try await scene.target.succeed()

            #expect(answer.status.map { $0 >= 300 } == true)
            #expect(!scene.supervisor.received.contains { $0.isResponse(200, to: "INVITE") })
        }
    }

    @Test func aCallFromBeforeARestartIsHungUp() async throws {
        try await Self.with { earshot, _, scene in
            try await scene.isUp()
            try await earshot.crash()
            try await earshot.start()
            try await Self.end(scene, by: .roleEmptied, at: earshot)
        }
    }
}
