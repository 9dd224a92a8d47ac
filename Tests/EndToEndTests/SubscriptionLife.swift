import Rehearsal
import Testing

/// What a phone does with a lamp from beginning to end: register, subscribe, lamp, call, refresh, unsubscribe. The
/// watcher may see the status only.
struct SubscriptionLife {
    let stage: Stage
    var transport = Phone.Transport.udp
    var place = PhonePlace()
    /// Whether the watcher connects again of its own accord.
    var reconnects = true

    private let note = "Talk \(Caller().number)"

    /// A site whose subscriptions are so short that the phone refreshes after 3 s, or 5 s before these seconds are over.
    static func site(host: String = Ports.host, seconds: Int = 8) -> Site {
        Site(host: host, subscriptionSeconds: seconds)
    }

    init(
        stage: Stage,
        transport: Phone.Transport = .udp,
        place: PhonePlace = PhonePlace(),
        reconnects: Bool = true
    ) {
        self.stage = stage
        self.transport = transport
        self.place = place
        self.reconnects = reconnects
    }

    /// Plays it all, checks each step, and gives the watcher.
    @discardableResult
    func play() async throws -> Phone {
        let (watcher, subscribe) = try await begin()
        try await call(from: watcher)
        try await refresh(of: subscribe, at: watcher)
        try await end(of: subscribe, at: watcher)
        #expect(watcher.received.flatMap { Caller().marks(in: $0) } == [])
        return watcher
    }

    /// Registers, subscribes, and waits for the lamp.
    func begin() async throws -> (watcher: Phone, subscribe: WireMessage) {
        let watcher = try await stage.phone("103", by: transport, at: place, reconnects: reconnects)
        try watcher.watch("101")
        let subscribe = try await watcher.subscribe()
        try await lamp(at: watcher)
        return (watcher, subscribe)
    }

    /// 101 becomes busy, and the watcher's lamp shows it.
    func lamp(at watcher: Phone) async throws {
        let mark = watcher.events.count
        try await stage.publish("101", note: note)
        let lamp = try await watcher.lamp("busy", from: mark) { $0.activity == "busy" }
        #expect(lamp.status == "online")
    }

    /// The watcher calls 105, who answers; the watcher hangs up.
    private func call(from caller: Phone) async throws {
        let callee = try await stage.phone("105", by: transport == .browser ? .wss : transport, at: place)
        try caller.call("105")
        try await callee.rings()
        try callee.answer()
        for phone in [caller, callee] { try await phone.call(is: "CONFIRMED") }
        try caller.hangUp()
        try await callee.call(is: "DISCONNECTED")
        await callee.stop()
    }

    /// The phone refreshes of its own accord, in the dialog, and the PBX tells the state again.
    func refresh(of subscribe: WireMessage, at watcher: Phone, from mark: Int = 0) async throws {
        let refresh = try await watcher.request("SUBSCRIBE", .sent, from: mark) { $0.tag("To") != nil }
        let answer = try await watcher.answer(to: refresh)
        let sent = watcher.messages.entries.firstIndex { $0.text == refresh.text } ?? 0
        let notify = try await watcher.request("NOTIFY", .received, from: sent)

        #expect(answer.isResponse(200))
        #expect(refresh.header("Call-ID") == subscribe.header("Call-ID"))
        #expect(refresh.tag("From") == subscribe.tag("From"))
        #expect(notify.header("Subscription-State")?.hasPrefix("active") == true)
        #expect(try await watcher.answer(to: notify).isResponse(200))
    }

    /// The watcher asks for no more, and is told that there will be no more.
    func end(of subscribe: WireMessage, at watcher: Phone) async throws {
        let mark = watcher.messages.count
        try watcher.unwatch()
        let last = try await watcher.subscribe(from: mark, seconds: 0)
        let notify = try await watcher.request("NOTIFY", .received, from: mark) { message in
            message.header("Subscription-State")?.hasPrefix("terminated") == true
        }

        #expect(last.header("Call-ID") == subscribe.header("Call-ID"))
        #expect(notify.header("Call-ID") == subscribe.header("Call-ID"))
        #expect(try await watcher.answer(to: notify).isResponse(200))
        _ = try await watcher.lamp("the end") { $0.subscription == "TERMINATED" }
    }
}
