import NIOCore

/// One value of Via (RFC 3261 §20.42, RFC 3581).
public struct Via: Sendable, Equatable {
    /// How the message was sent, as the sender says.
    public enum Transport: Sendable, Equatable {
        /// The transport of the same name.
        case udp, tcp, tls, sctp, ws, wss
        /// Any other.
        case other
    }

    /// The transport.
    public let transport: Transport
    /// The transport as written.
    public let transportRange: ByteRange
    /// The host of sent-by, an IPv6 reference with its brackets.
    public let sentByHost: ByteRange
    /// The port of sent-by, nil when none is written.
    public let sentByPort: UInt16?
    /// The branch, nil when there is none (RFC 2543).
    public let branch: ByteRange?
    /// The value of `received`, nil when there is none.
    public let received: ByteRange?
    /// Whether there is an `rport`, with or without value.
    public let hasRport: Bool
    /// The value of `rport`, nil when there is none.
    public let rport: ByteRange?
    /// The whole value.
    public let range: ByteRange

    /// The whole `received` and `rport` parameters with their semicolons, for replacing.
    let receivedParameter: ByteRange?
    let rportParameter: ByteRange?

    /// Reads the value that fills `range`: one item of a Via header.
    public static func parse(in message: SIPMessage, _ range: ByteRange) throws(ValueError) -> Via {
        guard range.upper <= message.bytes.readableBytes else { throw .malformed }
        return try Via(message.bytes.readableBytesUInt8Span, range)
    }

    init(_ bytes: Span<UInt8>, _ range: ByteRange) throws(ValueError) {
        self.range = range
        var offset = range.lower
        let name = try Self.token(bytes, &offset, range.upper)
        guard bytes.equalsFolded(name, "sip") else { throw .malformed }
        try Self.slash(bytes, &offset, range.upper)
        let version = try Self.token(bytes, &offset, range.upper)
        guard bytes.equals(version, "2.0") else { throw .malformed }
        try Self.slash(bytes, &offset, range.upper)
        transportRange = try Self.token(bytes, &offset, range.upper)
        transport = Self.transport(bytes, transportRange)
        let host = bytes.afterBlanks(offset, range.upper)
        guard host > offset else { throw .malformed }
        offset = try SIPURIParts.hostEnd(bytes, host, range.upper)
        sentByHost = ByteRange(lower: host, upper: offset)
        let colon = bytes.afterBlanks(offset, range.upper)
        if colon < range.upper, bytes[colon] == Bytes.colon {
            let digits = bytes.afterBlanks(colon &+ 1, range.upper)
            offset = digits
            while offset < range.upper, Bytes.isDigit(bytes[offset]) { offset &+= 1 }
            sentByPort = try SIPURIParts.port(bytes, ByteRange(lower: digits, upper: offset))
        } else {
            sentByPort = nil
        }
        var branch: Parameter?
        var received: Parameter?
        var rport: Parameter?
        var cursor = ParameterCursor(ByteRange(lower: offset, upper: range.upper))
        while let parameter = try cursor.next(bytes) {
            if bytes.equalsFolded(parameter.name, "branch") {
                guard branch == nil, parameter.value != nil else { throw .malformed }
                branch = parameter
            } else if bytes.equalsFolded(parameter.name, "received") {
                guard received == nil, parameter.value != nil else { throw .malformed }
                received = parameter
            } else if bytes.equalsFolded(parameter.name, "rport") {
                guard rport == nil else { throw .malformed }
                rport = parameter
            }
        }
        self.branch = branch?.value
        self.received = received?.value
        receivedParameter = received?.whole
        hasRport = rport != nil
        self.rport = rport?.value
        rportParameter = rport?.whole
    }

    private static func token(
        _ bytes: Span<UInt8>,
        _ offset: inout Int,
        _ end: Int
    ) throws(ValueError) -> ByteRange {
        let start = bytes.afterBlanks(offset, end)
        offset = bytes.afterToken(start, end)
        guard offset > start else { throw .malformed }
        return ByteRange(lower: start, upper: offset)
    }

    private static func slash(_ bytes: Span<UInt8>, _ offset: inout Int, _ end: Int) throws(ValueError) {
        let at = bytes.afterBlanks(offset, end)
        guard at < end, bytes[at] == Bytes.slash else { throw .malformed }
        offset = at &+ 1
    }

    private static func transport(_ bytes: Span<UInt8>, _ range: ByteRange) -> Transport {
        if bytes.equalsFolded(range, "udp") { return .udp }
        if bytes.equalsFolded(range, "tcp") { return .tcp }
        if bytes.equalsFolded(range, "tls") { return .tls }
        if bytes.equalsFolded(range, "wss") { return .wss }
        if bytes.equalsFolded(range, "ws") { return .ws }
        return bytes.equalsFolded(range, "sctp") ? .sctp : .other
    }
}
