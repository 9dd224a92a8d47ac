import SIPMessage

/// Call-Info of a shared line written anew: the line's host out of our record, index and state of each key, and nobody's name or number.
struct AppearanceText {
    /// The header's value; nil when the NOTIFY tells of no key.
    let value: [UInt8]?
    /// Whether anything that the PBX said of the keys was understood, or it said nothing.
    let isReadable: Bool

    private static let states: [StaticString] = [
        "idle", "seized", "progressing", "alerting", "active", "held", "held-private", "bridge-active", "bridge-held",
    ]

    /// Reads every Call-Info of the NOTIFY. A key that is not understood is left out; when none is, all are said to be idle.
    init(_ arrival: Arrival, of resource: SubscribedURI) {
        let message = arrival.message
        var text: [UInt8] = []
        var isBroken = false
        for item in message.items(of: .callInfo).prefix(Limits.listItemsMax) {
            do throws(ValueError) {
                guard let field = try AppearanceField.parse(in: message, item.range) else { continue }
                guard let key = Self.key(field, in: message) else { throw .malformed }
                guard text.count + key.count + resource.host.count + 8 < Limits.callInfoBytesMax else { break }
                if !text.isEmpty { text.append(", ") }
                Self.append(host: resource.host, to: &text)
                text += key
            } catch {
                isBroken = true
            }
        }
        isReadable = !text.isEmpty || !isBroken
        if !isReadable {
            Self.append(host: resource.host, to: &text)
            text.append(";appearance-index=*;appearance-state=idle")
        }
        value = text.isEmpty ? nil : text
    }

    private static func append(host: [UInt8], to text: inout [UInt8]) {
        text.append("<sip:")
        text += host
        text.append(">")
    }

    /// The parameters; nil when the index is no key that a phone has, or the state none that is known.
    static func key(_ field: AppearanceField, in message: SIPMessage) -> [UInt8]? {
        var text: [UInt8] = []
        text.append(";appearance-index=")
        switch field.index {
        case .others: text.append("*")
        case .number(let number):
            guard (1...Limits.appearanceMax).contains(number) else { return nil }
            text.append(decimal: number)
        }
        guard let state = field.state else { return text }
        guard let token = states.first(where: { message.equals(state, lowercase: $0) }) else { return nil }
        text.append(";appearance-state=")
        text.append(token)
        return text
    }
}
