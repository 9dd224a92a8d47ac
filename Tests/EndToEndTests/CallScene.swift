import Rehearsal

/// A call from outside to a phone, step by step.
struct CallScene {
    let caller = Caller()
    let callee: Phone
    private let trunk: SIPpRun

    /// Lets the phone ring.
    init(to user: String, on stage: Stage) async throws {
        callee = try await stage.phone(user)
        trunk = try await stage.call(user, by: caller)
        try await callee.rings()
    }

    func answer() async throws {
        try callee.answer()
        _ = try await callee.events.first("the call to be confirmed") { event in
            if case .call("CONFIRMED") = event { true } else { false }
        }
    }

    func hangUp() async throws {
        try callee.hangUp()
        try await trunk.succeed()
    }

    /// The tag that the callee gave the call.
    var calleeTag: String? {
        trunk.received.compactMap { $0.startLine.hasPrefix("SIP/2.0 180") ? $0.tag("To") : nil }.first
    }

    /// The first NOTIFY from message `mark` on that says this dialog state.
    static func lamp(_ state: String, of watcher: SIPpRun, from mark: Int = 0) async throws -> WireMessage {
        try await watcher.messages.first("a lamp that is \(state)", from: mark) { $0.isNotify(state: state) }
    }

    /// Every mark of the caller in anything that the watcher was sent.
    func marks(in messages: [WireMessage]) -> [String] {
        messages.flatMap { caller.marks(in: $0, calleeTag: calleeTag) }
    }
}
