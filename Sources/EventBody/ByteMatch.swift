/// Comparisons of byte ranges with constants: how input becomes an enumerated token without becoming a String.
extension Span<UInt8> {
    /// Whether the bytes in `range` are exactly those of `literal`.
    func equals(_ range: Range<Int>, _ literal: StaticString) -> Bool {
        guard range.count == literal.utf8CodeUnitCount else { return false }
        return literal.withUTF8Buffer { constant in
            for offset in 0..<constant.count where self[range.lowerBound + offset] != constant[offset] {
                return false
            }
            return true
        }
    }

    /// Whether the bytes in `range` are those of `literal`, ASCII case aside.
    func equalsIgnoringCase(_ range: Range<Int>, _ literal: StaticString) -> Bool {
        guard range.count == literal.utf8CodeUnitCount else { return false }
        return literal.withUTF8Buffer { constant in
            for offset in 0..<constant.count
            where self[range.lowerBound + offset].lowercased != constant[offset].lowercased {
                return false
            }
            return true
        }
    }

    /// Whether `literal` stands at `position`.
    func starts(at position: Int, with literal: StaticString) -> Bool {
        let end = position + literal.utf8CodeUnitCount
        return end <= count && equals(position..<end, literal)
    }

    /// Whether `literal` stands at `position`, ASCII case aside.
    func startsIgnoringCase(at position: Int, with literal: StaticString) -> Bool {
        let end = position + literal.utf8CodeUnitCount
        return end <= count && equalsIgnoringCase(position..<end, literal)
    }

    /// Whether two ranges hold the same bytes.
    func equals(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        guard left.count == right.count else { return false }
        for offset in 0..<left.count where self[left.lowerBound + offset] != self[right.lowerBound + offset] {
            return false
        }
        return true
    }

    /// The first place at or after `position` where `literal` stands.
    func find(_ literal: StaticString, from position: Int) -> Int? {
        let last = count - literal.utf8CodeUnitCount
        var index = position
        while index <= last {
            if starts(at: index, with: literal) { return index }
            index += 1
        }
        return nil
    }

    /// The first place at or after `position` of a byte, `count` if there is none.
    func index(of byte: UInt8, from position: Int) -> Int {
        var index = position
        while index < count, self[index] != byte { index += 1 }
        return index
    }

    /// A copy of the bytes in `range`.
    func bytes(in range: Range<Int>) -> [UInt8] {
        var copy: [UInt8] = []
        copy.reserveCapacity(range.count)
        for index in range { copy.append(self[index]) }
        return copy
    }

    /// Whether `text`, which is not empty, stands anywhere in `range`.
    func holds(_ text: [UInt8], in range: Range<Int>) -> Bool {
        guard let first = text.first, range.count >= text.count else { return false }
        for start in range.lowerBound...(range.upperBound - text.count) where self[start] == first {
            var offset = 1
            while offset < text.count, self[start + offset] == text[offset] { offset += 1 }
            if offset == text.count { return true }
        }
        return false
    }

    /// `range` without white space at its ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var lower = range.lowerBound
        var upper = range.upperBound
        while lower < upper, self[lower].isXMLSpace { lower += 1 }
        while lower < upper, self[upper - 1].isXMLSpace { upper -= 1 }
        return lower..<upper
    }
}

extension UInt8 {
    /// The lower-case form of an ASCII letter, any other byte as it is.
    var lowercased: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }

    /// White space of XML 1.0 §2.3: space, tab, CR, LF.
    var isXMLSpace: Bool { self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0D }

    /// A byte that may begin a name. Bytes of non-ASCII characters all may: such names match nothing anyway.
    var isNameStart: Bool {
        (0x61...0x7A).contains(self) || (0x41...0x5A).contains(self) || self == 0x5F || self >= 0x80
    }

    /// A byte that may stand in a name, colon aside.
    var isNameByte: Bool { isNameStart || isDigit || self == 0x2D || self == 0x2E }

    /// An ASCII digit.
    var isDigit: Bool { (0x30...0x39).contains(self) }
}
