/// Texts as YAML scalars.
enum YAMLText {
    /// Words that a YAML reader may take for something other than a text.
    private static let reserved: Set<String> = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]

    /// The text plain if no YAML reader can take it for anything else, or else in double quotes with escapes.
    static func quoted(_ text: String) -> String {
        isPlain(text) ? text : "\"\(text.unicodeScalars.map(escaped).joined())\""
    }

    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetter(first), text.utf8.last != 0x20 else { return false }
        let isWord = text.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || " ._-".utf8.contains($0) }
        return isWord && !reserved.contains(text.lowercased())
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": return "\\\""
        case "\\": return "\\\\"
        case "\u{20}"..."\u{7E}": return String(Character(scalar))
        case "\u{A1}"..."\u{D7FF}" where scalar != "\u{2028}" && scalar != "\u{2029}": return String(Character(scalar))
        default:
            let digits = String(scalar.value, radix: 16, uppercase: true)
            return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
        }
    }
}
