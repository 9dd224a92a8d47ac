import Rehearsal
import Testing

/// The same scenes by every transport that a phone may speak: registered, subscribed, called.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct TransportTests {
    private let note = "Talk 15550199"

    @Test(arguments: Phone.Transport.allCases)
    func statusOnlySeesTheLampAndNothingOfTheCaller(_ transport: Phone.Transport) async throws {
        try await Stage.with(.earshot(policy: "policy.yaml")) { stage in
            let watcher = try await stage.phone("103", by: transport)
            try watcher.watch("101")
            try await stage.publish("101", note: note)
            let lamp = try await watcher.lamp("busy") { $0.activity == "busy" }

            #expect(lamp.status == "online")
            #expect(watcher.received.flatMap { Caller().marks(in: $0) } == [])
        }
    }

    @Test(arguments: Phone.Transport.allCases)
    func refusedIsToldSo(_ transport: Phone.Transport) async throws {
        try await Stage.with(.earshot(policy: "policy.yaml")) { stage in
            let watcher = try await stage.phone("104", by: transport)
            try watcher.watch("101")
            let lamp = try await watcher.lamp("terminated") { $0.subscription == "TERMINATED" }

            #expect(lamp.code == 403)
        }
    }

    @Test(arguments: Phone.Transport.allCases)
    func aCallRingsIsAnsweredAndEnds(_ transport: Phone.Transport) async throws {
        try await Stage.with(.earshot(policy: "policy.yaml")) { stage in
            let callee = try await stage.phone("105", by: transport)
            let caller = try await stage.phone("104", by: transport)
            try caller.call("105")
            _ = try await callee.events.first("the phone to ring") { event in
                if case .ringing = event { true } else { false }
            }
            try callee.answer()
            for phone in [caller, callee] {
                _ = try await phone.events.first("the call to be confirmed") { event in
                    if case .call("CONFIRMED") = event { true } else { false }
                }
            }
            try caller.hangUp()
            _ = try await callee.events.first("the call to end") { event in
                if case .call("DISCONNECTED") = event { true } else { false }
            }
        }
    }
}
