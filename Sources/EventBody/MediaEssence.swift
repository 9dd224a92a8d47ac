/// A part's media type as it is written: type and subtype in lower case, and the charset if it is UTF-8.
enum MediaEssence {
    /// The type of a part that is forwarded as it came; nil for one that may hold other documents, or cannot be read.
    static func forwarded(_ value: Span<UInt8>) -> [UInt8]? {
        let end = value.index(of: 0x3B, from: 0)
        let type = value.trimmed(0..<end)
        guard type.count <= Limits.mediaTypeBytesMax, isTypeAndSubtype(type, value),
            !value.startsIgnoringCase(at: type.lowerBound, with: "multipart/"),
            !value.startsIgnoringCase(at: type.lowerBound, with: "message/"),
            !value.equalsIgnoringCase(type, "application/rlmi+xml"), let charset = charset(of: value)
        else { return nil }
        return value.bytes(in: type).map(\.lowercased) + charset
    }

    /// `;charset="UTF-8"` where the value says so, nothing where it names no charset; nil for any other charset, and for
    /// parameters that cannot be read.
    static func charset(of value: Span<UInt8>) -> [UInt8]? {
        guard let parameters = MediaParameter.all(in: value, from: value.index(of: 0x3B, from: 0)) else { return nil }
        if MediaParameter.count("charset", of: parameters, value) == 0 { return [] }
        guard let charset = MediaParameter.only("charset", of: parameters, value),
            value.equalsIgnoringCase(charset.value, "utf-8")
        else { return nil }
        return Array(";charset=\"UTF-8\"".utf8)
    }

    /// RFC 2045 §5.1: two tokens; of their bytes the ones that registered types have.
    private static func isTypeAndSubtype(_ type: Range<Int>, _ value: Span<UInt8>) -> Bool {
        var slashes = 0
        for index in type {
            switch value[index] {
            case 0x2F: slashes += 1
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2D, 0x2E, 0x5F: continue
            default: return false
            }
        }
        return slashes == 1 && value[type.lowerBound] != 0x2F && value[type.upperBound - 1] != 0x2F
    }
}
