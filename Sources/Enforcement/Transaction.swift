import SIPMessage

/// Names a transaction that we repeat a message of, by what the message and its answer both carry.
public struct Transaction: Hashable, Sendable {
    /// What ends the repetition.
    public enum Awaited: UInt8, Sendable, Hashable {
        /// Any response: the message is an INVITE (RFC 3261 §17.1.1.2).
        case anyResponse
        /// The final response; a provisional one slows it down (§17.1.2.2).
        case finalResponse
        /// The ACK: the message is a final response to an INVITE (§17.2.1).
        case ack
    }

    /// The far end, which is reached by UDP.
    public let peer: Endpoint
    /// Call-ID, From-tag and method, as on the wire, each ended by a zero byte.
    public let name: [UInt8]
    /// The CSeq number.
    public let cseq: UInt32
    /// What ends the repetition.
    public let awaited: Awaited

    package init(peer: Endpoint, name: [UInt8], cseq: UInt32, awaited: Awaited) {
        self.peer = peer
        self.name = name
        self.cseq = cseq
        self.awaited = awaited
    }

    /// The transaction of a message with who it came from or goes to. A response and its ACK differ in method, so that is left out of theirs.
    init(_ arrival: Arrival, with peer: Endpoint, awaiting awaited: Awaited? = nil, numbered number: UInt32? = nil) {
        self.peer = peer
        self.awaited = awaited ?? (arrival.fields.cseqMethod == .invite ? .anyResponse : .finalResponse)
        let method = self.awaited == .ack ? [] : Array(arrival.message.copy(arrival.fields.cseqMethodRange))
        name = arrival.callID + [0] + arrival.fromTag + [0] + method + [0]
        cseq = number ?? arrival.fields.cseqNumber
    }
}
