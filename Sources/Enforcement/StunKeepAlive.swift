import NIOCore

/// The STUN keep-alive of phones behind a NAT (RFC 5626 §4.4.2, RFC 5389): a Binding request on the SIP port, answered with the address that it
/// came from.
enum StunKeepAlive {
    private static let bindingRequest: UInt16 = 0x0001
    private static let bindingSuccess: UInt16 = 0x0101
    private static let xorMappedAddress: UInt16 = 0x0020
    private static let cookie: UInt32 = 0x2112_A442
    private static let headerBytes = 20

    /// Whether the datagram is a STUN Binding request. No SIP message can be: the first byte is zero.
    static func isRequest(_ datagram: ByteBuffer) -> Bool {
        let start = datagram.readerIndex
        guard datagram.readableBytes >= headerBytes,
            datagram.getInteger(at: start, as: UInt16.self) == bindingRequest,
            let length = datagram.getInteger(at: start + 2, as: UInt16.self),
            Int(length) == datagram.readableBytes - headerBytes, length % 4 == 0
        else { return false }
        return datagram.getInteger(at: start + 4, as: UInt32.self) == cookie
    }

    /// The answer to a request: its transaction, and the sender's address under the cookie (RFC 5389 §15.2).
    static func answer(_ request: ByteBuffer, from remote: Endpoint) -> ByteBuffer? {
        guard let transaction = request.getBytes(at: request.readerIndex + 8, length: 12) else { return nil }
        var address = ByteBuffer()
        address.writeInteger(UInt8(0))
        address.writeInteger(UInt8(remote.isIPv4 ? 1 : 2))
        address.writeInteger(remote.port ^ UInt16(cookie >> 16))
        if remote.isIPv4 {
            address.writeInteger(UInt32(truncatingIfNeeded: remote.low) ^ cookie)
        } else {
            var mask = ByteBuffer(bytes: transaction)
            let first = mask.readInteger(as: UInt32.self) ?? 0
            let rest = mask.readInteger(as: UInt64.self) ?? 0
            address.writeInteger(remote.high ^ (UInt64(cookie) << 32 | UInt64(first)))
            address.writeInteger(remote.low ^ rest)
        }
        var answer = ByteBuffer()
        answer.writeInteger(bindingSuccess)
        answer.writeInteger(UInt16(4 + address.readableBytes))
        answer.writeInteger(cookie)
        answer.writeBytes(transaction)
        answer.writeInteger(xorMappedAddress)
        answer.writeInteger(UInt16(address.readableBytes))
        answer.writeBuffer(&address)
        return answer
    }
}

extension Pipeline {
    /// Only a registered phone is answered, so that nobody else can have bytes sent to somebody.
    func keepAlive(_ datagram: ByteBuffer, on flow: Flow, at now: Moment) -> Outcome {
        guard flow.socket == .phone, !flow.remote.transport.isReliable,
            !bindings.addresses(at: flow.remote, now: now).isEmpty,
            let answer = StunKeepAlive.answer(datagram, from: flow.remote)
        else { return Outcome(Judgement(.drop, rule: "stun-from-nobody")) }
        return Outcome(Judgement(.reject, rule: "stun-keep-alive"), [.reply(answer, to: Destination(backTo: flow))])
    }
}
