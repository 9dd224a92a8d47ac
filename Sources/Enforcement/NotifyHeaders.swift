import SIPMessage

/// From and To with URI and tag, Contact with its address: no display name, no other parameter, no header.
enum AddressText {
    static func write(_ address: NameAddress, in message: SIPMessage) -> [UInt8] {
        var text = [UInt8(ascii: "<")] + uri(address.uri, in: message) + [UInt8(ascii: ">")]
        if let tag = address.tag { text += Array(";tag=".utf8) + message.copy(tag) }
        return text
    }

    static func writeContact(_ address: NameAddress, in message: SIPMessage) -> [UInt8] {
        let parameters = message.copy(address.uri.parameters).map(ASCII.lowercased)
        let transport = ["udp", "tcp", "tls", "ws", "wss"].first { name in
            parameters.split(separator: UInt8(ascii: ";")).contains { Array("transport=\(name)".utf8) == Array($0) }
        }
        let suffix = transport.map { Array(";transport=\($0)".utf8) } ?? []
        return [UInt8(ascii: "<")] + uri(address.uri, in: message) + suffix + [UInt8(ascii: ">")]
    }

    private static func uri(_ uri: SIPURI, in message: SIPMessage) -> [UInt8] {
        guard uri.scheme == .sip || uri.scheme == .sips else { return message.copy(uri.range) }
        var text = Array((uri.scheme == .sip ? "sip:" : "sips:").utf8)
        if let user = uri.user { text += message.copy(user) + [UInt8(ascii: "@")] }
        text += message.copy(uri.host)
        if let port = uri.port { text += Array(":\(port)".utf8) }
        return text
    }
}

/// Event: the package's own name, the dialog variants that are specified, and the subscriber's own `id` (RFC 6665 §8.2.1).
enum EventText {
    static func write(_ arrival: Arrival, _ package: EventPackage) -> [UInt8] {
        let message = arrival.message
        guard let event = arrival.fields.event else { return package.name }
        var text = package.name
        // `*.winfo` and the packages that the operator lists have no name in our table; theirs was matched against one.
        if package == .watcherInfo || package == .listed { text = message.copy(event.type) }
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
    private static let reasons = [
        "deactivated", "probation", "rejected", "timeout", "giveup", "noresource", "invariant",
    ]

    static func write(_ arrival: Arrival) -> [UInt8] {
        let message = arrival.message
        guard let state = arrival.fields.subscriptionState else { return Array("active".utf8) }
        let name = message.copy(state.state).map(ASCII.lowercased)
        let known = ["active", "pending", "terminated"].first { Array($0.utf8) == name } ?? "active"
        var text = Array(known.utf8)
        if let expires = state.expires { text += Array(";expires=\(expires)".utf8) }
        if let retryAfter = state.retryAfter { text += Array(";retry-after=\(retryAfter)".utf8) }
        if let reason = state.reason.map(message.copy)?.map(ASCII.lowercased),
            let token = reasons.first(where: { Array($0.utf8) == reason })
        {
            text += Array(";reason=\(token)".utf8)
        }
        return text
    }
}
