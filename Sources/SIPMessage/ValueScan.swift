/// Runs over header values eight bytes at a time: to the control byte that ends a line, and for what the limits and the
/// choice of reader depend on.
enum ValueScan {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let tops: UInt64 = 0x8080_8080_8080_8080
    private static let lows: UInt64 = 0x7F7F_7F7F_7F7F_7F7F

    /// The offset of the first byte below 0x20 or 0x7F at or after `start`, or the end of the bytes.
    @inline(__always)
    static func controlByte(_ bytes: Span<UInt8>, from start: Int) -> Int {
        bytes.checkRange(start, bytes.count)
        let raw = bytes.bytes
        var offset = start
        while offset &+ 8 <= bytes.count {
            let word = raw.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)
            let below = (word &- ones &* 0x20) & ~word
            let delete = word ^ (ones &* 0x7F)
            // Only the lowest mark is exact, and only that one is used.
            let stops = (below | ((delete &- ones) & ~delete)) & tops
            if stops != 0 { return offset &+ stops.trailingZeroBitCount &>> 3 }
            offset &+= 8
        }
        while offset < bytes.count, !Bytes.isControl(bytes[unchecked: offset]) { offset &+= 1 }
        return offset
    }

    /// How many commas and semicolons a range holds together, wherever they stand, and whether there is a comma.
    @inline(__always)
    static func separators(_ bytes: Span<UInt8>, _ range: ByteRange) -> (count: Int, hasComma: Bool) {
        bytes.checkRange(range.lower, range.upper)
        let raw = bytes.bytes
        var count: UInt64 = 0
        var commas: UInt64 = 0
        var offset = range.lower
        while offset < range.upper {
            let isWhole = offset &+ 8 <= range.upper
            let word =
                isWhole
                ? raw.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)
                : bytes.word(at: offset, count: range.upper &- offset)
            let comma = marks(of: 0x2C, in: word)
            count &+= ((comma | marks(of: 0x3B, in: word)) &>> 7 &* ones) &>> 56
            commas |= comma
            offset &+= 8
        }
        return (Int(truncatingIfNeeded: count), commas != 0)
    }

    /// Whether a range holds a `%`, a backslash or a byte of UTF-8 beyond ASCII.
    @inline(__always)
    static func isOdd(_ bytes: Span<UInt8>, _ range: ByteRange) -> Bool {
        bytes.checkRange(range.lower, range.upper)
        var odd: UInt64 = 0
        var offset = range.lower
        while offset < range.upper {
            let word = bytes.word(at: offset, count: range.upper &- offset)
            odd |= marks(of: 0x25, in: word) | marks(of: 0x5C, in: word) | (word & tops)
            offset &+= 8
        }
        return odd != 0
    }

    /// The top bit of each byte of `word` that equals `byte`, exactly.
    @inline(__always)
    private static func marks(of byte: UInt64, in word: UInt64) -> UInt64 {
        let difference = word ^ (ones &* byte)
        return ~(((difference & lows) &+ lows) | difference | lows)
    }
}
