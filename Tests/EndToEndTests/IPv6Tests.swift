import Rehearsal
import Testing

/// Phones that reach Earshot by IPv6 while the PBX is reached by IPv4, and the other way round.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct IPv6Tests {
    @Test(arguments: [Phone.Transport.udp, .wss])
    func aSubscriptionLivesItsWholeLife(_ transport: Phone.Transport) async throws {
        try await Stage.with(.earshot(policy: "policy.yaml", site: SubscriptionLife.site(host: "[::1]"))) { stage in
            let place = PhonePlace(address: "::1")
            try await SubscriptionLife(stage: stage, transport: transport, place: place).play()
        }
    }

    @Test(arguments: ["udp", "tcp"])
    func aPBXIsReachedByIPv6(_ transport: String) async throws {
        try await FailoverStage.with(transport, host: "[::1]") { stage in
            let made = try #require(try await stage.subscribe(call: "six"))
            #expect(made.status == 200)
            let received = try await stage.pbxes[0].messages.first("the SUBSCRIBE") {
                $0.direction == .received && $0.isRequest("SUBSCRIBE") && $0.header("Call-ID") == "six"
            }
            let name = transport.uppercased()
            #expect(received.header("Via")?.hasPrefix("SIP/2.0/\(name) [0:0:0:0:0:0:0:1]:") == true)
            #expect(received.headers("Record-Route").first?.contains("@[0:0:0:0:0:0:0:1]:") == true)
            #expect(try await stage.subscribe(call: "six", in: made)?.status == 200)
        }
    }
}
