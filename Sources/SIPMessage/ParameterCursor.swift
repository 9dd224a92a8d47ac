/// One `;name=value` of a header.
struct Parameter {
    /// From its semicolon to its last byte.
    let whole: ByteRange
    let name: ByteRange
    /// With its quotes, where it is quoted; nil when there is no `=`.
    let value: ByteRange?
    let isQuoted: Bool
}

/// Walks the parameters of a header value (RFC 3261 §25.1 generic-param), blanks allowed around `;` and `=`.
struct ParameterCursor {
    private var position: Int
    private let end: Int

    /// `range` begins where the first semicolon, or blanks before it, may stand.
    init(_ range: ByteRange) {
        position = range.lower
        end = range.upper
    }

    /// The next parameter, nil at the end. Throws `malformed` for an empty name or value, or anything but a parameter.
    mutating func next(_ bytes: Span<UInt8>) throws(ValueError) -> Parameter? {
        let start = bytes.afterBlanks(position, end)
        guard start < end else { return nil }
        guard bytes[start] == Bytes.semicolon else { throw .malformed }
        let nameStart = bytes.afterBlanks(start &+ 1, end)
        let nameEnd = bytes.afterToken(nameStart, end)
        guard nameEnd > nameStart else { throw .malformed }
        let name = ByteRange(lower: nameStart, upper: nameEnd)
        let sign = bytes.afterBlanks(nameEnd, end)
        guard sign < end, bytes[sign] == Bytes.equals else {
            position = sign
            return Parameter(
                whole: ByteRange(lower: start, upper: nameEnd),
                name: name,
                value: nil,
                isQuoted: false
            )
        }
        let valueStart = bytes.afterBlanks(sign &+ 1, end)
        guard valueStart < end else { throw .malformed }
        let isQuoted = bytes[valueStart] == Bytes.quote
        let valueEnd: Int
        if isQuoted {
            guard let after = bytes.afterQuoted(valueStart, end) else { throw .malformed }
            valueEnd = after
        } else {
            valueEnd = Self.afterValue(bytes, valueStart, end)
            guard valueEnd > valueStart else { throw .malformed }
        }
        position = valueEnd
        return Parameter(
            whole: ByteRange(lower: start, upper: valueEnd),
            name: name,
            value: ByteRange(lower: valueStart, upper: valueEnd),
            isQuoted: isQuoted
        )
    }

    /// Wider than token and host, because tags and branches in the field hold `/`, `=`, `@` or `:`; what could end the
    /// value for another reader ends it here too.
    private static func afterValue(_ bytes: Span<UInt8>, _ lower: Int, _ upper: Int) -> Int {
        var position = lower
        while position < upper {
            switch bytes[position] {
            case Bytes.semicolon, Bytes.comma, Bytes.less, Bytes.greater, Bytes.quote, Bytes.backslash: return position
            case 0x21...0x7E: position &+= 1
            default: return position
            }
        }
        return position
    }
}
