/// A supervisor at a real phone who listens to an extension by a feature code, and what the PBX connects them to.
public struct ListeningScene: Sendable {
    /// Installations whose code for listening is `*33` and the extension.
    public static let site = Site(
        settings: "feature-codes: {codes: [{dial: \"*33{extension}\", action: listen}]}",
        features: [.spies]
    )

    /// Who listens.
    public let supervisor: Phone
    /// The other end; what it heard is in its messages.
    public let target: SIPpRun

    private let mark: (events: Int, messages: Int)

    /// Dials. The scenario says what the other end does: `spy` answers, `spy-rings` does not.
    public init(
        to extension: String,
        at supervisor: Phone,
        _ scenario: String = "spy",
        on stage: Stage
    ) async throws {
        self.supervisor = supervisor
        mark = (supervisor.events.count, supervisor.messages.count)
        target = try await stage.spy(scenario)
        try supervisor.call("*33\(`extension`)")
    }

    /// Returns when the call is up at both ends.
    public func isUp() async throws {
        try await supervisor.call(is: "CONFIRMED", from: mark.events)
        _ = try await heard("ACK")
    }

    /// The first 180 at the supervisor.
    public func progress() async throws -> WireMessage {
        try await supervisor.messages.first("a 180", from: mark.messages) { message in
            message.direction == .received && message.isResponse(180)
        }
    }

    /// The final answer to the supervisor's INVITE.
    public func answer() async throws -> WireMessage {
        let from = mark.messages
        return try await supervisor.messages.first("the answer to the INVITE", from: from) { message in
            message.direction == .received && message.isFinalResponse
                && message.header("CSeq")?.hasSuffix(" INVITE") == true
        }
    }

    /// The Call-ID of the supervisor's INVITE, as the phone chose it.
    public func callID() async throws -> String? {
        let from = mark.messages
        let invite = try await supervisor.messages.first("the INVITE", from: from) { message in
            message.direction == .sent && message.isRequest("INVITE")
        }
        return invite.header("Call-ID")
    }

    /// The first request of this method at the other end.
    public func heard(_ method: String) async throws -> WireMessage {
        try await target.messages.first("a \(method) at the spy target") { message in
            message.direction == .received && message.isRequest(method)
        }
    }

    /// The first request of this method at the supervisor's phone.
    public func told(_ method: String) async throws -> WireMessage {
        let from = mark.messages
        return try await supervisor.messages.first("a \(method) at the supervisor", from: from) { message in
            message.direction == .received && message.isRequest(method)
        }
    }
}
