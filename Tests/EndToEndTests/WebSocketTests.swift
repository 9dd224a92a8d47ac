import Rehearsal
import Testing

/// What SIP over WebSocket asks for besides what every transport does (RFC 7118), by a library and by a browser.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct WebSocketTests {
    @Test func theSubprotocolIsSIPAndPingsAreAnswered() async throws {
        try await Stage.with(.earshot(policy: "policy.yaml")) { stage in
            let phone = try await stage.phone("104", by: .wss)

            #expect(phone.events.entries.contains { if case .connected("sip") = $0 { true } else { false } })
            _ = try await phone.events.first("a pong") { if case .pong = $0 { true } else { false } }
        }
    }

    @Test func aPageFromElsewhereIsRefused() async throws {
        try await Stage.with(.earshot(policy: "policy.yaml")) { stage in
            let page = try await stage.connect("104", by: .wss, origin: "https://elsewhere.example")
            let code = try await refusal(of: page)

            #expect(code == 403)
        }
    }

    @Test func aBrowserLetsOnlyOurPageIn() async throws {
        try await Stage.with(.earshot(policy: "policy.yaml")) { stage in
            let good = try await stage.phone("103", by: .browser)
            let foreign = try await stage.connect("104", by: .browser, origin: "https://elsewhere.example")
            _ = try await refusal(of: foreign)

            #expect(good.events.entries.contains { if case .connected("sip") = $0 { true } else { false } })
            #expect(foreign.messages.count == 0)
        }
    }

    @Test func aPhoneWithoutAnAddressIsReachedByItsOwnConnection() async throws {
        try await Stage.with(.earshot(policy: "policy.yaml")) { stage in
            let watcher = try await stage.phone("103", by: .wss)
            let other = try await stage.phone("103", by: .wss)
            try watcher.watch("101")
            let subscribe = try await watcher.subscribe()
            let notify = try await watcher.request("NOTIFY", .received)

            #expect(subscribe.header("Contact")?.contains(".invalid;transport=ws") == true)
            #expect(notify.startLine.contains(".invalid;transport=ws"))
            #expect(!other.received.contains { $0.isRequest("NOTIFY") })
        }
    }

    @Test func theDialogComesBackBothWaysThroughUs() async throws {
        try await Stage.with(.earshot(policy: "policy.yaml")) { stage in
            let earshot = try #require(stage.earshot)
            let watcher = try await stage.phone("103", by: .wss)
            try watcher.watch("101")
            let accepted = try await watcher.answer(to: watcher.subscribe())
            let mark = watcher.messages.count
            try watcher.unwatch()
            let last = try await watcher.subscribe(from: mark, seconds: 0)

            let recorded = accepted.headers("Record-Route")
            #expect(recorded.count == 2)
            #expect(recorded.last == "<sip:\(earshot.webAddress);transport=ws;lr>")
            #expect(last.headers("Route") == recorded.reversed())
        }
    }

    private func refusal(of phone: Phone) async throws -> Int? {
        let event = try await phone.events.first("a refusal", within: Limits.start) { event in
            if case .refused = event { true } else { false }
        }
        if case .refused(let code) = event { return code }
        return nil
    }
}
