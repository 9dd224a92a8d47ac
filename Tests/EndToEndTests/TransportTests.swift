import Rehearsal
import Testing

/// The same scenes by every transport that a phone may speak: registered, subscribed, called.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct TransportTests {
    private static let note = "Talk 15550199"

    @Test(arguments: Phone.Transport.allCases)
    func aSubscriptionLivesItsWholeLife(_ transport: Phone.Transport) async throws {
        try await Stage.with(.earshot(policy: "policy.yaml", site: SubscriptionLife.site())) { stage in
            let watcher = try await SubscriptionLife(stage: stage, transport: transport).play()

            let protocols = watcher.messages.entries.compactMap(\.viaTransport)
            #expect(Set(protocols) == [transport.viaName])
        }
    }

    @Test(arguments: Phone.Transport.light)
    func fullSeesTheWholeNote(_ transport: Phone.Transport) async throws {
        try await Stage.with(.earshot(policy: "policy.yaml")) { stage in
            let watcher = try await stage.phone("104", by: transport)
            try watcher.watch("105")
            try await stage.publish("105", note: Self.note)
            let lamp = try await watcher.lamp("busy") { $0.activity == "busy" }

            #expect(lamp.note == Self.note)
        }
    }

    @Test(arguments: Phone.Transport.light)
    func refusedIsToldSo(_ transport: Phone.Transport) async throws {
        try await Stage.with(.earshot(policy: "policy.yaml")) { stage in
            let watcher = try await stage.phone("104", by: transport)
            try watcher.watch("101")
            let lamp = try await watcher.lamp("terminated") { $0.subscription == "TERMINATED" }

            #expect(lamp.code == 403)
        }
    }
}
