/// Runs over the value of a header eight bytes at a time: finds the control byte that ends it, and counts what the limits
/// and the choice of reader depend on.
struct ValueScan {
    /// Commas, wherever they stand.
    var commas = 0
    /// Semicolons, wherever they stand.
    var semicolons = 0
    /// Whether there is a `%`, a backslash or a byte of UTF-8 beyond ASCII.
    var isOdd = false

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let tops: UInt64 = 0x8080_8080_8080_8080
    private static let lows: UInt64 = 0x7F7F_7F7F_7F7F_7F7F

    /// The offset of the first byte below 0x20 or 0x7F at or after `start`, or the end of the bytes.
    @inline(__always)
    mutating func run(_ bytes: Span<UInt8>, from start: Int) -> Int {
        var offset = start
        let raw = bytes.bytes
        while offset &+ 8 <= bytes.count {
            let word = raw.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
            let below = (word &- Self.ones &* 0x20) & ~word
            let delete = word ^ (Self.ones &* 0x7F)
            // Only the lowest mark of `stops` is exact, and only that one is used.
            let stops = (below | ((delete &- Self.ones) & ~delete)) & Self.tops
            if stops == 0 {
                count(word)
                offset &+= 8
                continue
            }
            let byte = stops.trailingZeroBitCount >> 3
            if byte > 0 { count(word & ((1 << UInt64(byte &* 8)) &- 1)) }
            return offset &+ byte
        }
        while offset < bytes.count, !Bytes.isControl(bytes[offset]) {
            count(UInt64(bytes[offset]))
            offset &+= 1
        }
        return offset
    }

    @inline(__always)
    private mutating func count(_ word: UInt64) {
        commas &+= Self.occurrences(of: 0x2C, in: word)
        semicolons &+= Self.occurrences(of: 0x3B, in: word)
        let odd = Self.marks(of: 0x25, in: word) | Self.marks(of: 0x5C, in: word) | (word & Self.tops)
        if odd != 0 { isOdd = true }
    }

    /// The top bit of each byte of `word` that equals `byte`, exactly.
    @inline(__always)
    private static func marks(of byte: UInt64, in word: UInt64) -> UInt64 {
        let difference = word ^ (ones &* byte)
        return ~(((difference & lows) &+ lows) | difference | lows)
    }

    @inline(__always)
    private static func occurrences(of byte: UInt64, in word: UInt64) -> Int {
        Int(truncatingIfNeeded: ((marks(of: byte, in: word) >> 7) &* ones) >> 56)
    }
}
