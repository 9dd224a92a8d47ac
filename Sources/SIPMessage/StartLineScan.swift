/// Reads the request line or status line (rules G5, G6, and G11, G12 for the Request-URI).
struct StartLineScan {
    /// The line as read.
    let startLine: StartLine
    /// The offset after its CRLF.
    let end: Int
    /// Whether there is an escape in the Request-URI.
    let isUnusual: Bool

    init(_ bytes: Span<UInt8>, _ limits: Limits) throws(GateError) {
        let tokenEnd = bytes.afterToken(0, bytes.count)
        guard tokenEnd < bytes.count else { throw .requestLine }
        if bytes[tokenEnd] == Bytes.slash {
            self = try Self(response: bytes, limits)
        } else {
            self = try Self(request: bytes, tokenEnd, limits)
        }
    }

    private init(_ startLine: StartLine, end: Int, isUnusual: Bool) {
        self.startLine = startLine
        self.end = end
        self.isUnusual = isUnusual
    }

    private init(request bytes: Span<UInt8>, _ methodEnd: Int, _ limits: Limits) throws(GateError) {
        guard methodEnd > 0, bytes[methodEnd] == Bytes.space else { throw Self.bad(bytes[methodEnd]) }
        let method = ByteRange(lower: 0, upper: methodEnd)
        guard methodEnd <= limits.methodBytesMax else { throw .method }
        for offset in 0..<methodEnd where !Bytes.isUpper(bytes[offset]) { throw .method }

        let uriStart = methodEnd &+ 1
        var offset = uriStart
        var hasEscape = false
        while offset < bytes.count {
            let byte = bytes[unchecked: offset]
            guard Bytes.isURI(byte) else { break }
            if byte == Bytes.percent { hasEscape = true }
            offset &+= 1
        }
        let uri = ByteRange(lower: uriStart, upper: offset)
        guard uri.count <= limits.uriBytesMax else { throw .limit(.uri) }
        guard offset < bytes.count else { throw .requestLine }
        guard bytes[offset] == Bytes.space, !uri.isEmpty else { throw Self.bad(bytes[offset]) }
        try Self.checkScheme(bytes, uri)
        if hasEscape, !bytes.hasGoodEscapes(uri, asciiOnly: true) { throw .escape }

        let versionEnd = offset &+ 8
        guard versionEnd < bytes.count else { throw .requestLine }
        let version = ByteRange(lower: offset &+ 1, upper: versionEnd)
        guard bytes.equals(version, "SIP/2.0") else {
            let name = ByteRange(lower: version.lower, upper: version.lower &+ 4)
            throw bytes.equals(name, "SIP/") ? .version : .requestLine
        }
        if bytes[versionEnd] == Bytes.space { throw .requestLine }
        try HeadScan.checkLineEnd(bytes, versionEnd)
        self.init(
            .request(method: Method.named(bytes, method), methodRange: method, uri: uri),
            end: versionEnd &+ 2,
            isUnusual: hasEscape
        )
    }

    /// The space after the status may be missing (rule G6); ``MessageEdit`` writes it.
    private init(response bytes: Span<UInt8>, _ limits: Limits) throws(GateError) {
        guard bytes.count > 14, bytes.equals(ByteRange(lower: 0, upper: 4), "SIP/") else { throw .requestLine }
        guard bytes.equals(ByteRange(lower: 0, upper: 8), "SIP/2.0 ") else { throw .statusLine }
        guard let status = bytes.number(ByteRange(lower: 8, upper: 11), digitsMax: 3, max: 699), status >= 100 else {
            throw .statusLine
        }
        var stop = ValueScan.controlByte(bytes, from: 11)
        while stop < bytes.count, bytes[stop] == Bytes.tab { stop = ValueScan.controlByte(bytes, from: stop &+ 1) }
        try HeadScan.checkLineEnd(bytes, stop)
        guard stop &+ 2 <= limits.lineBytesMax else { throw .limit(.line) }
        guard stop == 11 || bytes[11] == Bytes.space else { throw .statusLine }
        let reason = ByteRange(lower: min(12, stop), upper: stop)
        self.init(.response(status: Int(status), reason: reason), end: stop &+ 2, isUnusual: stop == 11)
    }

    /// Rule G12: sip, sips or tel. A URI without scheme is no request line at all.
    private static func checkScheme(_ bytes: Span<UInt8>, _ uri: ByteRange) throws(GateError) {
        guard let colon = bytes.first(Bytes.colon, uri.lower, uri.upper), colon > uri.lower,
            Bytes.isLetter(bytes[uri.lower])
        else { throw .requestLine }
        let scheme = ByteRange(lower: uri.lower, upper: colon)
        if bytes.equalsFolded(scheme, "sip") || bytes.equalsFolded(scheme, "sips")
            || bytes.equalsFolded(scheme, "tel")
        {
            return
        }
        for offset in scheme.lower..<scheme.upper where !Bytes.isToken(bytes[offset]) { throw .requestLine }
        throw .scheme
    }

    private static func bad(_ byte: UInt8) -> GateError {
        if byte == Bytes.carriageReturn || byte == Bytes.lineFeed { return .requestLine }
        return Bytes.isControl(byte) ? .controlByte : .requestLine
    }
}
