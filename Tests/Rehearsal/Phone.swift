import Foundation

/// A real phone, PJSIP unless it is said otherwise, in a Python process of its own, driven by commands.
public final class Phone: Sendable {
    /// What the phone makes of the presence of somebody it watches.
    public struct Lamp: Sendable, Equatable {
        /// The state of the subscription, such as `ACTIVE` or `TERMINATED`.
        public let subscription: String
        /// The status code that ended the subscription, such as 403; 0 while it lives.
        public let code: Int
        /// `online`, `offline` or `unknown`; of another make, the one word that it shows its user, in lower case.
        public let status: String
        /// `busy`, `away` or `unknown`.
        public let activity: String
        /// The note for people to read.
        public let note: String
    }

    /// Something the phone told.
    public enum Event: Sendable {
        case ready
        case registered(code: Int)
        case lamp(Lamp)
        case ringing(from: String)
        case call(state: String)
        /// The WebSocket is open, with this subprotocol.
        case connected(subprotocol: String)
        /// The WebSocket's ping was answered.
        case pong
        /// The WebSocket was not opened; 0 where a browser does not tell the status.
        case refused(code: Int)
        /// The WebSocket has ended.
        case closed
        case error(String)
    }

    /// Every SIP message that it received or sent.
    public let messages = Journal<WireMessage>()
    /// Everything else that it told.
    public let events = Journal<Event>()
    /// What the library said while it failed.
    let remarks = Journal<String>()

    private let child: Child

    /// Starts a phone, not registered yet; `command` is the program and its arguments.
    init(_ command: [String], on ground: Ground) async throws {
        guard let program = command.first else { throw RehearsalError.missing(what: "phone", remedy: "name one") }
        let reader = LineReader(onEnd: { [events, messages] in
            events.close(); messages.close()
        }) {
            [events, messages] line in
            Self.take(line, events: events, messages: messages)
        }
        let errors = LineReader { [remarks] in remarks.append($0) }
        child = try Child(
            URL(filePath: program),
            Array(command.dropFirst()),
            leash: ground.leash,
            onOutput: { reader.take($0) },
            onErrors: { errors.take($0) }
        )
        do {
            _ = try await events.first("the phone to start", within: Limits.start) { event in
                if case .ready = event { true } else { false }
            }
        } catch {
            await child.stop()
            let said = remarks.entries.joined(separator: "\n")
            throw RehearsalError.late(waitedFor: "the phone to start", seen: said)
        }
    }

    private struct Line: Decodable {
        var event: String
        var direction: WireMessage.Direction.RawValue?
        var text, subscription, status, activity, note, from, state: String?
        var code: Int?
    }

    private static func take(_ line: String, events: Journal<Event>, messages: Journal<WireMessage>) {
        guard let told = try? JSONDecoder().decode(Line.self, from: Data(line.utf8)) else {
            return events.append(.error("not understood: \(line)"))
        }
        switch told.event {
        case "ready": events.append(.ready)
        case "registered": events.append(.registered(code: told.code ?? 0))
        case "ringing": events.append(.ringing(from: told.from ?? ""))
        case "call": events.append(.call(state: told.state ?? ""))
        case "connected": events.append(.connected(subprotocol: told.text ?? ""))
        case "pong": events.append(.pong)
        case "refused": events.append(.refused(code: told.code ?? 0))
        case "closed": events.append(.closed)
        case "message":
            let direction = told.direction.flatMap(WireMessage.Direction.init) ?? .received
            messages.append(WireMessage(direction: direction, text: told.text ?? ""))
        case "lamp":
            let lamp = Lamp(
                subscription: told.subscription ?? "",
                code: told.code ?? 0,
                status: told.status ?? "",
                activity: told.activity ?? "",
                note: told.note ?? ""
            )
            events.append(.lamp(lamp))
        default: events.append(.error(told.text ?? line))
        }
    }

    private func tell(_ command: [String: String]) throws {
        try child.say(String(decoding: JSONEncoder().encode(command), as: UTF8.self))
    }

    /// How a phone speaks to the proxy.
    public enum Transport: String, Sendable, CaseIterable {
        case udp, tcp, tls
        /// SIP over WebSocket over TLS (RFC 7118), by a library.
        case wss
        /// The same by a page in a real browser.
        case browser

        /// Those that need no browser.
        public static let light: [Transport] = [.udp, .tcp, .tls, .wss]

        /// As a Via says it.
        public var viaName: String { self == .browser ? "WSS" : rawValue.uppercased() }
    }

    /// A phone of others that has a console; its raw value is the name of the program.
    public enum Make: String, Sendable, CaseIterable {
        case baresip
        /// Linphone's console program.
        case linphone = "linphonec"
    }

    /// Registers with digest through the front; `registered()` waits for the answer. PJSIP alone can be told not to connect again of its own accord.
    public func register(
        user: String,
        password: String,
        domain: String,
        front: String,
        by transport: Transport,
        reconnects: Bool = true
    ) throws {
        var command = [
            "do": "register", "user": user, "password": password, "domain": domain, "front": front,
            "transport": transport.rawValue,
        ]
        if !reconnects { command["reconnects"] = "no" }
        try tell(command)
    }

    /// Waits until the PBX has accepted a registration.
    public func registered(from mark: Int = 0) async throws {
        _ = try await events.first("the phone to be registered", from: mark, within: Limits.start) { event in
            if case .registered(200) = event { true } else { false }
        }
    }

    /// Registers again with the same Contact, and waits for the 200.
    public func registerAgain() async throws {
        let mark = events.count
        try tell(["do": "reregister"])
        try await registered(from: mark)
    }

    /// Subscribes to the presence of another user.
    public func watch(_ user: String) throws { try tell(["do": "watch", "user": user]) }

    /// Ends the last subscription.
    public func unwatch() throws { try tell(["do": "unwatch"]) }

    /// Calls another user.
    public func call(_ user: String) throws { try tell(["do": "call", "user": user]) }

    /// Answers the call that rings.
    public func answer() throws { try tell(["do": "answer"]) }

    /// Ends the call.
    public func hangUp() throws { try tell(["do": "hangup"]) }

    /// The lamp as PJSIP shows it, once it matches.
    public func lamp(
        _ waitedFor: String,
        from mark: Int = 0,
        where matches: @escaping @Sendable (Lamp) -> Bool
    ) async throws -> Lamp {
        let event = try await events.first(waitedFor, from: mark) { event in
            if case .lamp(let lamp) = event { matches(lamp) } else { false }
        }
        guard case .lamp(let lamp) = event else { throw RehearsalError.late(waitedFor: waitedFor, seen: "\(event)") }
        return lamp
    }

    /// Waits for a call's state, as the phone calls it.
    public func call(is state: String, from mark: Int = 0) async throws {
        _ = try await events.first("the call to be \(state)", from: mark) { event in
            if case .call(state) = event { true } else { false }
        }
    }

    /// Waits for the phone to ring.
    public func rings(from mark: Int = 0) async throws {
        _ = try await events.first("the phone to ring", from: mark) { event in
            if case .ringing = event { true } else { false }
        }
    }

    /// What the phone was sent.
    public var received: [WireMessage] { messages.entries.filter { $0.direction == .received } }

    /// Ends the phone.
    public func stop() async { await child.stop() }
}
