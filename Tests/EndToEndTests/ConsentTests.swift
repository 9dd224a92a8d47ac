import Rehearsal
import Testing

/// The register of consents, as the operator's commands and a proxy that runs share it.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct ConsentTests {
    private static func consent(_ earshot: Earshot, _ words: [String]) async throws -> String {
        let ended = try await earshot.run(["consent"] + words)
        #expect(ended.status == 0, "\(ended.text)")
        return ended.text
    }

    private static func aliceConsents(_ earshot: Earshot) async throws {
        let who = ["--given-by", "alice", "--recorded-by", "Bob Roy"]
        _ = try await consent(earshot, ["record", "--extension", "101"] + who)
    }

    /// How long it takes from here on until that is in force.
    private static func standing(_ count: Int, at earshot: Earshot) async throws -> Duration {
        let start = ContinuousClock.now
        try await earshot.page("/readyz") { $0.contains("consents for \(count) extensions stand") }
        return ContinuousClock.now - start
    }

    @Test func aRightToListenIsWorthWhatTheConsentIs() async throws {
        try await Stage.with(.earshot(policy: "listening.yaml", site: ListeningScene.site)) { stage in
            let earshot = try #require(stage.earshot)
            try earshot.changePolicy("listening: enabled", to: "listening: enabled\nconsent: required")
            try await earshot.page("/readyz") { $0.contains("revision 2 in force") }
            let supervisor = try await stage.phone("102")

            let before = try await ListeningScene(to: "101", at: supervisor, on: stage)
            #expect(try await before.answer().isResponse(403))
            await before.target.stop()
            #expect(try await earshot.record(with: #""verdict":"reject""#).contains("consent-missing"))

            try await Self.aliceConsents(earshot)
            #expect(try await Self.standing(1, at: earshot) <= Limits.promise)
            let meanwhile = try await ListeningScene(to: "101", at: supervisor, on: stage)
            try await meanwhile.isUp()
            try supervisor.hangUp()
            try await meanwhile.target.succeed()

            _ = try await Self.consent(earshot, ["withdraw", "--extension", "101", "--by", "alice"])
            #expect(try await Self.standing(0, at: earshot) <= Limits.promise)
            let after = try await ListeningScene(to: "101", at: supervisor, on: stage)
            #expect(try await after.answer().isResponse(403))
            await after.target.stop()
            #expect(try await Self.consent(earshot, ["list", "--history"]).contains("withdrawn by alice"))
        }
    }

    @Test func whatCommandsSayIsWhatTheProxyDoes() async throws {
        try await Stage.with(.earshot(policy: "listening.yaml", site: ListeningScene.site)) { stage in
            let earshot = try #require(stage.earshot)
            try earshot.changePolicy("listening: enabled", to: "listening: enabled\nconsent: required")
            func mayListen() async throws -> Bool {
                let said = try await earshot.run(["explain", "--watcher", "bob", "--extension", "101", "--json"])
                return said.text.contains(#""listen-whisper-barge":true"#)
            }
            #expect(try await !mayListen())
            try await Self.aliceConsents(earshot)
            #expect(try await mayListen())
            // The owner of 101 is another now, and validate says what that does to the consent.
            try earshot.changePolicy("extensions: [\"101\"]", to: "extensions: []")
            try earshot.changePolicy("extensions: [\"102\"]", to: "extensions: [\"101\", \"102\"]")
            #expect(try await !mayListen())
            #expect(try await earshot.run(["validate"]).status == 0)
            #expect(
                earshot.log.entries.contains { $0.contains("the extension was that of alice, and is that of bob now") }
            )
        }
    }

    @Test func aConsentOutlivesTheProxy() async throws {
        try await Stage.with(.earshot(policy: "listening.yaml", site: ListeningScene.site)) { stage in
            let earshot = try #require(stage.earshot)
            try await Self.aliceConsents(earshot)
            _ = try await Self.standing(1, at: earshot)
            try await earshot.crash()
            try await earshot.start()
            #expect(try await earshot.page("/readyz") { _ in true }.contains("consents for 1 extensions stand"))
        }
    }
}
