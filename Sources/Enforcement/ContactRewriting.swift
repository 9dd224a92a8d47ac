import SIPMessage

/// How a PBX is made to send its own requests to a phone through us.
public enum ContactMode: String, Sendable, CaseIterable {
    /// By Path in REGISTER (RFC 3327) and Record-Route in dialogs: what a PBX of today understands.
    case path
    /// By a Contact of ours in the place of the phone's, for a PBX that heeds neither.
    case rewrite
}

/// A Contact of ours that stands for a phone's: the phone's user part, our PBX-facing address, and a token in a parameter, which unlike a user
/// part no PBX cuts short. The token holds the phone's own Contact, so that the phone sees that again and never ours.
extension Pipeline {
    private static var parameter: [UInt8] { Array("es=".utf8) }

    /// Writes our Contact in the place of each of the phone's; false when one is too long to be carried.
    func rewriteContacts(
        _ edit: inout MessageEdit,
        _ arrival: Arrival,
        _ pbx: Endpoint,
        _ token: DialogToken
    ) -> Bool {
        let message = arrival.message
        for item in message.items(of: .contact) where !message.equals(item.range, lowercase: "*") {
            guard let contact = try? NameAddress.parse(in: message, item.range),
                contact.uri.scheme == .sip || contact.uri.scheme == .sips,
                let ours = ownContact(
                    for: message.copy(contact.uriRange),
                    user: contact.uri.user.map(message.copy),
                    callID: arrival.callID,
                    tag: arrival.fromTag,
                    pbx,
                    token
                )
            else { return false }
            let parameters = message.copy(contact.parameters)
            let separator = parameters.isEmpty || parameters.first == UInt8(ascii: ";") ? [] : Array(";".utf8)
            edit.replaceItem(item, with: ours + separator + parameters)
        }
        return true
    }

    /// A Contact of ours, in brackets, for a phone's; nil when it is too long to be carried.
    func ownContact(
        for contact: [UInt8],
        user: [UInt8]?,
        callID: [UInt8],
        tag: [UInt8],
        _ pbx: Endpoint,
        _ token: DialogToken
    ) -> [UInt8]? {
        guard let text = token.with(contact: contact).encode(callID: callID.span, tag: tag.span, keys: settings.keys)
        else { return nil }
        var ours: [UInt8] = Array("<sip:".utf8)
        ours.append(contentsOf: user ?? Array("es".utf8))
        ours.append("@")
        settings.addresses.append(.pbx, toward: pbx, to: &ours)
        ours.append(";")
        ours.append(contentsOf: Self.parameter)
        ours.append(contentsOf: text)
        guard ours.count <= Limits.contactBytesMax else { return nil }
        ours.append(">")
        return ours
    }

    /// Puts the phones' own Contacts back into what the PBX says of them.
    func restoreContacts(_ edit: inout MessageEdit, _ arrival: Arrival) {
        for item in arrival.message.items(of: .contact) {
            guard let contact = wideAddress(item, in: arrival.message),
                let token = contactToken(in: contact.uri, of: arrival)
            else { continue }
            let parameters = arrival.message.copy(contact.parameters)
            edit.replaceItem(item, with: Array("<".utf8) + token.contact + Array(">".utf8) + parameters)
        }
    }

    /// A Route, Path or Contact value; ours are longer than a phone's may be.
    func wideAddress(_ item: HeaderItem, in message: SIPMessage) -> NameAddress? {
        try? NameAddress.parse(in: message, item.range, limits: Self.wideLimits)
    }

    /// The token of a Contact of ours, if this URI is one and the token is good here.
    func contactToken(in uri: SIPURI, of arrival: Arrival) -> DialogToken? {
        let message = arrival.message
        guard uri.hasParameter("es", in: message), isOwn(uri, in: message) else { return nil }
        for piece in ParameterText.pieces(of: message.copy(uri.parameters)) where piece.starts(with: Self.parameter) {
            let text = Array(piece.dropFirst(Self.parameter.count))
            let (fromTag, toTag) = (arrival.fromTag, arrival.toTag)
            let token = DialogToken(
                text.span,
                callID: arrival.callID.span,
                tag: fromTag.span,
                otherTag: toTag.span,
                keys: settings.keys
            )
            return token?.contact.isEmpty == false ? token : nil
        }
        return nil
    }

    /// The token in the Request-URI of a request of the PBX, when that is a Contact of ours.
    func contactToken(in arrival: Arrival) -> DialogToken? {
        arrival.fields.requestURI.flatMap { contactToken(in: $0, of: arrival) }
    }

    /// What the Request-URI of a request of the PBX must become: the phone's own Contact, where it is one of ours that stands for it.
    func restoredTarget(of arrival: Arrival) -> [UInt8]? { contactToken(in: arrival)?.contact }

    static var wideLimits: MessageLimits {
        var limits = MessageLimits()
        limits.userBytesMax = Limits.tokenBytesMax * 2
        limits.uriBytesMax = Limits.tokenBytesMax * 2 + 128
        return limits
    }
}
