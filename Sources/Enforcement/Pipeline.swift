import AccessPolicy
import NIOCore
import SIPMessage

/// The whole of the proxy's judgement as a function: a datagram, where and when it came, and the policy in force give what is to be done.
///
/// `screen → parse → classify → identify → decide → act`. There is no clock, socket, log or lock in here;
/// `docs/ARCHITECTURE.md` follows a message through.
public struct Pipeline<Bindings: BindingLookup>: Sendable {
    /// What stays the same while the proxy runs.
    public var settings: Settings
    /// The PBXes, and which of them answer now; each event loop sets its own, as the policy.
    public var pbx: PBXGroup
    /// The policy in force; each event loop sets its own before each message.
    public var snapshot: PolicySnapshot
    /// Which phone is whose. The last, so that the others are where they are whatever its type.
    public let bindings: Bindings

    /// A pipeline.
    public init(settings: Settings, pbx: PBXGroup, bindings: Bindings, snapshot: PolicySnapshot) {
        self.pbx = pbx
        self.settings = settings
        self.bindings = bindings
        self.snapshot = snapshot
    }

    /// Judges one datagram.
    public func process(_ datagram: ByteBuffer, on flow: Flow, at now: Moment) -> Outcome {
        if StunKeepAlive.isRequest(datagram) { return keepAlive(datagram, on: flow, at: now) }
        switch ByteGate.screen(datagram) {
        case .keepAlive:
            return Outcome(Judgement(.drop, rule: "keep-alive"))
        case .rejected(let error):
            return refuseUnread(datagram, on: flow, status: error.status, rule: error.identifier)
        case .message(let message):
            do throws(FieldError) {
                // A PBX sends to Contacts of ours, which are longer than a phone's.
                let isFromPBX = isFromPBX(flow)
                let fields = try FieldReader.read(message, limits: isFromPBX ? Self.wideLimits : MessageLimits())
                return process(Arrival(message: message, fields: fields, flow: flow, now: now), isFromPBX: isFromPBX)
            } catch {
                return refuseUnread(datagram, on: flow, status: error.status, rule: error.identifier)
            }
        }
    }

    /// Direction is decided by the socket and the sender's address, never by what a message says of itself: a phone that writes to
    /// the PBX-facing socket is still a phone.
    func isFromPBX(_ flow: Flow) -> Bool {
        flow.socket == .pbx && pbx.member(at: flow.remote) != nil
    }

    private func process(_ arrival: Arrival, isFromPBX: Bool) -> Outcome {
        inShadow(judged(arrival, isFromPBX: isFromPBX), of: arrival) { $0.judged(arrival, isFromPBX: isFromPBX) }
    }

    private func judged(_ arrival: Arrival, isFromPBX: Bool) -> Outcome {
        let outcome =
            switch (arrival.message.startLine, isFromPBX) {
            case (.request(let method, _, _), true): requestFromPBX(arrival, method)
            case (.request(let method, _, _), false): requestFromPhone(arrival, method)
            case (.response(let status, _), true): responseFromPBX(arrival, status)
            case (.response(let status, _), false): responseFromPhone(arrival, status)
            }
        return repeated(callNoted(outcome, arrival, isFromPBX: isFromPBX), arrival)
    }

    /// A datagram that no field may be believed of: an error when it is a request that can be answered, else nothing.
    ///
    /// The answer goes to where the datagram came from, and is hardly longer than it.
    private func refuseUnread(_ datagram: ByteBuffer, on flow: Flow, status: Int?, rule: String) -> Outcome {
        guard let status,
            let answer = BareResponse.make(
                for: datagram,
                status: status,
                reason: ReasonPhrase.of(status),
                toTag: "es-unread"
            ), answer.readableBytes <= datagram.readableBytes + 64
        else { return Outcome(Judgement(.drop, rule: rule, method: Self.method(of: datagram))) }
        return Outcome(
            Judgement(.reject, rule: rule, method: Self.method(of: datagram), status: status),
            [.reply(answer, to: Destination(backTo: flow))]
        )
    }

    /// What stands where a request's method would: capital letters before the first space, else nothing.
    private static func method(of datagram: ByteBuffer) -> String {
        let word = datagram.readableBytesView.prefix(Limits.methodBytesMax + 1).prefix { $0 != UInt8(ascii: " ") }
        guard !word.isEmpty, word.count <= Limits.methodBytesMax, word.allSatisfy(ASCII.isUpper) else { return "" }
        return String(decoding: word, as: UTF8.self)
    }
}
