import Rehearsal
import Testing

/// Phones that reach Earshot by IPv6, while the PBX is reached by IPv4.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct IPv6Tests {
    @Test(arguments: [Phone.Transport.udp, .wss])
    func aSubscriptionLivesItsWholeLife(_ transport: Phone.Transport) async throws {
        try await Stage.with(.earshot(policy: "policy.yaml", site: SubscriptionLife.site(host: "[::1]"))) { stage in
            let place = PhonePlace(address: "::1")
            try await SubscriptionLife(stage: stage, transport: transport, place: place).play()
        }
    }
}
