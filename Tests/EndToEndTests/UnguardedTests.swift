import Rehearsal
import Testing

/// What a watcher sees without Earshot: the proof that the other tests look for things that are really there.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct UnguardedTests {
    @Test func theLampTellsNumberNameTagsAndCall() async throws {
        try await Stage.with(.nobody) { stage in
            let watcher = try await stage.watch("101", as: "104")
            let call = try await CallScene(to: "101", on: stage)
            let early = try await CallScene.lamp("early", of: watcher)
            try await call.isHeard()
            let tag = try #require(call.calleeTag)

            let expected = [call.caller.number, call.caller.name, call.caller.tag, call.caller.callID, tag]
            #expect(Set(expected).isSubset(of: call.marks(in: [early])))
        }
    }

    @Test func theLampGoesEarlyConfirmedTerminated() async throws {
        try await Stage.with(.nobody) { stage in
            let watcher = try await stage.watch("101", as: "104")
            let mark = watcher.messages.count
            let call = try await CallScene(to: "101", on: stage)
            _ = try await CallScene.lamp("early", of: watcher, from: mark)
            try await call.answer()
            _ = try await CallScene.lamp("confirmed", of: watcher, from: mark)
            try await call.hangUp()
            _ = try await CallScene.lamp("terminated", of: watcher, from: mark)
        }
    }

    @Test func thePresenceNoteTellsTheCaller() async throws {
        try await Stage.with(.nobody) { stage in
            let watcher = try await stage.phone("104")
            try watcher.watch("101")
            try await stage.publish("101", note: "Talk 15550199")
            let lamp = try await watcher.lamp("busy") { $0.activity == "busy" }

            #expect(lamp.note == "Talk 15550199")
        }
    }

    @Test func thePBXCountsSubscriptions() async throws {
        try await Stage.with(.nobody) { stage in
            let pbx = try #require(stage.kamailio)
            let watcher = try await stage.watch("101", as: "104")
            let callID = try await watcher.callID()
            try await pbx.fence()

            #expect(pbx.count("SUBSCRIBE", callID: callID) == 1)
        }
    }
}
