import Rehearsal
import Testing

/// Presence from a real PBX, watched by PJSIP through Earshot.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct PresenceLampTests {
    private let note = "Talk 15550199"

    @Test func everyoneSeesTheWholeNote() async throws {
        try await Stage.with(.earshot(policy: "policy.yaml")) { stage in
            let watcher = try await stage.phone("104")
            try watcher.watch("105")
            try await stage.publish("105", note: note)
            let lamp = try await watcher.lamp("busy") { $0.activity == "busy" }

            #expect(lamp.note == note)
        }
    }

    @Test func statusOnlySeesBusyAndNothingOfTheCaller() async throws {
        try await Stage.with(.earshot(policy: "policy.yaml")) { stage in
            let watcher = try await stage.phone("103")
            try watcher.watch("101")
            try await stage.publish("101", note: note)
            let lamp = try await watcher.lamp("busy") { $0.activity == "busy" }

            #expect(lamp.status == "online")
            #expect(watcher.received.flatMap { Caller().marks(in: $0) } == [])
        }
    }

    @Test func refusedIsToldSoByThePhone() async throws {
        try await Stage.with(.earshot(policy: "policy.yaml")) { stage in
            let watcher = try await stage.phone("104")
            try watcher.watch("101")
            let lamp = try await watcher.lamp("terminated") { $0.subscription == "TERMINATED" }

            #expect(lamp.code == 403)
        }
    }
}
