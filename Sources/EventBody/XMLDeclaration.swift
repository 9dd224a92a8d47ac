/// The XML declaration (XML 1.0 §2.8).
enum XMLDeclaration {
    /// Checks what stands between `<?xml` and `?>`.
    ///
    /// The declared encoding must be one in which markup is ASCII: FreeSWITCH declares ISO-8859-1 and sends UTF-8, so
    /// the label is believed no further than that.
    ///
    /// - Throws: `malformed`, or `refused(.unsupportedEncoding)`.
    static func check(_ range: Range<Int>, _ bytes: Span<UInt8>) throws(XMLError) {
        var index = range.lowerBound
        var isFirst = true
        while true {
            while index < range.upperBound, bytes[index].isXMLSpace { index += 1 }
            if index == range.upperBound { break }
            let (name, value) = try pair(&index, range.upperBound, bytes)
            guard bytes.equals(name, "version") == isFirst else { throw .malformed }
            isFirst = false
            if bytes.equals(name, "encoding") {
                guard isASCIISuperset(value, bytes) else { throw .refused(.unsupportedEncoding) }
            }
        }
        if isFirst { throw .malformed }
    }

    private static func pair(
        _ index: inout Int,
        _ end: Int,
        _ bytes: Span<UInt8>
    ) throws(XMLError) -> (name: Range<Int>, value: Range<Int>) {
        let start = index
        while index < end, bytes[index].isNameByte { index += 1 }
        let name = start..<index
        while index < end, bytes[index].isXMLSpace { index += 1 }
        guard !name.isEmpty, index < end, bytes[index] == 0x3D else { throw .malformed }
        index += 1
        while index < end, bytes[index].isXMLSpace { index += 1 }
        guard index < end, bytes[index] == 0x22 || bytes[index] == 0x27 else { throw .malformed }
        let close = bytes.index(of: bytes[index], from: index + 1)
        guard close < end else { throw .malformed }
        defer { index = close + 1 }
        return (name, (index + 1)..<close)
    }

    private static func isASCIISuperset(_ label: Range<Int>, _ bytes: Span<UInt8>) -> Bool {
        for known in encodings where bytes.equalsIgnoringCase(label, known) { return true }
        return false
    }

    private static let encodings: [StaticString] = [
        "UTF-8", "UTF8", "US-ASCII", "ASCII", "ISO-8859-1", "ISO8859-1", "LATIN1", "ISO-8859-15", "WINDOWS-1252",
    ]
}
