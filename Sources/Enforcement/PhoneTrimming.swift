import SIPMessage

extension Pipeline {
    /// Headers that only a PBX may set, taken out of everything that a phone sends: who it claims to be, and orders to other phones.
    ///
    /// A name that we do not know and that begins with `X-` or `P-` goes too: PBXes act on such headers.
    func removeFromPhone(_ edit: inout MessageEdit, _ message: SIPMessage) {
        for (index, header) in message.headers.enumerated() where isPBXOnly(header, in: message) {
            edit.removeHeader(at: index)
        }
    }

    private func isPBXOnly(_ header: Header, in message: SIPMessage) -> Bool {
        switch header.name {
        case .pAssertedIdentity, .pPreferredIdentity, .remotePartyID, .diversion, .historyInfo, .identity,
            .identityInfo, .pChargingVector, .pCalledPartyID:
            return true
        case .other:
            let name = message.copy(header.nameRange).map(ASCII.lowercased)
            return name.starts(with: Array("x-".utf8)) || name.starts(with: Array("p-".utf8))
                || name.starts(with: Array("remote-party-id".utf8))
        default:
            return false
        }
    }

    /// Takes out of a SUBSCRIBE what would bring an answer that cannot be rebuilt: compressed bodies, conditional notification (RFC 5839),
    /// resource lists (RFC 4662), session descriptions (RFC 4235 §3.2.3).
    func trimSubscription(_ edit: inout MessageEdit, _ arrival: Arrival) {
        let message = arrival.message
        edit.removeHeaders(.acceptEncoding)
        edit.removeHeaders(.suppressIfMatch)
        remove(["eventlist"], from: .supported, &edit, message)
        remove(["multipart/related", "application/rlmi+xml"], from: .accept, &edit, message)
        guard let index = message.headers.firstIndex(where: { $0.name == .event }) else { return }
        let value = message.copy(message.headers[index].valueRange)
        let kept = value.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).filter { parameter in
            let name = parameter.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }.map(ASCII.lowercased)
            return !name.starts(with: Array("include-session-description".utf8))
        }
        let joined = Array(kept.joined(separator: [UInt8(ascii: ";")]))
        if joined.count != value.count { edit.replaceValue(at: index, with: joined) }
    }

    private func remove(
        _ tokens: [String],
        from name: HeaderName,
        _ edit: inout MessageEdit,
        _ message: SIPMessage
    ) {
        for item in message.items(of: name) {
            let value = message.copy(item.range).prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: " ") }
                .map(ASCII.lowercased)
            if tokens.contains(where: { Array($0.utf8) == value }) { edit.removeItem(item) }
        }
    }
}
