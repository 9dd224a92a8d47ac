import NIOCore

/// The value of From, To or Contact (RFC 3261 §20.10, §25.1): a URI, maybe with a display name and angle brackets, and
/// parameters.
public struct NameAddress: Sendable, Equatable {
    /// The URI. Without angle brackets it has no parameters and no headers: those are the header's.
    public let uri: SIPURI
    /// The display name: what is between the quotes, escapes not decoded, or the bare tokens; nil when there is none.
    public let displayName: ByteRange?
    /// The tag, nil when there is none.
    public let tag: ByteRange?
    /// The parameters of the header from the first semicolon, empty when there are none.
    public let parameters: ByteRange

    /// Where the URI is.
    public var uriRange: ByteRange { uri.range }

    /// Reads the value that fills `range`, one item of it where the header is a list.
    public static func parse(
        in message: SIPMessage,
        _ range: ByteRange,
        limits: Limits = Limits()
    ) throws(ValueError) -> NameAddress {
        guard range.upper <= message.bytes.readableBytes else { throw .malformed }
        return try NameAddress(message.bytes.readableBytesUInt8Span, range, limits)
    }

    init(_ bytes: Span<UInt8>, _ range: ByteRange, _ limits: Limits) throws(ValueError) {
        let start = bytes.afterBlanks(range.lower, range.upper)
        guard start < range.upper else { throw .malformed }
        let afterURI: Int
        if let open = try Self.openBracket(bytes, start, range.upper) {
            guard let close = bytes.first(Bytes.greater, open.at, range.upper) else { throw .malformed }
            uri = try SIPURI(bytes, ByteRange(lower: open.at &+ 1, upper: close), limits)
            displayName = open.name
            afterURI = close &+ 1
        } else {
            var end = start
            while end < range.upper, bytes[end] != Bytes.semicolon, !Bytes.isBlank(bytes[end]) { end &+= 1 }
            uri = try SIPURI(bytes, ByteRange(lower: start, upper: end), limits)
            guard uri.headers.isEmpty else { throw .malformed }
            displayName = nil
            afterURI = end
        }
        parameters = ByteRange(lower: bytes.afterBlanks(afterURI, range.upper), upper: range.upper)
        var tag: ByteRange?
        var cursor = ParameterCursor(parameters)
        while let parameter = try cursor.next(bytes) {
            guard bytes.equalsFolded(parameter.name, "tag") else { continue }
            guard tag == nil, let value = parameter.value, !parameter.isQuoted else { throw .malformed }
            guard value.count <= limits.tagBytesMax else { throw .limit(.tag) }
            tag = value
        }
        self.tag = tag
    }

    /// Where the angle bracket of the name-addr form is, and the display name before it; nil for the addr-spec form.
    private static func openBracket(
        _ bytes: Span<UInt8>,
        _ start: Int,
        _ end: Int
    ) throws(ValueError) -> (at: Int, name: ByteRange?)? {
        if bytes[start] == Bytes.quote {
            guard let after = bytes.afterQuoted(start, end) else { throw .malformed }
            let open = bytes.afterBlanks(after, end)
            guard open < end, bytes[open] == Bytes.less else { throw .malformed }
            return (open, ByteRange(lower: start &+ 1, upper: after &- 1))
        }
        var offset = start
        while offset < end, Bytes.isToken(bytes[offset]) || Bytes.isBlank(bytes[offset]) { offset &+= 1 }
        guard offset < end else { throw .malformed }
        guard bytes[offset] == Bytes.less else {
            if bytes[offset] == Bytes.colon { return nil }
            throw .malformed
        }
        let name = bytes.trimmed(start, offset)
        return (offset, name.isEmpty ? nil : name)
    }
}
