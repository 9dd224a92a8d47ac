import Foundation

/// One run of SIPp: a scenario from `fixtures/rehearsal/sipp`, played once over one UDP port.
public final class SIPpRun: Sendable {
    /// Every SIP message of the run.
    public let messages = Journal<WireMessage>()
    /// What else SIPp said: why a scenario failed.
    public let remarks = Journal<String>()

    private let child: Child

    /// Starts a scenario.
    ///
    /// `keys` fill the scenario's `[words]`; `user` and `password` answer a digest challenge.
    init(
        _ scenario: String,
        from port: UInt16,
        to remote: String,
        keys: [String: String],
        user: String = "nobody",
        password: String = "none",
        callID: String? = nil,
        on ground: Ground
    ) throws {
        var arguments = [
            "-sf", Place.fixtures.appending(path: "sipp/\(scenario).xml").path,
            "-i", Ports.host, "-p", "\(port)", "-m", "1", "-nostdin", "-skip_rlimit",
            "-trace_msg", "-message_file", "/dev/stderr",
            "-timeout", "\(Limits.runSeconds)", "-timeout_error", "-default_behaviors", "all,-bye",
            "-mp", "\(Ports.sound(of: port))",
            "-au", user, "-ap", password, "-key", "user", user,
        ]
        if let callID { arguments += ["-cid_str", callID] }
        for (key, value) in keys.sorted(by: { $0.key < $1.key }) { arguments += ["-key", key, value] }
        let reader = TraceReader(into: messages, remarks: remarks)
        child = try Child(
            Place.sipp(),
            arguments + [remote],
            leash: ground.leash,
            onErrors: { reader.take($0) }
        )
    }

    /// The exit status: 0 when the scenario was played to its end. What it said last has been read by then.
    public func exit(within limit: Duration = Limits.wire) async throws -> Int32 {
        let status = try await child.exit(within: limit)
        await messages.end(within: Limits.tail)
        return status
    }

    /// Waits for the end, and throws unless the scenario was played as written.
    public func succeed(within limit: Duration = Limits.wire) async throws {
        let status = try await exit(within: limit)
        guard status == 0 else {
            let said = remarks.entries + messages.entries.map(\.description)
            throw RehearsalError.ended(program: "sipp", status: status, said: said.joined(separator: "\n"))
        }
    }

    /// The Call-ID of what it sends. What was meant for a run before it on the same port may have come earlier.
    public func callID() async throws -> String {
        let sent = try await messages.first("what it sends") { $0.direction == .sent }
        guard let callID = sent.header("Call-ID") else {
            throw RehearsalError.missing(what: "a Call-ID: \(sent)", remedy: "mend the scenario")
        }
        return callID
    }

    /// What the phone was sent.
    public var received: [WireMessage] { messages.entries.filter { $0.direction == .received } }

    /// Ends the run.
    public func stop() async { await child.stop() }
}
