import SIPMessage

extension Pipeline {
    /// Headers that only a PBX may set, taken out of everything that a phone sends: who it claims to be, and orders to other phones.
    ///
    /// A name that we do not know and that begins with `X-` or `P-` goes too: PBXes act on such headers.
    /// The identity that a listed server asserts stays. Answers to our own challenges go.
    func removeFromPhone(_ edit: inout MessageEdit, _ message: SIPMessage, on flow: Flow? = nil) {
        let isBelieved = flow.map(isPeer) ?? false
        for (index, header) in message.headers.enumerated() {
            if isBelieved, header.name == .pAssertedIdentity { continue }
            if isPBXOnly(header, in: message) || isOwnCredential(header, in: message) { edit.removeHeader(at: index) }
        }
    }

    private func isPBXOnly(_ header: Header, in message: SIPMessage) -> Bool {
        switch header.name {
        case .privacy:
            // Whoever calls may ask for it (RFC 3323 §4.1).
            return false
        case .pChargingVector, .pChargingFunctionAddresses, .pDCSTracePartyID, .pDCSOSPS, .pDCSBillingInfo, .pDCSLAES,
            .pDCSRedirect, .pMediaAuthorization, .pPrivateNetworkIndication, .pVisitedNetworkID:
            return true
        case .other:
            return ["x-", "p-", "remote-party-id"].contains { message.begins(header.nameRange, lowercase: $0) }
        default:
            return header.name.isIdentity
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
        guard let index = message.firstIndex(.event), arrival.fields.event?.parameters.isEmpty == false else { return }
        let value = message.copy(message.headers[index].valueRange)
        let kept = value.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).filter { parameter in
            let name = parameter.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }.map(ASCII.lowercased)
            return !name.starts(with: Array("include-session-description".utf8))
        }
        let joined = Array(kept.joined(separator: [UInt8(ascii: ";")]))
        if joined.count != value.count { edit.replaceValue(at: index, with: joined) }
    }

    private func remove(
        _ tokens: [StaticString],
        from name: HeaderName,
        _ edit: inout MessageEdit,
        _ message: SIPMessage
    ) {
        for item in message.items(of: name) {
            let end = message.withBytes(item.range) { value in
                (0..<value.count).first { value[$0] == UInt8(ascii: ";") || value[$0] == UInt8(ascii: " ") }
            }
            let upper = end.map { item.range.lower + $0 } ?? item.range.upper
            let token = ByteRange(lower: item.range.lower, upper: upper)
            if tokens.contains(where: { message.equals(token, lowercase: $0) }) { edit.removeItem(item) }
        }
    }
}
