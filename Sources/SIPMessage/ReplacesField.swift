import NIOCore

/// The value of a Replaces header (RFC 3891 §6.1): which dialog an INVITE is to take the place of.
public struct ReplacesField: Sendable, Equatable {
    /// The Call-ID, blanks at its ends left out.
    public let callID: [UInt8]
    /// Whether both tags are there, once each, and nothing that the grammar does not name.
    ///
    /// FreeSWITCH also takes a bare Call-ID, a channel's UUID, and `a-leg=true`; those are not the header of the RFC.
    public let isExact: Bool

    /// Reads a value. What breaks the grammar is not exact.
    public init(_ value: [UInt8]) {
        let bytes = value.span
        let end = bytes.first(Bytes.semicolon, 0, bytes.count) ?? bytes.count
        let name = bytes.trimmed(0, end)
        callID = Array(value[name.lower..<name.upper])
        isExact = !name.isEmpty && !callID.contains(where: Bytes.isBlank) && Self.hasBothTags(bytes, from: end)
    }

    /// Reads what a URI asks to be put into the header, `?Replaces=` with its escapes; nil when it asks for anything else, or for more.
    public init?(in uri: SIPURI, of message: SIPMessage) {
        let bytes = message.bytes.readableBytesUInt8Span
        guard uri.headers.upper <= bytes.count,
            bytes.first(UInt8(ascii: "&"), uri.headers.lower, uri.headers.upper) == nil,
            let equals = bytes.first(Bytes.equals, uri.headers.lower, uri.headers.upper),
            bytes.equalsFolded(ByteRange(lower: uri.headers.lower, upper: equals), "replaces"),
            let value = Unescaping.decode(bytes, ByteRange(lower: equals &+ 1, upper: uri.headers.upper))
        else { return nil }
        self.init(value)
    }

    private static func hasBothTags(_ bytes: Span<UInt8>, from start: Int) -> Bool {
        var cursor = ParameterCursor(ByteRange(lower: start, upper: bytes.count))
        var (toTags, fromTags, others) = (0, 0, 0)
        do throws(ValueError) {
            while let parameter = try cursor.next(bytes) {
                let isTag = parameter.value != nil && !parameter.isQuoted
                if isTag, bytes.equalsFolded(parameter.name, "to-tag") {
                    toTags += 1
                } else if isTag, bytes.equalsFolded(parameter.name, "from-tag") {
                    fromTags += 1
                } else if parameter.value != nil || !bytes.equalsFolded(parameter.name, "early-only") {
                    others += 1
                }
            }
        } catch {
            return false
        }
        return toTags == 1 && fromTags == 1 && others == 0
    }
}
