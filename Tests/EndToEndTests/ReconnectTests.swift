import Rehearsal
import Testing

/// Phones on a connection that breaks when Earshot is killed: they connect and register again, and go on.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct ReconnectTests {
    @Test(arguments: [Phone.Transport.tcp, .tls])
    func aSubscriptionOutlivesItsConnection(_ transport: Phone.Transport) async throws {
        try await Stage.with(.earshot(policy: "policy.yaml")) { stage in
            let earshot = try #require(stage.earshot)
            let life = SubscriptionLife(stage: stage, transport: transport)
            let (watcher, subscribe) = try await life.begin()
            let mark = watcher.events.count
            try await earshot.crash()
            try await earshot.start()
            try await watcher.registered(from: mark)
            try await life.lamp(at: watcher)
            try await life.end(of: subscribe, at: watcher)

            #expect(watcher.messages.entries.count { $0.isRequest("SUBSCRIBE") } == 2)
        }
    }
}
