/// Reads the text form of an IPv6 address (RFC 4291 §2.2), with or without the brackets that a URI puts round it.
enum IPv6Literal {
    /// The two halves of the address, or nil when the text is not an IPv6 literal. Zone identifiers are refused.
    static func read(_ text: Span<UInt8>) -> (high: UInt64, low: UInt64)? {
        var start = 0
        var end = text.count
        if end >= 2, text[0] == UInt8(ascii: "["), text[end - 1] == UInt8(ascii: "]") {
            start = 1
            end -= 1
        }
        guard end - start >= 2, end - start <= 45 else { return nil }
        var groups: [UInt16] = []
        var gap: Int?
        var index = start
        if text[index] == UInt8(ascii: ":") {
            guard text[index + 1] == UInt8(ascii: ":") else { return nil }
            gap = 0
            index += 2
        }
        while index < end {
            guard groups.count < 8 else { return nil }
            if let tail = Endpoint.ipv4(text, from: index, to: end) {
                groups += [UInt16(tail >> 16), UInt16(tail & 0xFFFF)]
                index = end
                break
            }
            guard let (value, next) = group(text, at: index, end: end) else { return nil }
            groups.append(value)
            index = next
            guard index < end else { break }
            guard text[index] == UInt8(ascii: ":") else { return nil }
            index += 1
            if index == end { return nil }
            if text[index] == UInt8(ascii: ":") {
                guard gap == nil else { return nil }
                gap = groups.count
                index += 1
            }
        }
        return halves(groups, gap: gap)
    }

    private static func group(_ text: Span<UInt8>, at start: Int, end: Int) -> (UInt16, Int)? {
        var value: UInt16 = 0
        var index = start
        while index < end, index - start < 4, let digit = ASCII.hexValue(text[index]) {
            value = value << 4 | UInt16(digit)
            index += 1
        }
        return index > start ? (value, index) : nil
    }

    private static func halves(_ groups: [UInt16], gap: Int?) -> (high: UInt64, low: UInt64)? {
        var all = groups
        if let gap {
            guard groups.count < 8 else { return nil }
            all.insert(contentsOf: [UInt16](repeating: 0, count: 8 - groups.count), at: gap)
        }
        guard all.count == 8 else { return nil }
        let high = all[0..<4].reduce(UInt64(0)) { $0 << 16 | UInt64($1) }
        let low = all[4..<8].reduce(UInt64(0)) { $0 << 16 | UInt64($1) }
        return (high, low)
    }
}
