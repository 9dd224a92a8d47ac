/// Bytes as lower-case hexadecimal digits.
package enum Base16 {
    /// Two digits a byte.
    package static func encode(_ bytes: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: bytes.count * 2) { text, filled in
            for byte in bytes {
                text.initializeElement(at: filled, to: digit(byte >> 4))
                text.initializeElement(at: filled + 1, to: digit(byte & 15))
                filled += 2
            }
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? value + UInt8(ascii: "0") : value - 10 + UInt8(ascii: "a")
    }
}

/// Bytes in base64url without padding (RFC 4648 §5): letters, digits, `-` and `_`, all of which a SIP user part may hold unescaped.
enum Base64URL {
    /// How many characters that many bytes take.
    static func textCount(bytes: Int) -> Int { (bytes * 8 + 5) / 6 }

    static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        append(bytes, to: &text)
        return text
    }

    static func append(_ bytes: [UInt8], to text: inout [UInt8]) {
        text.reserveCapacity(text.count + textCount(bytes: bytes.count))
        var pending: UInt32 = 0
        var bits = 0
        for byte in bytes {
            pending = pending << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                text.append(character(pending >> UInt32(bits) & 63))
            }
        }
        if bits > 0 { text.append(character(pending << UInt32(6 - bits) & 63)) }
    }

    private static func character(_ value: UInt32) -> UInt8 {
        let value = UInt8(truncatingIfNeeded: value)
        return switch value {
        case 0..<26: value + UInt8(ascii: "A")
        case 26..<52: value - 26 + UInt8(ascii: "a")
        case 52..<62: value - 52 + UInt8(ascii: "0")
        case 62: UInt8(ascii: "-")
        default: UInt8(ascii: "_")
        }
    }

    /// Nil when a byte is not of the alphabet or the length is impossible.
    static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        guard text.count % 4 != 1 else { return nil }
        var pending: UInt32 = 0
        var bits = 0
        var isValid = true
        let bytes = [UInt8](unsafeUninitializedCapacity: text.count * 3 / 4) { bytes, filled in
            for index in 0..<text.count {
                guard let value = value(text[index]) else {
                    isValid = false
                    return
                }
                pending = pending << 6 | UInt32(value)
                bits += 6
                guard bits >= 8 else { continue }
                bits -= 8
                bytes.initializeElement(at: filled, to: UInt8(pending >> UInt32(bits) & 255))
                filled += 1
            }
        }
        // INVARIANT: one text per value; leftover bits are zero. Checked by DialogTokenTests.refusesEveryFlippedBit.
        return isValid && pending & (1 << UInt32(bits) - 1) == 0 ? bytes : nil
    }

    private static func value(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
