import Rehearsal
import Testing

/// Phones on a connection that breaks when Earshot is killed: they connect and register again, and go on.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct ReconnectTests {
    @Test(arguments: [Phone.Transport.tcp, .tls, .wss])
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

    @Test func aSecondDeviceTakesNothingFromTheFirst() async throws {
        try await Stage.with(.earshot(policy: "policy.yaml")) { stage in
            let earshot = try #require(stage.earshot)
            // Which phone it is, is known by the Call-ID of its REGISTERs, and PJSIP takes another when one of its own accord has failed.
            let life = SubscriptionLife(stage: stage, transport: .tcp, reconnects: false)
            let (watcher, _) = try await life.begin()
            let other = try await stage.phone("103", by: .tcp, reconnects: false)
            try await earshot.crash()
            try await earshot.start()
            try await watcher.registerAgain()
            try await other.registerAgain()
            try await life.lamp(at: watcher)
        }
    }
}
