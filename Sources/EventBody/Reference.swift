/// A character or predefined entity reference (XML 1.0 §4.1, §4.6). No other entity exists here.
struct Reference {
    /// The character that it stands for.
    var scalar: Unicode.Scalar
    /// The place after its semicolon.
    var end: Int

    /// The reference that begins with the `&` at `position` and ends before `end`; nil if there is none.
    static func read(_ bytes: Span<UInt8>, at position: Int, end: Int) -> Reference? {
        for (name, scalar) in predefined where bytes.starts(at: position, with: name) {
            let after = position + name.utf8CodeUnitCount
            return after <= end ? Reference(scalar: scalar, end: after) : nil
        }
        guard bytes.starts(at: position, with: "&#") else { return nil }
        return number(bytes, at: position + 2, end: end)
    }

    private static let predefined: [(StaticString, Unicode.Scalar)] = [
        ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"), ("&quot;", "\""), ("&apos;", "'"),
    ]

    private static func number(_ bytes: Span<UInt8>, at position: Int, end: Int) -> Reference? {
        var index = position
        let isHexadecimal = index < end && bytes[index] == 0x78
        if isHexadecimal { index += 1 }
        let first = index
        var value: UInt32 = 0
        while index < end, let digit = digit(bytes[index], isHexadecimal) {
            value = value * (isHexadecimal ? 16 : 10) + digit
            guard value <= 0x10_FFFF else { return nil }
            index += 1
        }
        guard index > first, index < end, bytes[index] == 0x3B, let scalar = Unicode.Scalar(value) else { return nil }
        switch value {
        case 0x09, 0x0A, 0x0D, 0x20...0xFFFD, 0x1_0000...: return Reference(scalar: scalar, end: index + 1)
        default: return nil
        }
    }

    private static func digit(_ byte: UInt8, _ isHexadecimal: Bool) -> UInt32? {
        switch byte.lowercased {
        case 0x30...0x39: UInt32(byte - 0x30)
        case 0x61...0x66 where isHexadecimal: UInt32(byte.lowercased - 0x61 + 10)
        default: nil
        }
    }
}
