import NIOCore

/// A URI as it stands in a message (RFC 3261 §19.1, RFC 3966). Nothing is unescaped; see ``unescapedUser(_:in:)``.
public struct SIPURI: Sendable, Equatable {
    /// The schemes that matter.
    public enum Scheme: Sendable, Equatable {
        /// The scheme of the same name.
        case sip, sips, tel
        /// Any other; the rest of the URI is then not looked into.
        case other
    }

    /// The scheme.
    public let scheme: Scheme
    /// sip, sips: the part before `:password@`. tel: the number. nil when there is none, never empty.
    public let user: ByteRange?
    /// Whether the user part carries a password.
    public let hasPassword: Bool
    /// The host, an IPv6 reference with its brackets; empty but for sip and sips.
    public let host: ByteRange
    /// The port, nil when none is written.
    public let port: UInt16?
    /// What follows the first `;` after the host or number, up to `?`; empty when there is none.
    public let parameters: ByteRange
    /// What follows `?`; empty when there is none.
    public let headers: ByteRange
    /// The whole URI.
    public let range: ByteRange

    /// Reads the URI that fills `range`.
    ///
    /// Throws `malformed` when it is none, holds a bad escape or one that decodes to a control byte, an empty user,
    /// host, port, parameter or parameter value, a second `@`, or bytes that no URI holds; `limit` past `uri`, `user`
    /// or `parameters`.
    public static func parse(
        in message: SIPMessage,
        _ range: ByteRange,
        limits: Limits = Limits()
    ) throws(ValueError) -> SIPURI {
        guard range.upper <= message.bytes.readableBytes else { throw .malformed }
        return try SIPURI(message.bytes.readableBytesUInt8Span, range, limits)
    }

    init(_ bytes: Span<UInt8>, _ range: ByteRange, _ limits: Limits) throws(ValueError) {
        guard range.count <= limits.uriBytesMax else { throw .limit(.uri) }
        var hasEscape = false
        bytes.checkRange(range.lower, range.upper)
        for offset in range.lower..<range.upper {
            let byte = bytes[unchecked: offset]
            guard Bytes.isURI(byte) else { throw .malformed }
            if byte == Bytes.percent { hasEscape = true }
        }
        guard let colon = bytes.first(Bytes.colon, range.lower, range.upper), colon > range.lower,
            colon &+ 1 < range.upper, Bytes.isLetter(bytes[range.lower])
        else { throw .malformed }
        if hasEscape, !bytes.hasGoodEscapes(range, asciiOnly: false) { throw .malformed }
        self.range = range
        let name = ByteRange(lower: range.lower, upper: colon)
        let rest = ByteRange(lower: colon &+ 1, upper: range.upper)
        if bytes.equalsFolded(name, "sip") || bytes.equalsFolded(name, "sips") {
            scheme = name.count == 3 ? .sip : .sips
            let parts = try SIPURIParts(bytes, rest, limits)
            user = parts.user
            hasPassword = parts.hasPassword
            host = parts.host
            port = parts.port
            parameters = parts.parameters
            headers = parts.headers
            return
        }
        for offset in name.lower..<name.upper where !Bytes.isScheme(bytes[offset]) { throw .malformed }
        scheme = bytes.equalsFolded(name, "tel") ? .tel : .other
        hasPassword = false
        port = nil
        let none = ByteRange(lower: range.upper, upper: range.upper)
        host = none
        headers = none
        guard scheme == .tel else {
            user = nil
            parameters = none
            return
        }
        let semicolon = bytes.first(Bytes.semicolon, rest.lower, rest.upper)
        let number = ByteRange(lower: rest.lower, upper: semicolon ?? rest.upper)
        guard !number.isEmpty else { throw .malformed }
        guard number.count <= limits.userBytesMax else { throw .limit(.user) }
        user = number
        parameters = ByteRange(lower: semicolon.map { $0 &+ 1 } ?? rest.upper, upper: rest.upper)
        if semicolon != nil { try SIPURIParts.checkParameters(bytes, parameters, limits) }
    }

    /// Whether a parameter of that name is there. `name` is in lower case; escapes in the name are decoded first,
    /// because the PBX decodes them too.
    public func hasParameter(_ name: StaticString, in message: SIPMessage) -> Bool {
        let bytes = message.bytes.readableBytesUInt8Span
        var start = parameters.lower
        while start < parameters.upper {
            let end = bytes.first(Bytes.semicolon, start, parameters.upper) ?? parameters.upper
            let nameEnd = bytes.first(Bytes.equals, start, end) ?? end
            if Unescaping.equals(bytes, ByteRange(lower: start, upper: nameEnd), name) { return true }
            start = end &+ 1
        }
        return false
    }
}
