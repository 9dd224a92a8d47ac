import AccessPolicy
import NIOCore
import SIPMessage

/// The whole of the proxy's judgement as a function: a datagram, where and when it came, and the policy in force give what is to be done.
///
/// `screen → parse → classify → identify → decide → act`. There is no clock, socket, log or lock in here;
/// `docs/ARCHITECTURE.md` follows a message through.
public struct Pipeline<Bindings: BindingLookup>: Sendable {
    /// What stays the same while the proxy runs.
    public let settings: Settings
    /// Which phone is whose.
    public let bindings: Bindings
    /// The policy in force; each event loop sets its own before each message.
    public var snapshot: PolicySnapshot

    /// A pipeline.
    public init(settings: Settings, bindings: Bindings, snapshot: PolicySnapshot) {
        self.settings = settings
        self.bindings = bindings
        self.snapshot = snapshot
    }

    /// Judges one datagram.
    public func process(_ datagram: ByteBuffer, on flow: Flow, at now: Moment) -> Outcome {
        switch ByteGate.screen(datagram) {
        case .keepAlive:
            return Outcome(Judgement(.drop, rule: "keep-alive"))
        case .rejected(let error):
            return refuseUnread(datagram, on: flow, rule: error.identifier)
        case .message(let message):
            do throws(FieldError) {
                let fields = try FieldReader.read(message)
                return process(Arrival(message: message, fields: fields, flow: flow, now: now))
            } catch {
                return refuseUnread(datagram, on: flow, rule: error.identifier)
            }
        }
    }

    /// Direction is decided by the socket and the sender's address, never by what a message says of itself: a phone that writes to
    /// the PBX-facing socket is still a phone.
    func isFromPBX(_ flow: Flow) -> Bool {
        flow.socket == .pbx && settings.pbx.contains(flow.remote)
    }

    private func process(_ arrival: Arrival) -> Outcome {
        switch (arrival.message.startLine, isFromPBX(arrival.flow)) {
        case (.request(let method, _, _), true): requestFromPBX(arrival, method)
        case (.request(let method, _, _), false): requestFromPhone(arrival, method)
        case (.response(let status, _), true): responseFromPBX(arrival, status)
        case (.response(let status, _), false): responseFromPhone(arrival, status)
        }
    }

    /// A datagram that no field may be believed of: 400 when it is a request that can be answered, else nothing.
    ///
    /// The answer goes to where the datagram came from, and is never longer than it.
    private func refuseUnread(_ datagram: ByteBuffer, on flow: Flow, rule: String) -> Outcome {
        guard let answer = BareResponse.make(for: datagram, status: 400, reason: "Bad Request", toTag: "es-bad"),
            answer.readableBytes <= datagram.readableBytes + 64
        else {
            return Outcome(Judgement(.drop, rule: rule))
        }
        return Outcome(
            Judgement(.reject, rule: rule, status: 400),
            [.reply(answer, to: Destination(backTo: flow))]
        )
    }
}
