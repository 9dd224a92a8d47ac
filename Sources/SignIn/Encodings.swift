import Foundation

/// base64url without padding (RFC 4648 §5).
enum Base64URL {
    static func encode(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString()
            .replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
    }

    /// Nil for anything that this does not write.
    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let plain = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        let padded = plain + String(repeating: "=", count: (4 - plain.count % 4) % 4)
        guard let data = Data(base64Encoded: padded), encode(data) == String(text) else { return nil }
        return Array(data)
    }
}

/// base32 without padding (RFC 4648 §6), as authenticators read secrets.
enum Base32 {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")

    static func encode(_ bytes: [UInt8]) -> String {
        var (text, held, bits) = ("", 0, 0)
        for byte in bytes {
            held = (held << 8 | Int(byte)) & 0xFFFF
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(digits[held >> bits & 31])
            }
        }
        if bits > 0 { text.append(digits[held << (5 - bits) & 31]) }
        return text
    }
}

/// Whether two are the same, found out in a time that does not depend on where they differ.
enum ConstantTime {
    static func equal(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        guard one.count == other.count else { return false }
        return zip(one, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    static func equal(_ one: String, _ other: String) -> Bool { equal(Array(one.utf8), Array(other.utf8)) }
}
