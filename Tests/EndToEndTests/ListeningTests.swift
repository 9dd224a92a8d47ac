import Rehearsal
import Testing

/// Real phones that dial the code for listening. The agent, 101, is in a call with somebody outside.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct ListeningTests {
    /// A stage with an agent who speaks.
    private static func with(_ scene: @Sendable (Stage, CallScene) async throws -> Void) async throws {
        try await Stage.with(.earshot(policy: "listening.yaml", site: ListeningScene.site)) { stage in
            let call = try await CallScene(to: "101", on: stage)
            try await call.answer()
            try await scene(stage, call)
            try await call.hangUp()
        }
    }

    @Test func whoMayListenIsConnected() async throws {
        try await Self.with { stage, _ in
            let supervisor = try await stage.phone("102")
            let scene = try await ListeningScene(to: "101", at: supervisor, on: stage)
            try await scene.isUp()
            try supervisor.hangUp()
            try await scene.target.succeed()

            let record = try await #require(stage.earshot).record(with: #""method":"INVITE""#)
            #expect(record.contains(#""watcher":"bob""#))
            #expect(record.contains(#""verdict":"forward""#))
        }
    }

    @Test func whoMayNotListenIsRefusedAndThePBXHearsNothing() async throws {
        try await Self.with { stage, _ in
            let pbx = try #require(stage.kamailio)
            let scene = try await ListeningScene(to: "101", at: stage.phone("103"), on: stage)
            let answer = try await scene.answer()
            let callID = try #require(await scene.callID())
            try await pbx.fence()

            #expect(answer.isResponse(403))
            #expect(pbx.count("INVITE", callID: callID) == 0)
            #expect(pbx.requests.entries.contains { $0.method == "INVITE" })
            #expect(scene.target.received.isEmpty)
        }
    }
}
