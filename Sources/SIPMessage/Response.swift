import NIOCore

/// Answers that Earshot gives itself, without state (RFC 3261 §8.2.6, §8.2.7).
public enum Response {
    /// The answer to a request that was read.
    ///
    /// Via, From, Call-ID and CSeq are the request's; To too, with `toTag` added where it has no tag and the status
    /// is not 100. `received` and `rport` say where the request came from and go into the topmost Via. `headers`
    /// follow in their order. There is no body. Statelessness needs the same `toTag` for every retransmission of the
    /// request.
    public static func make(
        for request: SIPMessage,
        fields: DecisionFields,
        status: Int,
        reason: String,
        toTag: String,
        headers: [(String, String)] = [],
        received: String? = nil,
        rport: Int? = nil
    ) -> ByteBuffer {
        let tag: String? = fields.to.tag == nil && status > 100 ? toTag : nil
        var out = ByteBuffer()
        out.reserveCapacity(request.body.lower + 256)
        writeStart(&out, status, reason)
        let source = request.bytes.readableBytesUInt8Span
        for (index, header) in request.all(.via) {
            guard index == request.firstIndex(.via) else {
                writeLine(&out, "Via", source, header.valueRange)
                continue
            }
            var value = fields.topVia.stamped(in: request, received: received, rport: rport)
            value.append(request, ByteRange(lower: fields.topVia.range.upper, upper: header.valueRange.upper))
            writeLine(&out, "Via", value)
        }
        for name in [HeaderName.from, .to, .callID, .cseq] {
            guard let header = request.first(name) else { continue }
            if name == .to, let tag {
                var value = request.copy(header.valueRange)
                value.append(contentsOf: ";tag=".utf8)
                value.append(contentsOf: tag.utf8)
                writeLine(&out, name.canonical, value)
            } else {
                writeLine(&out, name.canonical, source, header.valueRange)
            }
        }
        for (name, value) in headers { writeLine(&out, name, Array(value.utf8)) }
        out.writeStaticString("Content-Length: 0\r\n\r\n")
        return out
    }

    static func writeStart(_ out: inout ByteBuffer, _ status: Int, _ reason: String) {
        out.writeStaticString("SIP/2.0 ")
        out.writeString(String(status))
        out.writeStaticString(" ")
        out.writeBytes(TextSafety.oneLine(Array(reason.utf8)))
        out.writeStaticString("\r\n")
    }

    static func writeLine(_ out: inout ByteBuffer, _ name: String, _ value: [UInt8]) {
        out.writeString(name)
        out.writeStaticString(": ")
        out.writeBytes(TextSafety.oneLine(value))
        out.writeStaticString("\r\n")
    }

    /// Bytes of a message that the gate let through hold no line end.
    private static func writeLine(_ out: inout ByteBuffer, _ name: String, _ source: Span<UInt8>, _ range: ByteRange) {
        out.writeString(name)
        out.writeStaticString(": ")
        out.writeBytes(source.extracting(range.lower..<range.upper).bytes)
        out.writeStaticString("\r\n")
    }
}
