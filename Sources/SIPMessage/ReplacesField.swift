import NIOCore

/// The value of a Replaces header (RFC 3891 §6.1): which dialog an INVITE is to take the place of.
public struct ReplacesField: Sendable, Equatable {
    /// The Call-ID, blanks at its ends left out.
    public let callID: [UInt8]
    /// Whether both tags are there, once each, and nothing that the grammar does not name.
    ///
    /// FreeSWITCH also takes a bare Call-ID, a channel's UUID, and `a-leg=true`; those are not the header of the RFC.
    public let isExact: Bool
    /// Both tags, `to-tag` first; empty where the value is not exact.
    public let tags: (to: [UInt8], from: [UInt8])

    /// Reads a value. What breaks the grammar is not exact.
    public init(_ value: [UInt8]) {
        let bytes = value.span
        let end = bytes.first(Bytes.semicolon, 0, bytes.count) ?? bytes.count
        let name = bytes.trimmed(0, end)
        callID = Array(value[name.lower..<name.upper])
        let tags = name.isEmpty || callID.contains(where: Bytes.isBlank) ? nil : Self.tags(bytes, from: end)
        isExact = tags != nil
        self.tags = tags.map { (Array(value[$0.to]), Array(value[$0.from])) } ?? ([], [])
    }

    /// Whether both name the same dialog in the same words.
    public static func == (one: ReplacesField, other: ReplacesField) -> Bool {
        one.callID == other.callID && one.isExact == other.isExact && one.tags == other.tags
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

    /// Where the tags stand; nil unless both do, once each, and nothing else that the grammar does not name.
    private static func tags(_ bytes: Span<UInt8>, from start: Int) -> (to: Range<Int>, from: Range<Int>)? {
        var cursor = ParameterCursor(ByteRange(lower: start, upper: bytes.count))
        var (to, from): ([Range<Int>], [Range<Int>]) = ([], [])
        do throws(ValueError) {
            while let parameter = try cursor.next(bytes) {
                if let value = parameter.value, !parameter.isQuoted, bytes.equalsFolded(parameter.name, "to-tag") {
                    to.append(value.lower..<value.upper)
                } else if let value = parameter.value, !parameter.isQuoted,
                    bytes.equalsFolded(parameter.name, "from-tag")
                {
                    from.append(value.lower..<value.upper)
                } else if parameter.value != nil || !bytes.equalsFolded(parameter.name, "early-only") {
                    return nil
                }
            }
        } catch {
            return nil
        }
        guard to.count == 1, from.count == 1 else { return nil }
        return (to[0], from[0])
    }
}
