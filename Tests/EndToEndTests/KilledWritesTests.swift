import Chance
import Foundation
import Rehearsal
import Testing

/// Commands that write the policy are killed at any moment, and so is the database, while a proxy follows what they write.
@Suite(.serialized, .timeLimit(.minutes(30)))
struct KilledWritesTests {
    /// As many as make this a test that can be run each time; `make kill` makes it a long one.
    private static let writes = ProcessInfo.processInfo.environment["EARSHOT_WRITES"].flatMap { Int($0) } ?? 40

    /// Both users are of one change: half of it is one without the other.
    private static func policy(_ number: Int) -> String {
        """
        organization: Example Ltd
        domains: [example.com]
        users:
          alice: {extensions: ["101"]}
          left\(number): {extensions: ["1001"]}
          right\(number): {extensions: ["1002"]}
        """
    }

    private static func write(_ earshot: Earshot, _ server: PostgresServer?) async throws {
        var random = SeededRandom(seed: 6)
        var (acknowledged, killed) = (Set<Int>(), 0)
        for number in 0..<writes {
            try policy(number).write(toFile: earshot.policyPath, atomically: true, encoding: .utf8)
            let words = ["policy", "import", earshot.policyPath, "--author", "write \(number)"]
            let outcome: (status: Int32, text: String)
            if Bool.random(using: &random) {
                let limit = Duration.milliseconds(Int.random(in: 1...250, using: &random))
                outcome = try await earshot.run(words, killedAfter: limit)
                killed += 1
            } else {
                let isCrash = Int.random(in: 0..<4, using: &random) == 0
                async let crash: Void = crash(server, isCrash)
                outcome = try await earshot.run(words)
                try await crash
            }
            if outcome.status == 0 || outcome.text.contains("revision") { acknowledged.insert(number) }
            if number % 10 == 9 {
                try await earshot.crash()
                try await earshot.startAgain()
            }
        }
        try await check(earshot, acknowledged)
        print("\(writes) writes, \(acknowledged.count) acknowledged, \(killed) to be killed")
    }

    private static func crash(_ server: PostgresServer?, _ isWanted: Bool) async throws {
        guard let server, isWanted else { return }
        try await Task.sleep(for: .milliseconds(40))
        try await server.crash()
        try await server.start()
    }

    /// Every change that was acknowledged is in the history, and of none is there half.
    private static func check(_ earshot: Earshot, _ acknowledged: Set<Int>) async throws {
        let log = try await earshot.run(["policy", "log", "--limit", "2000"]).text
        let made = Set(log.matches(of: /write (\d+)/).compactMap { Int($0.1) })
        #expect(acknowledged.subtracting(made) == [])
        let policy = try await earshot.run(["policy", "export"]).text
        let (left, right) = (policy.firstMatch(of: /left(\d+)/)?.1, policy.firstMatch(of: /right(\d+)/)?.1)
        #expect(left != nil)
        #expect(left == right)
        let last = made.max()
        #expect(left.flatMap { Int($0) } == last)
        let revision = try #require(log.firstMatch(of: /^\d+/)?.0)
        try await earshot.page("/readyz") { $0.contains("revision \(revision) of the store\"") }
    }

    @Test func inAFile() async throws {
        let site = Site(policyStore: "sqlite:earshot.db")
        try await Stage.with(.earshot(policy: "listening.yaml", site: site)) { stage in
            try await Self.write(try #require(stage.earshot), nil)
        }
    }

    @Test func inADatabase() async throws {
        try await PostgresServer.with { server in
            let site = try await Site(policyStore: server.database())
            try await Stage.with(.earshot(policy: "listening.yaml", site: site)) { stage in
                try await Self.write(try #require(stage.earshot), server)
            }
        }
    }
}
