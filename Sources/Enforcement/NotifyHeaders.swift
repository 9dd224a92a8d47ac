import SIPMessage

/// From and To with URI and tag, Contact with its address: no display name, no other parameter, no header.
enum AddressText {
    private static let transports: [StaticString] = ["udp", "tcp", "tls", "ws", "wss"]

    static func write(_ address: NameAddress, in message: SIPMessage) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(address.uri.range.count + (address.tag?.count ?? 0) + 16)
        text.append("<")
        append(address.uri, in: message, to: &text)
        text.append(">")
        if let tag = address.tag {
            text.append(";tag=")
            text.append(tag, of: message)
        }
        return text
    }

    static func writeContact(_ address: NameAddress, in message: SIPMessage) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(address.uri.range.count + 32)
        text.append("<")
        append(address.uri, in: message, to: &text)
        if let transport = transport(of: address.uri, in: message) {
            text.append(";transport=")
            text.append(transport)
        }
        text.append(">")
        return text
    }

    /// The first of the transports that we know which the URI names.
    private static func transport(of uri: SIPURI, in message: SIPMessage) -> StaticString? {
        guard !uri.parameters.isEmpty else { return nil }
        let parameters = message.copy(uri.parameters).split(separator: UInt8(ascii: ";"))
        return transports.first { name in
            parameters.contains { parameter in
                let marker = Array("transport=\(name)".utf8)
                return parameter.count == marker.count && parameter.map(ASCII.lowercased) == marker
            }
        }
    }

    private static func append(_ uri: SIPURI, in message: SIPMessage, to text: inout [UInt8]) {
        switch uri.scheme {
        case .sip, .sips: break
        case .tel:
            text.append("tel:")
            if let user = uri.user { text.append(user, of: message) }
            return
        case .other:
            // Nothing in it is known to be an identifier.
            text.append("sip:anonymous@anonymous.invalid")
            return
        }
        text.append(uri.scheme == .sip ? "sip:" : "sips:")
        if let user = uri.user {
            text.append(user, of: message)
            text.append("@")
        }
        text.append(uri.host, of: message)
        if let port = uri.port {
            text.append(":")
            text.append(decimal: port)
        }
    }
}

/// Event: the package's own name, the dialog variants that are specified, and the subscriber's own `id` (RFC 6665 §8.2.1).
enum EventText {
    static func write(_ arrival: Arrival, _ package: EventPackage) -> [UInt8] {
        let message = arrival.message
        guard let event = arrival.fields.event else { return package.name }
        var text = package.name
        // Linphone takes a list only from an event that is spelled `Presence`, as Flexisip does.
        if let first = text.first, message.copy(event.type) == [first ^ 0x20] + text.dropFirst() {
            text[0] = first ^ 0x20
        }
        // The packages that the operator lists have no name in our table; theirs was matched against one.
        if package == .listed { text = message.copy(event.type) }
        if package == .watcherInfo {
            let watched = EventPackage(message.copy(event.package).span, passing: []).name
            text = (watched.isEmpty ? EventPackage.presence.name : watched) + Array(".winfo".utf8)
        }
        guard !event.parameters.isEmpty else { return text }
        let parameters = message.copy(event.parameters).split(separator: UInt8(ascii: ";"))
        for parameter in parameters.prefix(Limits.listItemsMax) {
            let bare = parameter.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
            let name = bare.map(ASCII.lowercased)
            if let flag = ["sla", "ma", "shared"].first(where: { Array($0.utf8) == name }) {
                text += Array(";\(flag)".utf8)
            } else if name.starts(with: Array("id=".utf8)), name.count <= 35, name.dropFirst(3).allSatisfy(isIDByte) {
                text += [UInt8(ascii: ";")] + bare
            }
        }
        return text
    }

    private static func isIDByte(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }
}

/// Subscription-State: state, expiry, retry and reason, each from its closed set (RFC 6665 §8.2.3).
enum StateText {
    private static let states: [StaticString] = ["active", "pending", "terminated"]
    private static let reasons: [StaticString] = [
        "deactivated", "probation", "rejected", "timeout", "giveup", "noresource", "invariant",
    ]

    static func write(_ arrival: Arrival) -> [UInt8] {
        let message = arrival.message
        var text: [UInt8] = []
        text.reserveCapacity(64)
        guard let state = arrival.fields.subscriptionState else {
            text.append("active")
            return text
        }
        text.append(states.first { message.equals(state.state, lowercase: $0) } ?? "active")
        if let expires = state.expires {
            text.append(";expires=")
            text.append(decimal: expires)
        }
        if let retryAfter = state.retryAfter {
            text.append(";retry-after=")
            text.append(decimal: retryAfter)
        }
        if let reason = state.reason, let token = reasons.first(where: { message.equals(reason, lowercase: $0) }) {
            text.append(";reason=")
            text.append(token)
        }
        return text
    }
}
