/// What may stand in a name.
package enum NameSyntax {
    /// What is wrong with the name of a user or extension: a SIP user part, unescaped. Nil when it is sound.
    package static func problem(inUserPart text: String, noun: String) -> String? {
        if let problem = problem(inName: text, noun: noun, bytesMax: PolicyLimits.nameBytes) { return problem }
        if text.utf8.contains(where: { $0 == 0x20 || $0 == 0x40 }) {
            return "\(noun) `\(text)` has a space or `@`; write only the part of the address before the `@`"
        }
        return nil
    }

    /// What is wrong with a text for people: an organisation's or role's name, a custom status. Nil when it is sound.
    package static func problem(inName text: String, noun: String, bytesMax: Int) -> String? {
        guard let first = text.utf8.first, let last = text.utf8.last else {
            return "\(noun) has an empty name; write a name"
        }
        if text.utf8.count > bytesMax {
            return "\(noun) `\(text.prefix(32))…` is longer than \(bytesMax) bytes; shorten it"
        }
        if hasControlCharacter(text) {
            return "\(noun) `\(visible(text))` has a control character; remove it"
        }
        if first == 0x20 || last == 0x20 {
            return "\(noun) `\(text)` begins or ends with a space; remove it"
        }
        return nil
    }

    /// What is wrong with how a name is spelled; nil when it is in NFC. Asked only of names that are new.
    package static func problem(inSpelling text: String, noun: String) -> String? {
        let spelling = Spelling(text)
        guard !spelling.isNormal else { return nil }
        return "\(noun) `\(spelling.escaped)` is not in NFC, the one spelling of Unicode that a name may have; "
            + "write `\(spelling.normal)`"
    }

    /// Whether a text has a control character (U+0000 to U+001F, U+007F to U+009F).
    package static func hasControlCharacter(_ text: String) -> Bool {
        text.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }
    }

    /// What is wrong with a domain: a host name or address without a port, IPv6 in brackets. Nil when it is sound.
    static func problem(inDomain text: String) -> String? {
        if let problem = problem(inName: text, noun: "domain", bytesMax: PolicyLimits.nameBytes) { return problem }
        let bytes = Array(text.utf8)
        if bytes[0] == 0x5B {
            let inside = bytes.dropFirst().dropLast()
            let isAddress = bytes.last == 0x5D && !inside.isEmpty && inside.allSatisfy(isAddressByte)
            return isAddress ? nil : "domain `\(text)` is not an IPv6 address in brackets, such as `[2001:db8::1]`"
        }
        if bytes.contains(0x3A) {
            return "domain `\(text)` has a colon; leave the port out, and put an IPv6 address in brackets"
        }
        if !bytes.allSatisfy(isHostByte) {
            return "domain `\(text)` is not a host name; write it as in `example.com` or `192.0.2.1`"
        }
        return nil
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
        default: false
        }
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x3A, 0x41...0x46, 0x61...0x66, 0x2E: true
        default: false
        }
    }

    /// The text with its control characters written as escapes, so that a terminal shows them.
    private static func visible(_ text: String) -> String {
        text.unicodeScalars.map { $0.escaped(asASCII: false) }.joined()
    }
}
