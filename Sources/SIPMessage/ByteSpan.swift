extension Span where Element == UInt8 {
    /// One check for a whole loop, after which the loop may read without checking each byte.
    @inline(__always)
    func checkRange(_ lower: Int, _ upper: Int) {
        precondition(lower >= 0 && upper <= count, "range outside the message")
    }

    /// The range without spaces and tabs at its ends.
    @inline(__always)
    func trimmed(_ lower: Int, _ upper: Int) -> ByteRange {
        checkRange(lower, upper)
        var first = lower
        var last = upper
        while first < last, Bytes.isBlank(self[unchecked: first]) { first &+= 1 }
        while last > first, Bytes.isBlank(self[unchecked: last &- 1]) { last &-= 1 }
        return ByteRange(lower: first, upper: last)
    }

    /// The first offset at or after `lower` that holds neither space nor tab, at most `upper`.
    @inline(__always)
    func afterBlanks(_ lower: Int, _ upper: Int) -> Int {
        checkRange(lower, upper)
        var position = lower
        while position < upper, Bytes.isBlank(self[unchecked: position]) { position &+= 1 }
        return position
    }

    /// The first offset at or after `lower` whose byte is no token byte, at most `upper`.
    @inline(__always)
    func afterToken(_ lower: Int, _ upper: Int) -> Int {
        checkRange(lower, upper)
        var position = lower
        while position < upper, Bytes.isToken(self[unchecked: position]) { position &+= 1 }
        return position
    }

    /// The first offset of `byte` in the range.
    @inline(__always)
    func first(_ byte: UInt8, _ lower: Int, _ upper: Int) -> Int? {
        checkRange(lower, upper)
        var position = lower
        while position < upper {
            if self[unchecked: position] == byte { return position }
            position &+= 1
        }
        return nil
    }

    /// The offset after the quoted string that opens at `lower`, or nil when it does not close before `upper`.
    func afterQuoted(_ lower: Int, _ upper: Int) -> Int? {
        var position = lower &+ 1
        while position < upper {
            switch self[position] {
            case Bytes.quote: return position &+ 1
            case Bytes.backslash: position &+= 2
            default: position &+= 1
            }
        }
        return nil
    }

    /// Whether the range holds exactly these bytes.
    @inline(__always)
    func equals(_ range: ByteRange, _ text: StaticString) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        checkRange(range.lower, range.upper)
        for offset in 0..<range.count
        where self[unchecked: range.lower &+ offset] != text.utf8Start[offset] { return false }
        return true
    }

    /// Whether the range holds these lower-case letters, digits or dashes, in any case.
    @inline(__always)
    func equalsFolded(_ range: ByteRange, _ text: StaticString) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        checkRange(range.lower, range.upper)
        for offset in 0..<range.count
        where self[unchecked: range.lower &+ offset] | 0x20 != text.utf8Start[offset] { return false }
        return true
    }

    /// The decimal number in the range: digits only, at least one, at most `digitsMax`, at most `max`; else nil.
    func number(_ range: ByteRange, digitsMax: Int, max: UInt64) -> UInt64? {
        guard !range.isEmpty, range.count <= digitsMax, digitsMax <= 19 else { return nil }
        checkRange(range.lower, range.upper)
        var value: UInt64 = 0
        for position in range.lower..<range.upper {
            let byte = self[unchecked: position]
            guard Bytes.isDigit(byte) else { return nil }
            value = value &* 10 &+ UInt64(byte &- 0x30)
        }
        return value <= max ? value : nil
    }

    /// Whether every `%` in the range starts a `%HH` that decodes to no control byte and, with `asciiOnly`, to ASCII.
    func hasGoodEscapes(_ range: ByteRange, asciiOnly: Bool) -> Bool {
        var position = range.lower
        while position < range.upper {
            guard self[position] == Bytes.percent else {
                position &+= 1
                continue
            }
            guard position &+ 2 < range.upper, let high = Bytes.hexValue(self[position &+ 1]),
                let low = Bytes.hexValue(self[position &+ 2])
            else { return false }
            let byte = high << 4 | low
            if Bytes.isControl(byte) || (asciiOnly && byte >= 0x80) { return false }
            position &+= 3
        }
        return true
    }

    /// Up to eight bytes from `lower` as a little-endian word, zeros above.
    @inline(__always)
    func word(at lower: Int, count length: Int) -> UInt64 {
        guard length > 0 else { return 0 }
        if lower &+ 8 <= count {
            let whole = bytes.unsafeLoadUnaligned(fromByteOffset: lower, as: UInt64.self)
            return length >= 8 ? whole : whole & ((1 &<< UInt64(length &* 8)) &- 1)
        }
        var value: UInt64 = 0
        var offset = 0
        while offset < Swift.min(length, 8) {
            value |= UInt64(self[lower &+ offset]) &<< UInt64(offset &* 8)
            offset &+= 1
        }
        return value
    }
}
