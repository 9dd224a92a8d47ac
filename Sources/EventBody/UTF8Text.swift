/// Which byte sequences may be an XML document at all.
enum UTF8Text {
    /// Whether `bytes` are well-formed UTF-8 (no overlong forms, no surrogates) and hold only characters of
    /// XML 1.0 §2.2: no NUL, no control but tab, CR and LF, no U+FFFE and U+FFFF.
    static func isXML(_ bytes: Span<UInt8>) -> Bool {
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x80 {
                guard byte >= 0x20 || byte.isXMLSpace else { return false }
                index += 1
                continue
            }
            guard let length = sequenceLength(bytes, at: index) else { return false }
            index += length
        }
        return true
    }

    /// UTF-16 or UTF-32, by byte order mark or by the NUL beside the first character (RFC 3023 §4, XML 1.0 appendix F).
    static func isWide(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.count >= 2 else { return false }
        switch (bytes[0], bytes[1]) {
        case (0xFE, 0xFF), (0xFF, 0xFE), (0x00, _), (_, 0x00): return true
        default: return false
        }
    }

    /// How many bytes the byte order mark takes: 3 or 0.
    static func markLength(_ bytes: Span<UInt8>) -> Int {
        bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF ? 3 : 0
    }

    /// The length of the non-ASCII sequence at `index`; nil if it is ill-formed or no XML character.
    private static func sequenceLength(_ bytes: Span<UInt8>, at index: Int) -> Int? {
        let lead = bytes[index]
        let length: Int
        var scalar: UInt32
        switch lead {
        case 0xC2...0xDF: (length, scalar) = (2, UInt32(lead & 0x1F))
        case 0xE0...0xEF: (length, scalar) = (3, UInt32(lead & 0x0F))
        case 0xF0...0xF4: (length, scalar) = (4, UInt32(lead & 0x07))
        default: return nil
        }
        guard index + length <= bytes.count else { return nil }
        for offset in 1..<length {
            let byte = bytes[index + offset]
            guard byte & 0xC0 == 0x80 else { return nil }
            scalar = scalar << 6 | UInt32(byte & 0x3F)
        }
        switch (length, scalar) {
        case (3, ..<0x800), (4, ..<0x1_0000), (_, 0xD800...0xDFFF), (_, 0xFFFE...0xFFFF), (_, 0x11_0000...): return nil
        default: return length
        }
    }
}
