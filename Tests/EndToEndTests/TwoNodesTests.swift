import Rehearsal
import Testing

/// Two Earshots side by side with one PostgreSQL.
@Suite(.serialized, .timeLimit(.minutes(4)))
struct TwoNodesTests {
    /// From the end of the command to the answer of the other node.
    private static let limit = Duration.seconds(1)

    private static func with(
        _ scene: @Sendable (Stage, Earshot, Earshot, PostgresServer) async throws -> Void
    ) async throws {
        let server = try await PostgresServer.start()
        do {
            let site = try await Site(policyStore: server.database(), hasSecondNode: true)
            try await Stage.with(.earshot(policy: "listening.yaml", site: site)) { stage in
                try await scene(stage, #require(stage.earshot), #require(stage.other), server)
            }
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    /// The status of the answer to a SUBSCRIBE for 101's lamp.
    private static func ask(
        _ phone: DatagramPhone,
        _ node: Earshot,
        _ number: Int,
        as user: String = "103"
    ) throws -> String? {
        let call = "ask-\(number)-\(ContinuousClock.now)".filter { $0.isLetter || $0.isNumber }
        try phone.send(
            """
            SUBSCRIBE sip:101@\(Stage.domain) SIP/2.0
            Via: SIP/2.0/UDP \(Ports.host):\(phone.port);branch=z9hG4bK\(call);rport
            Max-Forwards: 70
            From: <sip:\(user)@\(Stage.domain)>;tag=phone
            To: <sip:101@\(Stage.domain)>
            Call-ID: \(call)
            CSeq: 1 SUBSCRIBE
            Contact: <sip:\(user)@\(Ports.host):\(phone.port)>
            Event: dialog
            Accept: application/dialog-info+xml
            Expires: 0
            Content-Length: 0


            """,
            to: node.address
        )
        let answer = phone.receive(within: .milliseconds(500)) {
            $0.hasPrefix("SIP/2.0 ") && !$0.hasPrefix("SIP/2.0 1") && $0.contains("Call-ID: \(call)\r\n")
        }
        return answer.map { String($0.dropFirst(8).prefix(3)) }
    }

    /// Asks until the answer begins so.
    private static func wait(
        for status: String,
        of phone: DatagramPhone,
        as user: String = "103",
        at node: Earshot
    ) throws {
        let deadline = ContinuousClock.now + .seconds(10)
        var number = 0
        while try ask(phone, node, number, as: user)?.hasPrefix(status) != true {
            try #require(ContinuousClock.now < deadline)
            number += 1
        }
    }

    @Test func whatIsChangedOnOneIsRefusedByTheOtherWithinASecond() async throws {
        try await Self.with { stage, first, second, _ in
            let phone = try DatagramPhone(port: await stage.registeredPort("103"))
            let registered = ContinuousClock.now
            try Self.wait(for: "2", of: phone, at: second)
            print("known at the other node \(ContinuousClock.now - registered) after the registration")
            try first.changePolicy("\"user:carol\", \"role:Supervisors\"", to: "\"role:Supervisors\"")
            try await first.importPolicy()
            let start = ContinuousClock.now
            try Self.wait(for: "403", of: phone, at: second)
            #expect(ContinuousClock.now - start <= Self.limit)
            print("refused by the other node \(ContinuousClock.now - start) after the import")
        }
    }

    @Test func phonesOfANodeThatWasKilledAreServedByTheOther() async throws {
        try await Self.with { stage, first, second, _ in
            let pbx = try #require(stage.kamailio)
            let ports = [try await stage.registeredPort("103"), try await stage.registeredPort("102")]
            try await first.crash()
            try await pbx.fence()
            let registers = pbx.requests.entries.count { $0.method == "REGISTER" }
            // Identified without registering anew, and told.
            _ = try await stage.watchRefreshing("101", as: "103", from: ports[0], through: second)
            try await stage.watchOnce("101", as: "102", from: ports[1], through: second).succeed()
            #expect(pbx.requests.entries.count { $0.method == "REGISTER" } == registers)
            // A node is dead after ten seconds.
            _ = try? await second.page("/readyz") { $0.contains("has said nothing for") }
            try await second.page("/readyz") { $0.contains("has said nothing for") }

            try await first.start()
            try await second.page("/readyz") { $0.contains("is there") && !$0.contains("has said nothing") }
            try await stage.watchOnce("101", as: "102", from: ports[1]).succeed()
        }
    }

    @Test func aPhoneThatNobodyHasRegisteredIsNobodyAtBoth() async throws {
        try await Self.with { stage, first, second, _ in
            _ = try await stage.registeredPort("103")
            let stranger = try DatagramPhone()
            #expect(try Self.ask(stranger, first, 0) == "403")
            #expect(try Self.ask(stranger, second, 1) == "403")
        }
    }

    @Test func aDatabaseThatGoesAndComesLeavesBothServing() async throws {
        try await Self.with { stage, first, second, server in
            let port = try await stage.registeredPort("103")
            try Self.wait(for: "2", of: DatagramPhone(port: port), at: second)
            try await server.crash()
            try await stage.watchOnce("101", as: "103", from: port, through: second).succeed()
            try await server.start()
            let other = try await stage.registeredPort("102")
            try await first.page("/readyz") { !$0.contains("no change is seen") }
            try await second.page("/readyz") { !$0.contains("no change is seen") && !$0.contains("are not seen") }
            let phone = try DatagramPhone(port: port)
            try first.changePolicy("\"user:carol\", \"role:Supervisors\"", to: "\"role:Supervisors\"")
            try await first.importPolicy()
            try Self.wait(for: "403", of: phone, at: second)
            // What was learned while the database came back is written when it answers again.
            try Self.wait(for: "2", of: DatagramPhone(port: other), as: "102", at: second)
        }
    }

    @Test func bothSignWithTheSameKeysAndTakeANewOneIn() async throws {
        try await Self.with { _, first, second, _ in
            #expect(try await first.run(["keys", "list"]).text == "1 signs")
            #expect(try await second.run(["keys", "rotate", "--after", "0"]).status == 0)
            for node in [first, second] {
                _ = try await node.log.first("the new key") {
                    $0.contains("signing keys changed") && $0.contains("signs=2")
                }
            }
            #expect(try await first.run(["keys", "list"]).text == "1 verifies\n2 signs")
        }
    }
}
