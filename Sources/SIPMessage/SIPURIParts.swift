/// What stands behind `sip:` or `sips:`.
struct SIPURIParts {
    private(set) var user: ByteRange?
    private(set) var hasPassword = false
    private(set) var host: ByteRange
    private(set) var port: UInt16?
    private(set) var parameters: ByteRange
    private(set) var headers: ByteRange

    /// The grammar lets `;`, `?` and `/` stand in a user, so everything before the only `@` is userinfo.
    init(_ bytes: Span<UInt8>, _ range: ByteRange, _ limits: Limits) throws(ValueError) {
        var start = range.lower
        if let at = bytes.first(Bytes.at, range.lower, range.upper) {
            guard bytes.first(Bytes.at, at &+ 1, range.upper) == nil else { throw .malformed }
            let colon = bytes.first(Bytes.colon, range.lower, at)
            if let colon, bytes.first(Bytes.colon, colon &+ 1, at) != nil { throw .malformed }
            let name = ByteRange(lower: range.lower, upper: colon ?? at)
            guard !name.isEmpty else { throw .malformed }
            guard name.count <= limits.userBytesMax else { throw .limit(.user) }
            for offset in name.lower..<at
            where bytes[offset] == Bytes.leftBracket || bytes[offset] == Bytes.rightBracket { throw .malformed }
            user = name
            hasPassword = colon != nil
            start = at &+ 1
        }
        let hostEnd = try Self.hostEnd(bytes, start, range.upper)
        host = ByteRange(lower: start, upper: hostEnd)
        var offset = hostEnd
        if offset < range.upper, bytes[offset] == Bytes.colon {
            let digits = offset &+ 1
            offset = digits
            while offset < range.upper, Bytes.isDigit(bytes[offset]) { offset &+= 1 }
            port = try Self.port(bytes, ByteRange(lower: digits, upper: offset))
        }
        let end = bytes.first(Bytes.question, offset, range.upper) ?? range.upper
        headers = ByteRange(lower: min(end &+ 1, range.upper), upper: range.upper)
        if end < range.upper, headers.isEmpty { throw .malformed }
        parameters = ByteRange(lower: end, upper: end)
        if offset < end {
            guard bytes[offset] == Bytes.semicolon else { throw .malformed }
            parameters = ByteRange(lower: offset &+ 1, upper: end)
            try Self.checkParameters(bytes, parameters, limits)
        }
    }

    /// The offset after the host name, IPv4 address or bracketed IPv6 address at `start`.
    static func hostEnd(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) throws(ValueError) -> Int {
        guard start < end else { throw .malformed }
        var offset = start
        if bytes[start] == Bytes.leftBracket {
            guard let close = bytes.first(Bytes.rightBracket, start, end), close > start &+ 2 else { throw .malformed }
            for index in (start &+ 1)..<close {
                let byte = bytes[index]
                guard Bytes.hexValue(byte) != nil || byte == Bytes.colon || byte == Bytes.dot else { throw .malformed }
            }
            return close &+ 1
        }
        while offset < end, Bytes.isHost(bytes[offset]) { offset &+= 1 }
        guard offset > start else { throw .malformed }
        return offset
    }

    /// One to five digits, 1 to 65535.
    static func port(_ bytes: Span<UInt8>, _ range: ByteRange) throws(ValueError) -> UInt16 {
        guard let value = bytes.number(range, digitsMax: 5, max: 65_535), value > 0 else { throw .malformed }
        return UInt16(truncatingIfNeeded: value)
    }

    /// Every parameter has a name, and a value where it has an `=`; not too many of them.
    static func checkParameters(_ bytes: Span<UInt8>, _ range: ByteRange, _ limits: Limits) throws(ValueError) {
        var start = range.lower
        var count = 0
        repeat {
            let end = bytes.first(Bytes.semicolon, start, range.upper) ?? range.upper
            guard end > start, bytes[start] != Bytes.equals, bytes[end &- 1] != Bytes.equals else { throw .malformed }
            count &+= 1
            guard count <= limits.parametersMax else { throw .limit(.parameters) }
            start = end &+ 1
        } while start <= range.upper
    }
}
