import NIOCore

/// An answer to a request that did not get past the gate or the field reader: best effort, from a reader that only
/// looks for the five headers that an answer must carry. Nothing else of the request is in it.
public enum BareResponse {
    /// The answer, or nil when none can honestly be made: it is no request, it is an ACK, or one of Via, From, To,
    /// Call-ID and CSeq is missing, repeated (but Via), folded, or holds a control byte.
    ///
    /// `toTag` is added to To where no `tag=` stands in it. The answer goes to where the datagram came from.
    public static func make(
        for datagram: ByteBuffer,
        status: Int,
        reason: String,
        toTag: String,
        limits: Limits = Limits()
    ) -> ByteBuffer? {
        guard datagram.readableBytes <= limits.datagramBytesMax else { return nil }
        let message = datagram.slice()
        let bytes = message.readableBytesUInt8Span
        guard let found = BareHead(bytes, limits) else { return nil }
        var out = ByteBuffer()
        Response.writeStart(&out, status, reason)
        for via in found.vias { Response.writeLine(&out, "Via", copy(message, via)) }
        for (name, range) in [
            (HeaderName.from, found.from), (.to, found.to), (.callID, found.callID), (.cseq, found.cseq),
        ] {
            var value = copy(message, range)
            if name == .to, !hasTag(bytes, range) { value.append(contentsOf: ";tag=\(toTag)".utf8) }
            Response.writeLine(&out, name.canonical, value)
        }
        out.writeStaticString("Content-Length: 0\r\n\r\n")
        return out
    }

    /// The same for a message that passed the gate, where the decision fields could not be read.
    public static func make(for message: SIPMessage, status: Int, reason: String, toTag: String) -> ByteBuffer? {
        make(for: message.bytes, status: status, reason: reason, toTag: toTag)
    }

    private static func copy(_ message: ByteBuffer, _ range: ByteRange) -> [UInt8] {
        message.getBytes(at: range.lower, length: range.count) ?? []
    }

    private static func hasTag(_ bytes: Span<UInt8>, _ range: ByteRange) -> Bool {
        guard range.count >= 4 else { return false }
        for start in range.lower...(range.upper - 4)
        where bytes.equalsFolded(ByteRange(lower: start, upper: start + 3), "tag")
            && bytes[start + 3] == Bytes.equals
        { return true }
        return false
    }
}

/// The five headers of a request, found line by line; any line end will do, because nothing of this is forwarded.
struct BareHead {
    private(set) var vias: [ByteRange] = []
    let from: ByteRange
    let to: ByteRange
    let callID: ByteRange
    let cseq: ByteRange

    init?(_ bytes: Span<UInt8>, _ limits: Limits) {
        let end = min(bytes.count, limits.headBytesMax)
        var start = bytes.first(Bytes.lineFeed, 0, end).map { $0 + 1 } ?? end
        guard Self.isRequest(bytes, start) else { return nil }
        var singles = [HeaderName: ByteRange]()
        var lines = 0
        let table = HeaderTable.shared
        while start < end, lines < limits.headersMax {
            lines += 1
            let lineEnd = bytes.first(Bytes.lineFeed, start, end) ?? end
            let textEnd = lineEnd > start && bytes[lineEnd - 1] == Bytes.carriageReturn ? lineEnd - 1 : lineEnd
            if textEnd == start { break }
            let nameEnd = bytes.afterToken(start, textEnd)
            let colon = bytes.afterBlanks(nameEnd, textEnd)
            let next = lineEnd + 1
            if colon < textEnd, bytes[colon] == Bytes.colon, nameEnd > start {
                let name = table.match(bytes, ByteRange(lower: start, upper: nameEnd)).name
                let value = bytes.trimmed(colon + 1, textEnd)
                if Self.isNeeded(name) {
                    let isFolded = next < end && Bytes.isBlank(bytes[next])
                    guard !value.isEmpty, !isFolded, Self.isClean(bytes, value) else { return nil }
                    if name == .via {
                        vias.append(value)
                    } else if singles.updateValue(value, forKey: name) != nil {
                        return nil
                    }
                }
            }
            start = next
        }
        guard !vias.isEmpty, vias.count <= limits.viasMax, let from = singles[.from], let to = singles[.to],
            let callID = singles[.callID], let cseq = singles[.cseq]
        else { return nil }
        self.from = from
        self.to = to
        self.callID = callID
        self.cseq = cseq
    }

    /// A first line that names a method other than ACK and ends like a request line.
    private static func isRequest(_ bytes: Span<UInt8>, _ lineEnd: Int) -> Bool {
        let methodEnd = bytes.afterToken(0, lineEnd)
        let method = ByteRange(lower: 0, upper: methodEnd)
        return methodEnd > 0 && methodEnd < lineEnd && bytes[methodEnd] == Bytes.space
            && !bytes.equalsFolded(method, "ack")
    }

    private static func isNeeded(_ name: HeaderName) -> Bool {
        name == .via || name == .from || name == .to || name == .callID || name == .cseq
    }

    private static func isClean(_ bytes: Span<UInt8>, _ range: ByteRange) -> Bool {
        for offset in range.lower..<range.upper where Bytes.isControl(bytes[offset]) && bytes[offset] != Bytes.tab {
            return false
        }
        return true
    }
}
