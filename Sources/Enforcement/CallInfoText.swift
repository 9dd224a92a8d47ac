import SIPMessage

/// A value of Call-Info as far as it manages a shared line: which key, and its state. Icons, and orders to answer by itself, are no part of it.
enum CallInfoText {
    private static let states = ["idle", "seized", "progressing", "alerting", "active", "held", "held-private"]

    /// The value written anew: the URI without name and parameters, `appearance-index` and `appearance-state`; nil when it names no key.
    static func write(_ range: ByteRange, in message: SIPMessage) -> [UInt8]? {
        guard let address = try? NameAddress.parse(in: message, range),
            address.uri.scheme == .sip || address.uri.scheme == .sips
        else { return nil }
        let pieces = ParameterText.pieces(of: message.copy(address.parameters))
        let keys = values(of: "appearance-index", in: pieces)
        guard keys.count == 1, let key = keys.first, isKey(key) else { return nil }
        var text = AddressText.writeContact(address, in: message)
        text.append(";appearance-index=")
        text.append(contentsOf: key)
        let named = values(of: "appearance-state", in: pieces).first
        if let state = states.first(where: { named == Array($0.utf8) }) {
            text.append(contentsOf: ";appearance-state=\(state)".utf8)
        }
        return text
    }

    /// Whether a message takes, holds or releases a key of a shared line.
    static func namesKey(_ message: SIPMessage) -> Bool {
        message.items(of: .callInfo).contains { write($0.range, in: message) != nil }
    }

    private static func isKey(_ value: [UInt8]) -> Bool {
        value == [UInt8(ascii: "*")]
            || ((1...Limits.appearanceDigitsMax).contains(value.count) && value.allSatisfy(ASCII.isDigit))
    }

    private static func values(of name: StaticString, in pieces: [ArraySlice<UInt8>]) -> [[UInt8]] {
        pieces.filter { ParameterText.isNamed($0, name) }.map { piece in
            piece.drop { $0 != UInt8(ascii: "=") }.dropFirst()
                .filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }.map(ASCII.lowercased)
        }
    }
}
