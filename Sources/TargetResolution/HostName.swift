/// Names as the DNS takes them.
enum HostName {
    /// The name in lower case without a dot at its end; nil when it is none, or holds anything but letters, digits, `-` and `_`.
    static func normal(_ text: String) -> String? {
        let name = text.hasSuffix(".") ? text.dropLast() : text[...]
        guard !name.isEmpty, name.utf8.count <= Limits.nameBytesMax else { return nil }
        var labelBytes = 0
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "."):
                guard labelBytes > 0 else { return nil }
                labelBytes = 0
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                labelBytes += 1
                guard labelBytes <= Limits.labelBytesMax else { return nil }
            default:
                return nil
            }
        }
        return labelBytes > 0 ? name.lowercased() : nil
    }
}
