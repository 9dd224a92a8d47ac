import Foundation

/// SIPp as a PBX that says yes to everything, and that can be ended and begun again at the same address.
public final class ScriptedPBX: Sendable {
    /// Where it listens, `host:port`.
    public let address: String
    /// Every SIP message of it.
    public let messages = Journal<WireMessage>()

    private let host: String
    private let port: UInt16
    private let transport: String
    private let ground: Ground
    private let child = Journal<Child>()
    /// The fixture whose steps follow the first 200 to a SUBSCRIBE; nothing when nil.
    private let then: String?

    init(transport: String, host: String, then: String? = nil, on ground: Ground) throws {
        self.then = then
        self.host = host
        port = try Ports.free()
        address = "\(host):\(port)"
        self.transport = transport
        self.ground = ground
    }

    /// Starts it, and waits until it listens: it would be taken for one that does not answer.
    public func start() async throws {
        let reader = TraceReader(into: messages, remarks: Journal<String>())
        let steps = try then.map { try Place.filled("sipp/\($0)", [:]) } ?? ""
        let name = "pbx-\(port).xml"
        try ground.write(try Place.filled("sipp/pbx.xml", [:]).replacing("<!--@THEN@-->", with: steps), to: name)
        let arguments = [
            "-sf", ground.directory.appending(path: name).path, "-i", host, "-p", "\(port)",
            "-t", transport == "tcp" ? "t1" : "u1", "-nostdin", "-skip_rlimit", "-aa",
            "-trace_msg", "-message_file", "/dev/stderr",
            "-mp", "\(Ports.sound(of: port))", "-timeout", "\(Limits.runSeconds)", "-default_behaviors", "all,-bye",
        ]
        child.append(
            try Child(
                Place.sipp(),
                arguments,
                leash: ground.leash,
                onErrors: { data in
                    // The end of one program is not the end of the messages: another may be begun.
                    if !data.isEmpty { reader.take(data) }
                }
            )
        )
        try await Patience.find("a PBX at \(address)", within: Limits.start) { _ in
            try Connections.isOpen(port, by: transport) ? () : nil
        }
    }

    /// Ends it as a crash would.
    public func crash() async throws { try await child.entries.last?.crash() }

    /// Ends it.
    public func stop() async { await child.entries.last?.stop() }

    /// Waits until it has had such a request. Its answer may come before it is read what it had.
    public func hears(_ method: String, callID: String) async throws {
        _ = try await messages.first("a \(method) at \(address)") { Self.isRequest($0, method, callID) }
    }

    /// Requests of this method and call that it has had, as far as has been read; one that was repeated is one.
    public func count(_ method: String, callID: String) -> Int {
        Set(messages.entries.filter { Self.isRequest($0, method, callID) }.map { $0.header("CSeq") }).count
    }

    private static func isRequest(_ message: WireMessage, _ method: String, _ callID: String) -> Bool {
        message.direction == .received && message.isRequest(method) && message.header("Call-ID") == callID
    }
}
