import SIPMessage

/// A phone's Call-Info as far as it manages a shared line: which key, and its state. Icons, and orders to answer by itself, are no part of it.
enum CallInfoText {
    /// The value written anew: the URI without parameters, index and state; nil when it names no key.
    static func write(_ range: ByteRange, in message: SIPMessage) -> [UInt8]? {
        guard let field = try? AppearanceField.parse(in: message, range),
            let key = AppearanceText.key(field, in: message),
            let address = try? NameAddress.parse(in: message, range),
            address.uri.scheme == .sip || address.uri.scheme == .sips
        else { return nil }
        return AddressText.writeContact(address, in: message) + key
    }

    /// Whether a message takes, holds or releases a key of a shared line.
    static func namesKey(_ message: SIPMessage) -> Bool {
        message.items(of: .callInfo).contains { write($0.range, in: message) != nil }
    }
}
