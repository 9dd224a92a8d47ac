import SIPMessage

/// Names a transaction of a phone with the PBX, by what its request and its responses both carry.
public struct Transaction: Hashable, Sendable {
    /// The phone's end.
    public let phone: Endpoint
    /// Call-ID, From-tag and method, as on the wire, each ended by a zero byte.
    public let name: [UInt8]
    /// The CSeq number.
    public let cseq: UInt32
    /// Whether it is an INVITE, which any response stops being repeated; others go on until the final one.
    public let isInvite: Bool

    package init(phone: Endpoint, name: [UInt8], cseq: UInt32, isInvite: Bool) {
        self.phone = phone
        self.name = name
        self.cseq = cseq
        self.isInvite = isInvite
    }

    init(_ arrival: Arrival, phone: Endpoint) {
        self.phone = phone
        name =
            arrival.callID + [0] + arrival.fromTag + [0] + Array(arrival.message.copy(arrival.fields.cseqMethodRange))
            + [0]
        cseq = arrival.fields.cseqNumber
        isInvite = arrival.fields.cseqMethod == .invite
    }
}
