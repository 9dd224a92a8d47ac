import Rehearsal
import Testing

/// A right to watch that is taken away, wholly or in part, while the lamp is watched.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct RevokedLampTests {
    private static let note = "Talk \(Caller().number)"

    @Test func theLampGoesOutAndThePBXHasOneSubscriptionLess() async throws {
        try await Stage.with(.earshot(policy: "listening.yaml")) { stage in
            let (earshot, pbx) = (try #require(stage.earshot), try #require(stage.kamailio))
            let loses = try await stage.phone("103")
            let keeps = try await stage.phone("102")
            for watcher in [loses, keeps] {
                try watcher.watch("101")
                _ = try await watcher.request("NOTIFY", .received)
            }
            let (mark, start) = (
                loses.messages.count,
                try earshot.changePolicy("\"user:carol\", \"role:Supervisors\"", to: "\"role:Supervisors\"")
            )
            let last = try await loses.request("NOTIFY", .received, from: mark) { message in
                message.header("Subscription-State")?.hasPrefix("terminated") == true
            }
            _ = try await loses.lamp("the end") { $0.subscription == "TERMINATED" }
            let callID = try #require(last.header("Call-ID"))
            _ = try await pbx.notices.first("the end at the PBX") { $0 == callID && $1.hasPrefix("terminated") }
            print("the lamp went out after \(last.readAt - start)")
            #expect(last.readAt - start <= Limits.promise)
            #expect(last.header("Subscription-State") == "terminated;reason=rejected")
            #expect(last.body == "")

            let (told, heard) = (pbx.notices.count, keeps.events.count)
            try await stage.publish("101", note: Self.note)
            let lamp = try await keeps.lamp("busy", from: heard) { $0.activity == "busy" }
            try await pbx.fence()
            #expect(lamp.note == Self.note)
            #expect(!pbx.notices.entries.dropFirst(told).contains { $0.callID == callID })
        }
    }

    @Test func theCallerIsTakenBackWhileThePhoneRings() async throws {
        try await Stage.with(.earshot(policy: "listening.yaml")) { stage in
            let watcher = try await stage.watch("101", as: "102")
            let call = try await CallScene(to: "101", on: stage)
            let before = try await CallScene.lamp("early", of: watcher)
            #expect(call.marks(in: [before]).contains(call.caller.number))

            let mark = watcher.messages.count
            let start = try #require(stage.earshot).changePolicy(
                "connected-callers: {only: [\"role:Supervisors\"]}",
                to: "connected-callers: nobody"
            )
            // What was on its way may still tell the caller, and may have been repeated.
            let after = try await watcher.messages.first("a lamp without the caller", from: mark) {
                $0.isNotify(state: "early") && call.marks(in: [$0]) == []
            }
            print("the caller was taken back after \(after.readAt - start)")
            #expect(after.readAt - start <= Limits.promise)
            try await call.answer()
            _ = try await CallScene.lamp("confirmed", of: watcher, from: mark)
            try await call.hangUp()
            _ = try await CallScene.lamp("terminated", of: watcher, from: mark)

            #expect(call.marks(in: watcher.received.filter { $0.readAt >= after.readAt }) == [])
        }
    }

    @Test func aPhoneGoesOnWithItsSubscriptionAfterTheCallerWasTakenBack() async throws {
        try await Stage.with(.earshot(policy: "listening.yaml", site: SubscriptionLife.site())) { stage in
            let watcher = try await stage.phone("102")
            try watcher.watch("101")
            let subscribe = try await watcher.subscribe()
            try await stage.publish("101", note: Self.note)
            _ = try await watcher.lamp("busy, with the caller") { $0.note == Self.note }

            let mark = watcher.messages.count
            try #require(stage.earshot).changePolicy(
                "connected-callers: {only: [\"role:Supervisors\"]}",
                to: "connected-callers: nobody"
            )
            _ = try await watcher.request("NOTIFY", .received, from: mark)
            _ = try await watcher.lamp("busy, without") { $0.activity == "busy" && $0.note != Self.note }
            let life = SubscriptionLife(stage: stage)
            try await life.refresh(of: subscribe, at: watcher, from: mark)
            try await life.end(of: subscribe, at: watcher)
        }
    }

    @Test func whoGainsTheRightSeesTheCallerOnTheNextRefresh() async throws {
        try await Stage.with(.earshot(policy: "listening.yaml", site: SubscriptionLife.site())) { stage in
            let watcher = try await stage.phone("103")
            try watcher.watch("101")
            let subscribe = try await watcher.subscribe()
            try await stage.publish("101", note: Self.note)
            _ = try await watcher.lamp("busy, without the caller") { $0.activity == "busy" && $0.note != Self.note }

            let (mark, heard) = (watcher.messages.count, watcher.events.count)
            try #require(stage.earshot).changePolicy(
                "connected-callers: {only: [\"role:Supervisors\"]}",
                to: "connected-callers: {only: [\"role:Supervisors\", \"user:carol\"]}"
            )
            try await SubscriptionLife(stage: stage).refresh(of: subscribe, at: watcher, from: mark)
            _ = try await watcher.lamp("busy, with the caller", from: heard) { $0.note == Self.note }
        }
    }
}
