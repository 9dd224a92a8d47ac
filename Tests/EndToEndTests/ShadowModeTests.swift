import Rehearsal
import Testing

/// A policy that is tried before it is enforced, at the phones of real people, and another organisation at the same PBX whose policy is enforced.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct ShadowModeTests {
    private static let note = "Talk \(Caller().number)"
    /// Whose policy is enforced.
    private static let other = "other.example"

    private static func with(_ scene: @Sendable (Stage, Earshot) async throws -> Void) async throws {
        try await Stage.with(.earshot(policy: "shadow.yaml", site: ListeningScene.site)) { stage in
            try await scene(stage, #require(stage.earshot))
        }
    }

    /// That `phone` watches somebody is refused, and the PBX does not hear of it.
    private static func expectRefusal(of phone: Phone, watching user: String, on stage: Stage) async throws {
        let mark = phone.messages.count
        try phone.watch(user)
        let subscribe = try await phone.request("SUBSCRIBE", .sent, from: mark)
        #expect(try await phone.answer(to: subscribe).isResponse(403), "\(subscribe)")
        let callID = try #require(subscribe.header("Call-ID"))
        let pbx = try #require(stage.kamailio)
        try await pbx.fence()
        #expect(pbx.count("SUBSCRIBE", callID: callID) == 0)
    }

    @Test func aLampThatWouldBeRefusedTellsAllUntilThePolicyIsEnforced() async throws {
        try await Self.with { stage, earshot in
            let (carol, port) = (try await stage.phone("103"), try await stage.registeredPort("103"))
            try carol.watch("101")
            _ = try await carol.subscribe()
            try await stage.publish("101", note: Self.note)
            _ = try await carol.lamp("busy, with the caller") { $0.activity == "busy" && $0.note == Self.note }
            try await stage.watchOnce("101", as: "103", from: port).succeed()
            let record = try await earshot.record(with: #""watcher":"carol","extension":"101","action":"status""#)
            #expect(record.contains(#""verdict":"reject","disclosure":"none""#))
            #expect(record.contains(#""mode":"shadow""#))
            #expect(record.contains(#""status":403"#))

            let mark = carol.messages.count
            let start = try earshot.changePolicy("mode: shadow", to: "mode: enforce")
            let last = try await carol.request("NOTIFY", .received, from: mark) {
                $0.header("Subscription-State")?.hasPrefix("terminated") == true
            }
            print("the lamp went out \(last.readAt - start) after the policy was enforced")
            #expect(last.readAt - start <= Limits.promise)
            #expect(last.header("Subscription-State") == "terminated;reason=rejected")
            #expect(last.body == "")
            try await stage.ask("101", as: "103", from: port).succeed()
            _ = try await earshot.record(with: #""action":"mode","verdict":"enforce""#)
        }
    }

    @Test func aSpyCodeThatWouldBeRefusedReachesThePBXUntilThePolicyIsEnforced() async throws {
        try await Self.with { stage, earshot in
            let carol = try await stage.phone("103")
            let scene = try await ListeningScene(to: "101", at: carol, on: stage)
            try await scene.isUp()
            let record = try await earshot.record(with: #""extension":"101","action":"listen-whisper-barge""#)
            #expect(record.contains(#""watcher":"carol""#))
            #expect(record.contains(#""verdict":"reject""#))
            #expect(record.contains(#""mode":"shadow""#))

            let start = try earshot.changePolicy("mode: shadow", to: "mode: enforce")
            let (told, heard) = (try await scene.told("BYE"), try await scene.heard("BYE"))
            try await scene.target.succeed()
            #expect(told.readAt - start <= Limits.promise)
            #expect(heard.readAt - start <= Limits.promise)
            let again = try await ListeningScene(to: "101", at: carol, on: stage)
            #expect(try await again.answer().isResponse(403))
            #expect(!again.target.received.contains { $0.isRequest("INVITE") })
        }
    }

    @Test func anOrganizationBesideItStaysClosed() async throws {
        try await Self.with { stage, earshot in
            let carol = try await stage.phone("103")
            let erin = try await stage.phone("105", domain: Self.other)
            // Both are known, and may watch.
            for (phone, user) in [(carol, "101"), (erin, "105")] {
                try phone.watch(user)
                _ = try await phone.subscribe()
            }
            for phone in [carol, erin] { try await Self.expectRefusal(of: phone, watching: "104", on: stage) }
            let scene = try await ListeningScene(to: "104", at: carol, on: stage)
            #expect(try await scene.answer().isResponse(403))
            #expect(!scene.target.received.contains { $0.isRequest("INVITE") })
            _ = try await earshot.record(with: #""extension":"104","action":"listen-whisper-barge""#)
            let refused = try earshot.audit().filter { $0.contains(#""extension":"104""#) }
            #expect(refused.count >= 3)
            #expect(refused.allSatisfy { $0.contains(#""verdict":"reject""#) && !$0.contains(#""mode":"shadow""#) })
        }
    }
}
