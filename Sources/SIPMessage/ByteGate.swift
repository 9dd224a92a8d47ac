import NIOCore

/// What the byte gate makes of a datagram.
public enum GateResult: Sendable {
    /// A message that obeys rules G1–G12 and every limit.
    case message(SIPMessage)
    /// Nothing but line ends: a phone keeping its NAT binding open (RFC 5626 §3.5.1).
    case keepAlive
    /// Refused; nothing of it may be forwarded.
    case rejected(GateError)
}

/// The first reader of every message: our own, one pass, before any C code. What it lets through has one meaning
/// only, as far as bytes can say; `FieldReader` judges the values of the decision headers.
public enum ByteGate {
    /// Screens one UDP datagram (RFC 3261 §18.3): bytes after the body are cut off and never forwarded, a body
    /// shorter than Content-Length says is refused, and without Content-Length the body is the rest of the datagram.
    public static func screen(_ datagram: ByteBuffer, limits: Limits = Limits()) -> GateResult {
        guard datagram.readableBytes <= limits.datagramBytesMax else { return .rejected(.limit(.datagram)) }
        var message = datagram.slice()
        do throws(GateError) {
            guard let start = try messageStart(message.readableBytesUInt8Span, limits) else { return .keepAlive }
            if start > 0 {
                message.moveReaderIndex(forwardBy: start)
                message = message.slice()
            }
            var head = HeadScan(limits: limits, wasFolded: false)
            if try head.run(message.readableBytesUInt8Span) == .folded {
                message = Unfolding.unfold(message)
                head = HeadScan(limits: limits, wasFolded: true)
                guard try head.run(message.readableBytesUInt8Span) == .whole else { throw .folding }
            }
            return .message(try framed(message, head, limits))
        } catch {
            return .rejected(error)
        }
    }

    /// Where the message begins behind leading line ends; nil when there is nothing else.
    private static func messageStart(_ bytes: Span<UInt8>, _ limits: Limits) throws(GateError) -> Int? {
        var offset = 0
        while offset < bytes.count, bytes[offset] == Bytes.carriageReturn || bytes[offset] == Bytes.lineFeed {
            offset &+= 1
        }
        if offset == bytes.count { return nil }
        if offset == 0 { return 0 }
        guard offset <= 2 &* limits.leadingLineEndsMax, offset & 1 == 0 else { throw .lineEnd }
        for index in 0..<offset
        where bytes[index] != (index & 1 == 0 ? Bytes.carriageReturn : Bytes.lineFeed) { throw .lineEnd }
        return offset
    }

    /// Cuts the message where its body ends (rule G8) and checks what only a whole head shows (G7, G10).
    private static func framed(
        _ message: ByteBuffer,
        _ head: HeadScan,
        _ limits: Limits
    ) throws(GateError) -> SIPMessage {
        let bytes = message.readableBytesUInt8Span
        for name in [HeaderName.via, .from, .to, .callID, .cseq] where head.firsts.index(of: name) == nil {
            throw .missingHeader(name)
        }
        var end = bytes.count
        if let index = head.firsts.index(of: .contentLength) {
            let range = head.headers[index].valueRange
            guard let length = bytes.number(range, digitsMax: limits.contentLengthDigitsMax, max: 99_999) else {
                throw .contentLength
            }
            guard Int(length) <= end &- head.end else { throw .bodyTruncated }
            end = head.end &+ Int(length)
        }
        guard end &- head.end <= limits.bodyBytesMax else { throw .limit(.body) }
        if end &- head.end > limits.sdpBytesMax, let index = head.firsts.index(of: .contentType),
            isSDP(bytes, head.headers[index].valueRange)
        {
            throw .limit(.sdp)
        }
        try checkSequence(bytes, head)
        var cut = message
        cut.moveWriterIndex(to: cut.readerIndex &+ end)
        return SIPMessage(
            bytes: cut,
            startLine: head.startLine,
            headers: head.headers,
            body: ByteRange(lower: head.end, upper: end),
            isUnusual: head.isUnusual,
            firsts: head.firsts
        )
    }

    private static func isSDP(_ bytes: Span<UInt8>, _ type: ByteRange) -> Bool {
        let name: StaticString = "application/sdp"
        guard type.count >= name.utf8CodeUnitCount else { return false }
        return bytes.equalsFolded(
            ByteRange(lower: type.lower, upper: type.lower &+ name.utf8CodeUnitCount),
            name
        )
    }

    /// Rule G10: the number is below 2^31 and, in a request, the method is the one of the request line.
    private static func checkSequence(_ bytes: Span<UInt8>, _ head: HeadScan) throws(GateError) {
        guard let index = head.firsts.index(of: .cseq),
            let sequence = CSeq(bytes, head.headers[index].valueRange)
        else { throw .cseqNumber }
        guard case .request(_, let method, _) = head.startLine else { return }
        guard method.count == sequence.methodRange.count else { throw .cseqMethod }
        for offset in 0..<method.count
        where bytes[method.lower &+ offset] != bytes[sequence.methodRange.lower &+ offset] { throw .cseqMethod }
    }
}
