import Rehearsal
import Testing

/// The lamp of a real PBX, watched over SIP through Earshot.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct DialogLampTests {
    @Test func everyoneSeesAFullLamp() async throws {
        try await Stage.with(.earshot(policy: "policy.yaml")) { stage in
            let watcher = try await stage.watch("105", as: "104")
            let call = try await CallScene(to: "105", on: stage)
            let early = try await CallScene.lamp("early", of: watcher)

            #expect(early.body.contains("sip:\(call.caller.number)@"))
            #expect(early.body.contains(call.caller.name))
        }
    }

    @Test func statusOnlySeesTheLampAndNothingOfTheCaller() async throws {
        try await Stage.with(.earshot(policy: "policy.yaml")) { stage in
            let watcher = try await stage.watch("101", as: "103")
            let mark = watcher.messages.count
            let call = try await CallScene(to: "101", on: stage)
            _ = try await CallScene.lamp("early", of: watcher, from: mark)
            try await call.answer()
            _ = try await CallScene.lamp("confirmed", of: watcher, from: mark)
            try await call.hangUp()
            _ = try await CallScene.lamp("terminated", of: watcher, from: mark)

            #expect(call.calleeTag != nil)
            #expect(call.marks(in: watcher.received) == [])
        }
    }

    @Test func refusedGets403AndThePBXSeesNothing() async throws {
        try await Stage.with(.earshot(policy: "policy.yaml")) { stage in
            let pbx = try #require(stage.kamailio)
            let watcher = try await stage.ask("101", as: "104", from: stage.registeredPort("104"))
            try await watcher.succeed()
            let callID = try await watcher.callID()
            try await pbx.fence()

            let answers = watcher.received.filter { $0.header("Call-ID") == callID }
            #expect(Set(answers.map(\.startLine)) == ["SIP/2.0 403 Forbidden"])
            #expect(pbx.requests.entries.contains { $0.method == "REGISTER" })
            #expect(!pbx.requests.entries.contains { $0.callID == callID })
        }
    }

    @Test func aReloadBitesOnTheNextNotify() async throws {
        try await Stage.with(.earshot(policy: "policy.yaml")) { stage in
            let witness = try await stage.registeredPort("104")
            let watcher = try await stage.watch("101", as: "102")
            let call = try await CallScene(to: "101", on: stage)
            let before = try await CallScene.lamp("early", of: watcher)
            try await stage.reload("policy-after.yaml", witness: witness, of: "104")
            let mark = watcher.messages.count
            try await call.answer()
            let after = try await CallScene.lamp("confirmed", of: watcher, from: mark)

            #expect(call.marks(in: [before]).contains(call.caller.number))
            #expect(call.marks(in: [after]) == [])
        }
    }

    @Test func aKilledProxyStillFiltersAfterItsRestart() async throws {
        try await Stage.with(.earshot(policy: "policy.yaml")) { stage in
            let earshot = try #require(stage.earshot)
            let watcher = try await stage.watch("101", as: "103")
            let call = try await CallScene(to: "101", on: stage)
            _ = try await CallScene.lamp("early", of: watcher)
            try await earshot.crash()
            try await earshot.start()
            let mark = watcher.messages.count
            try await call.answer()
            _ = try await CallScene.lamp("confirmed", of: watcher, from: mark)
            try await call.hangUp()
            _ = try await CallScene.lamp("terminated", of: watcher, from: mark)

            #expect(call.marks(in: watcher.received) == [])
        }
    }
}
