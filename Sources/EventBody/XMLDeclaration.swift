/// The XML declaration (XML 1.0 §2.8): a version, then perhaps an encoding, then perhaps `standalone`.
enum XMLDeclaration {
    /// Checks what stands between `<?xml` and `?>`.
    ///
    /// The declared encoding must be one in which markup is ASCII: FreeSWITCH declares ISO-8859-1 and sends UTF-8, so
    /// the label is believed no further than that.
    ///
    /// - Throws: `malformed`, or `refused(.unsupportedEncoding)`.
    static func check(_ range: Range<Int>, _ bytes: Span<UInt8>) throws(XMLError) {
        var index = range.lowerBound
        guard let version = try value(of: "version", &index, range.upperBound, bytes) else { throw .malformed }
        guard version.count == 3, bytes.starts(at: version.lowerBound, with: "1.") else { throw .malformed }
        if let label = try value(of: "encoding", &index, range.upperBound, bytes), !isASCIISuperset(label, bytes) {
            throw .refused(.unsupportedEncoding)
        }
        if let standalone = try value(of: "standalone", &index, range.upperBound, bytes) {
            guard bytes.equals(standalone, "yes") || bytes.equals(standalone, "no") else { throw .malformed }
        }
        guard bytes.trimmed(index..<range.upperBound).isEmpty else { throw .malformed }
    }

    /// The quoted value of `name` if it comes next, after white space; nil and no progress if something else does.
    private static func value(
        of name: StaticString,
        _ index: inout Int,
        _ end: Int,
        _ bytes: Span<UInt8>
    ) throws(XMLError) -> Range<Int>? {
        var position = index
        while position < end, bytes[position].isXMLSpace { position += 1 }
        guard position > index, bytes.starts(at: position, with: name) else { return nil }
        position += name.utf8CodeUnitCount
        while position < end, bytes[position].isXMLSpace { position += 1 }
        guard position < end, bytes[position] == 0x3D else { throw .malformed }
        position += 1
        while position < end, bytes[position].isXMLSpace { position += 1 }
        guard position < end, bytes[position] == 0x22 || bytes[position] == 0x27 else { throw .malformed }
        let close = bytes.index(of: bytes[position], from: position + 1)
        guard close < end else { throw .malformed }
        index = close + 1
        return (position + 1)..<close
    }

    private static func isASCIISuperset(_ label: Range<Int>, _ bytes: Span<UInt8>) -> Bool {
        for known in encodings where bytes.equalsIgnoringCase(label, known) { return true }
        return false
    }

    private static let encodings: [StaticString] = [
        "UTF-8", "UTF8", "US-ASCII", "ASCII", "ISO-8859-1", "ISO8859-1", "LATIN1", "ISO-8859-15", "WINDOWS-1252",
    ]
}
