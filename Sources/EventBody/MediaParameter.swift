/// A parameter of a Content-Type (RFC 2045 §5.1), as ranges of the value.
struct MediaParameter {
    /// Its name, as written.
    var name: Range<Int>
    /// Its value, without quotes.
    var value: Range<Int>

    /// The parameters that begin with the semicolon at `start`.
    ///
    /// Nil when they cannot be read without doubt: no name or value, an open quote, a backslash, or more than
    /// `Limits.mediaParametersMax`.
    static func all(in bytes: Span<UInt8>, from start: Int) -> [MediaParameter]? {
        var parameters: [MediaParameter] = []
        var index = start
        while true {
            index = skipSpace(bytes, index)
            guard index < bytes.count else { return parameters }
            guard bytes[index] == 0x3B else { return nil }
            index = skipSpace(bytes, index + 1)
            if index == bytes.count { return parameters }
            guard parameters.count < Limits.mediaParametersMax, let parameter = one(in: bytes, &index) else {
                return nil
            }
            parameters.append(parameter)
        }
    }

    /// The parameter of that name, if there is just one.
    static func only(
        _ name: StaticString,
        of parameters: [MediaParameter],
        _ bytes: Span<UInt8>
    ) -> MediaParameter? {
        guard count(name, of: parameters, bytes) == 1 else { return nil }
        for parameter in parameters where bytes.equalsIgnoringCase(parameter.name, name) { return parameter }
        return nil
    }

    /// How many parameters have that name.
    static func count(_ name: StaticString, of parameters: [MediaParameter], _ bytes: Span<UInt8>) -> Int {
        var count = 0
        for parameter in parameters where bytes.equalsIgnoringCase(parameter.name, name) { count += 1 }
        return count
    }

    private static func one(in bytes: Span<UInt8>, _ index: inout Int) -> MediaParameter? {
        let start = index
        while index < bytes.count, bytes[index] != 0x3D, bytes[index] != 0x3B, !bytes[index].isXMLSpace { index += 1 }
        let name = start..<index
        index = skipSpace(bytes, index)
        guard !name.isEmpty, index < bytes.count, bytes[index] == 0x3D else { return nil }
        index = skipSpace(bytes, index + 1)
        guard index < bytes.count else { return nil }
        if bytes[index] == 0x22 {
            let close = bytes.index(of: 0x22, from: index + 1)
            let value = (index + 1)..<close
            guard close < bytes.count, bytes.index(of: 0x5C, from: index + 1) >= close else { return nil }
            index = close + 1
            return MediaParameter(name: name, value: value)
        }
        let first = index
        while index < bytes.count, bytes[index] != 0x3B, bytes[index] != 0x22, !bytes[index].isXMLSpace { index += 1 }
        return index > first ? MediaParameter(name: name, value: first..<index) : nil
    }

    private static func skipSpace(_ bytes: Span<UInt8>, _ start: Int) -> Int {
        var index = start
        while index < bytes.count, bytes[index].isXMLSpace { index += 1 }
        return index
    }
}
