import SIPMessage

/// Byte classes and comparisons in ASCII, where SIP's grammar lives (RFC 3261 §25.1).
enum ASCII {
    static func lowercased(_ byte: UInt8) -> UInt8 {
        isUpper(byte) ? byte | 0x20 : byte
    }

    static func isUpper(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
    }

    static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isDigit(byte) || (lowercased(byte) >= UInt8(ascii: "a") && lowercased(byte) <= UInt8(ascii: "z"))
    }

    static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// The bytes with every `%HH` decoded once; what is no escape stays.
    static func unescaped(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var (decoded, rest): ([UInt8], ArraySlice<UInt8>) = ([], Array(bytes)[...])
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%"), rest.count >= 2, let high = hexValue(rest[rest.startIndex]),
                let low = hexValue(rest[rest.startIndex + 1])
            else {
                decoded.append(byte)
                continue
            }
            decoded.append(high << 4 | low)
            rest = rest.dropFirst(2)
        }
        return decoded
    }

    /// Whether the two are the same but for the case of letters.
    static func equalFolded(_ one: Span<UInt8>, _ other: Span<UInt8>) -> Bool {
        guard one.count == other.count else { return false }
        for index in 0..<one.count where lowercased(one[index]) != lowercased(other[index]) { return false }
        return true
    }

    static func equal(_ one: Span<UInt8>, _ other: Span<UInt8>) -> Bool {
        guard one.count == other.count else { return false }
        for index in 0..<one.count where one[index] != other[index] { return false }
        return true
    }
}

extension [UInt8] {
    /// Appends a constant.
    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { append(contentsOf: $0) }
    }

    /// Appends the digits of a number that is not negative.
    mutating func append(decimal value: some BinaryInteger) {
        let start = count
        var rest = UInt64(clamping: value)
        repeat {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        self[start...].reverse()
    }

    /// Appends a part of a message.
    mutating func append(_ range: ByteRange, of message: SIPMessage) {
        message.withBytes(range) { bytes in
            bytes.withUnsafeBufferPointer { append(contentsOf: $0) }
        }
    }
}

extension SIPMessage {
    /// Whether a range begins with these ASCII bytes, in any case. `text` is in lower case.
    func begins(_ range: ByteRange, lowercase text: StaticString) -> Bool {
        guard range.count >= text.utf8CodeUnitCount else { return false }
        return equals(ByteRange(lower: range.lower, upper: range.lower + text.utf8CodeUnitCount), lowercase: text)
    }

    /// Whether a range holds these bytes but for the case of letters.
    func equalsFolded(_ range: ByteRange, _ bytes: [UInt8]) -> Bool {
        withBytes(range) { ASCII.equalFolded($0, bytes.span) }
    }
}

extension Span where Element == UInt8 {
    /// A copy that may be kept.
    func array() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            withUnsafeBufferPointer { _ = buffer.initialize(fromContentsOf: $0) }
            filled = count
        }
    }
}
