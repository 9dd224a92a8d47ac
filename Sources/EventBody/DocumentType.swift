/// A document type declaration that names an external subset and nothing more (XML 1.0 §2.8), as chan_sip and FreeSWITCH
/// write it before XPIDF.
enum DocumentType {
    /// The place after the declaration at `position`, of which nothing is fetched or kept.
    ///
    /// Nil for every other declaration: one with an internal subset, of another root than `presence`, without an
    /// external identifier, or with a byte in it that could be markup or a reference.
    static func end(_ bytes: Span<UInt8>, at position: Int) -> Int? {
        let opening: StaticString = "<!DOCTYPE"
        guard bytes.starts(at: position, with: opening) else { return nil }
        var index = position + opening.utf8CodeUnitCount
        guard skipSpace(bytes, &index), skip("presence", bytes, &index), skipSpace(bytes, &index) else { return nil }
        if skip("PUBLIC", bytes, &index) {
            guard skipSpace(bytes, &index), skipLiteral(bytes, &index) else { return nil }
        } else {
            guard skip("SYSTEM", bytes, &index) else { return nil }
        }
        guard skipSpace(bytes, &index), skipLiteral(bytes, &index) else { return nil }
        _ = skipSpace(bytes, &index)
        return skip(">", bytes, &index) ? index : nil
    }

    /// Whether there was any white space.
    private static func skipSpace(_ bytes: Span<UInt8>, _ index: inout Int) -> Bool {
        let start = index
        while index < bytes.count, bytes[index].isXMLSpace { index += 1 }
        return index > start
    }

    private static func skip(_ literal: StaticString, _ bytes: Span<UInt8>, _ index: inout Int) -> Bool {
        guard bytes.starts(at: index, with: literal) else { return false }
        index += literal.utf8CodeUnitCount
        return true
    }

    /// Whether a quoted text stood there.
    private static func skipLiteral(_ bytes: Span<UInt8>, _ index: inout Int) -> Bool {
        guard index < bytes.count, bytes[index] == 0x22 || bytes[index] == 0x27 else { return false }
        let end = bytes.index(of: bytes[index], from: index + 1)
        guard end < bytes.count else { return false }
        for place in (index + 1)..<end {
            switch bytes[place] {
            case 0x3C, 0x3E, 0x26, 0x25, 0x5B, 0x5D: return false
            default: continue
            }
        }
        index = end + 1
        return true
    }
}
