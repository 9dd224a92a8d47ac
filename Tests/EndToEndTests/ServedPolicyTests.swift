import Crypto
import Foundation
import Rehearsal
import Testing

/// A proxy whose policy is at a server, and phones that find out.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct ServedPolicyTests {
    private static let pollSeconds = 1
    /// The next poll, and what a right that is withdrawn may take to end what it allowed.
    private static let limit = Duration.seconds(pollSeconds) + Limits.promise

    /// Whether carol may see 101's lamp: by this policy she may.
    private static let seen = "status: {only: [\"user:carol\", \"role:Supervisors\"]}"
    private static let unseen = "status: {only: [\"role:Supervisors\"]}"

    private static func policy(_ status: String) throws -> String {
        try String(contentsOf: Place.fixtures.appending(path: "listening.yaml"), encoding: .utf8)
            .replacing(seen, with: status)
    }

    /// A stage whose policy file, which nobody reads, would let everybody see everything.
    private static func with(
        _ scene: @Sendable (Stage, Earshot, PolicyServer) async throws -> Void
    ) async throws {
        let server = try await PolicyServer()
        try server.put(policy(seen), serial: 7)
        let source = """
            policy: "\(server.url.absoluteString)"
            policy-key: "\(server.key.publicKey.rawRepresentation.base64EncodedString())"
            policy-poll-seconds: \(pollSeconds)
            """
        let site = Site(policySource: source)
        try await Stage.with(.earshot(policy: "listening.yaml", site: site)) { stage in
            let earshot = try #require(stage.earshot)
            try earshot.changePolicy(seen, to: "status: everyone")
            try await scene(stage, earshot, server)
        }
        try? await server.close()
    }

    private static func end(of lamp: Phone, from mark: Int) async throws -> WireMessage {
        try await lamp.request("NOTIFY", .received, from: mark) {
            $0.header("Subscription-State")?.hasPrefix("terminated") == true
        }
    }

    @Test func whatTheServerHasIsInForceWithTheNextPoll() async throws {
        try await Self.with { stage, earshot, server in
            try await earshot.page("/readyz") { $0.contains("which is serial 7 of") }
            let (carol, port) = (try await stage.phone("103"), try await stage.registeredPort("103"))
            try carol.watch("101")
            _ = try await carol.request("NOTIFY", .received)
            // Whoever is in nobody's list is refused by the server's policy, and would not be by the file's.
            try await stage.ask("101", as: "104", from: stage.registeredPort("104")).succeed()

            let (mark, start) = (carol.messages.count, ContinuousClock.now)
            try server.put(Self.policy(Self.unseen), serial: 8)
            let last = try await Self.end(of: carol, from: mark)
            print("the lamp went out \(last.readAt - start) after the upload")
            #expect(last.readAt - start <= Self.limit)
            #expect(last.header("Subscription-State") == "terminated;reason=rejected")
            try await stage.ask("101", as: "103", from: port).succeed()
            #expect(try await earshot.record(with: "serial 8 of").contains(#""verdict":"loaded""#))
        }
    }

    @Test func whatIsNotSignedOrNotNewOrNotThereLeavesTheLastInForce() async throws {
        try await Self.with { stage, earshot, server in
            let port = try await stage.registeredPort("103")
            try server.put(Self.policy(Self.unseen), serial: 8, by: Curve25519.Signing.PrivateKey())
            try await earshot.page("/readyz") { $0.contains("what came after it has 1 problems") }
            try await earshot.page("/metrics") { !$0.contains("earshot_policy_reload_failures_total 0\n") }
            #expect(try await earshot.record(with: "the signature is not of this policy").contains("refused"))
            try await stage.watchOnce("101", as: "103", from: port).succeed()

            try server.put(Self.policy(Self.unseen), serial: 6)
            #expect(try await earshot.record(with: "serial 6 is older than 7").contains("refused"))
            try await stage.watchOnce("101", as: "103", from: port).succeed()

            server.isAway(true)
            try await earshot.page("/readyz") { $0.contains("no change is seen") && $0.contains("serial 7 of") }
            try await stage.watchOnce("101", as: "103", from: port).succeed()

            try server.put(Self.policy(Self.unseen), serial: 8)
            server.isAway(false)
            try await earshot.page("/readyz") { page in
                page.contains("which is serial 8 of") && !page.contains("no change is seen")
                    && !page.contains("what came after it")
            }
            try await stage.ask("101", as: "103", from: port).succeed()
        }
    }

    @Test func aStartWithoutTheServerHasTheCopy() async throws {
        try await Self.with { stage, earshot, server in
            let (carol, bob) = (try await stage.registeredPort("103"), try await stage.registeredPort("102"))
            try server.put(Self.policy(Self.unseen), serial: 8)
            try await earshot.page("/readyz") { $0.contains("which is serial 8 of") }
            try await earshot.crash()
            server.isAway(true)
            try await earshot.startAgain()
            try await earshot.page("/readyz") { $0.contains("the copy of serial 8") }
            try await stage.ask("101", as: "103", from: carol).succeed()
            try await stage.watchOnce("101", as: "102", from: bob).succeed()
        }
    }
}
