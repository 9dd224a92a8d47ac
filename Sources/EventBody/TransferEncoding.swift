/// What Content-Transfer-Encoding says (RFC 2045 §6).
enum TransferEncoding {
    /// There is none.
    case none
    /// 7bit, 8bit or binary: the content as it is.
    case identity
    /// RFC 2045 §6.8.
    case base64
    /// RFC 2045 §6.7.
    case quotedPrintable
    /// Any other, which is not read.
    case unknown

    /// The encoding that a value names, ASCII case aside.
    static func named(_ value: Range<Int>, _ bytes: Span<UInt8>) -> TransferEncoding {
        for (name, encoding) in known where bytes.equalsIgnoringCase(value, name) { return encoding }
        return .unknown
    }

    private static let known: [(StaticString, TransferEncoding)] = [
        ("7bit", .identity), ("8bit", .identity), ("binary", .identity), ("base64", .base64),
        ("quoted-printable", .quotedPrintable),
    ]

    /// The content; nil if it is not encoded as it says. Never longer than `range`.
    func decode(_ range: Range<Int>, _ bytes: Span<UInt8>) -> [UInt8]? {
        switch self {
        case .none, .identity: bytes.bytes(in: range)
        case .base64: Self.base64(range, bytes)
        case .quotedPrintable: Self.quotedPrintable(range, bytes)
        case .unknown: nil
        }
    }

    /// Strict but for white space: no byte outside of the alphabet, right padding, no bits left over.
    private static func base64(_ range: Range<Int>, _ bytes: Span<UInt8>) -> [UInt8]? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(range.count / 4 * 3)
        var bits: UInt32 = 0
        var digits = 0
        var padding = 0
        for index in range where !bytes[index].isXMLSpace {
            if bytes[index] == 0x3D {
                padding += 1
                continue
            }
            guard padding == 0, let value = base64Value(bytes[index]) else { return nil }
            bits = bits << 6 | value
            digits += 1
            if digits == 4 {
                for shift in [16, 8, 0] as [UInt32] { decoded.append(UInt8(truncatingIfNeeded: bits >> shift)) }
                (bits, digits) = (0, 0)
            }
        }
        switch (digits, padding) {
        case (0, 0): return decoded
        case (2, 2) where bits & 0x0F == 0:
            decoded.append(UInt8(truncatingIfNeeded: bits >> 4))
            return decoded
        case (3, 1) where bits & 0x03 == 0:
            decoded.append(UInt8(truncatingIfNeeded: bits >> 10))
            decoded.append(UInt8(truncatingIfNeeded: bits >> 2))
            return decoded
        default: return nil
        }
    }

    private static func base64Value(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x41...0x5A: UInt32(byte - 0x41)
        case 0x61...0x7A: UInt32(byte - 0x61 + 26)
        case 0x30...0x39: UInt32(byte - 0x30 + 52)
        case 0x2B: 62
        case 0x2F: 63
        default: nil
        }
    }

    /// An `=` that begins neither an escape nor a soft line break makes the whole unreadable.
    private static func quotedPrintable(_ range: Range<Int>, _ bytes: Span<UInt8>) -> [UInt8]? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            guard bytes[index] == 0x3D else {
                decoded.append(bytes[index])
                index += 1
                continue
            }
            if let next = softBreak(index + 1, range.upperBound, bytes) {
                index = next
                continue
            }
            guard index + 2 < range.upperBound, let high = hexadecimalValue(bytes[index + 1]),
                let low = hexadecimalValue(bytes[index + 2])
            else { return nil }
            decoded.append(high << 4 | low)
            index += 3
        }
        return decoded
    }

    private static func softBreak(_ start: Int, _ end: Int, _ bytes: Span<UInt8>) -> Int? {
        var index = start
        while index < end, bytes[index] == 0x20 || bytes[index] == 0x09 || bytes[index] == 0x0D { index += 1 }
        if index == end { return end }
        return bytes[index] == 0x0A ? index + 1 : nil
    }

    private static func hexadecimalValue(_ byte: UInt8) -> UInt8? {
        switch byte.lowercased {
        case 0x30...0x39: byte - 0x30
        case 0x61...0x66: byte.lowercased - 0x61 + 10
        default: nil
        }
    }
}
