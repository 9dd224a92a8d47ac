/// A call from outside to a phone, step by step.
public struct CallScene: Sendable {
    /// Who calls.
    public let caller = Caller()
    /// The phone that is called.
    public let callee: Phone

    private let trunk: SIPpRun
    private let mark: Int

    /// Lets a phone ring that is registered already.
    public init(to user: String, at callee: Phone, on stage: Stage) async throws {
        self.callee = callee
        mark = callee.events.count
        trunk = try await stage.call(user, by: caller)
        _ = try await callee.events.first("the phone to ring", from: mark) { event in
            if case .ringing = event { true } else { false }
        }
    }

    /// Registers a phone and lets it ring.
    public init(to user: String, on stage: Stage) async throws {
        try await self.init(to: user, at: stage.phone(user), on: stage)
    }

    /// Answers, and returns when the call is up.
    public func answer() async throws {
        try callee.answer()
        _ = try await callee.events.first("the call to be confirmed", from: mark) { event in
            if case .call("CONFIRMED") = event { true } else { false }
        }
    }

    /// Ends the call from the callee's side, and returns when the caller has seen it.
    public func hangUp() async throws {
        try callee.hangUp()
        try await trunk.succeed()
    }

    /// Returns when it rings at the caller's too.
    public func isHeard() async throws {
        _ = try await trunk.messages.first("a 180 at the caller's") { $0.direction == .received && $0.isResponse(180) }
    }

    /// The tag that the callee gave the call; nil before it rings at the caller's.
    public var calleeTag: String? {
        trunk.received.compactMap { $0.startLine.hasPrefix("SIP/2.0 180") ? $0.tag("To") : nil }.first
    }

    /// The first NOTIFY from message `mark` on that says this dialog state.
    public static func lamp(_ state: String, of watcher: SIPpRun, from mark: Int = 0) async throws -> WireMessage {
        try await watcher.messages.first("a lamp that is \(state)", from: mark) { $0.isNotify(state: state) }
    }

    /// Every mark of the caller in any of these messages.
    public func marks(in messages: [WireMessage]) -> [String] {
        messages.flatMap { caller.marks(in: $0, calleeTag: calleeTag) }
    }
}
