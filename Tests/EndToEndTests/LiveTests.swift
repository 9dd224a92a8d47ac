import Rehearsal
import Testing

/// What a running proxy says of those who watch and listen.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct LiveTests {
    /// A call that says nothing: it is known after a crash by what was kept of it, and gone with its end.
    @Test func aListeningCallIsListedUntilItsEndWhateverHappensToUs() async throws {
        try await Stage.with(.earshot(policy: "listening.yaml", site: ListeningScene.site)) { stage in
            let earshot = try #require(stage.earshot)
            let call = try await CallScene(to: "101", on: stage)
            try await call.answer()
            let supervisor = try await stage.phone("102")
            let scene = try await ListeningScene(to: "101", at: supervisor, on: stage)
            try await scene.isUp()
            let callID = try #require(await scene.callID())
            let before = try await earshot.live(["--kind", "listening"]) { $0.contains("bob") }
            #expect(before.contains("\"watcher\":\"bob\",\"extension\":\"101\",\"kind\":\"listening\""))
            #expect(before.contains("\"call-id\":\"\(callID)\""))

            try await earshot.crash()
            try await earshot.start()
            let after = try await earshot.run(["live", "--kind", "listening", "--json"])
            #expect(after.text == before)

            try supervisor.hangUp()
            try await scene.target.succeed()
            _ = try await earshot.live(["--kind", "listening"]) { $0.contains("\"live\":[]") }
            try await call.hangUp()
        }
    }

    @Test func aSubscriptionIsListedToWhoAsksForItsWatcher() async throws {
        try await Stage.with(.earshot(policy: "policy.yaml")) { stage in
            let earshot = try #require(stage.earshot)
            let port = try await stage.registeredPort("103")
            _ = try await stage.watchRefreshing("101", as: "103", from: port)
            let list = try await earshot.live(["--extension", "101"]) { $0.contains("subscription") }
            #expect(list.contains("\"package\":\"dialog\""))
            let other = try await earshot.run(["live", "--watcher", "nobody-of-that-name"])
            #expect(other.status == 0)
            #expect(other.text == "nobody watches or listens")
        }
    }

    @Test func whereNoProxyRunsTheCommandSaysSo() async throws {
        try await Stage.with(.earshot(policy: "policy.yaml")) { stage in
            let earshot = try #require(stage.earshot)
            try await earshot.crash()
            let answer = try await earshot.run(["live"])
            #expect(answer.status == 1)
            try await earshot.start()
        }
    }
}
