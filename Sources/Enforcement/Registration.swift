import AccessPolicy
import SIPMessage

extension Pipeline {
    /// A REGISTER goes to the PBX, which alone decides about it, with our Path (RFC 3327) so that its calls to the phone come through us.
    /// Registering somebody else (To other than From) is refused.
    func register(_ arrival: Arrival) -> Outcome {
        let message = arrival.message
        guard let registered = address(of: arrival.fields.to.uri, in: message),
            let sender = address(of: arrival.fields.from.uri, in: message), registered == sender
        else { return refuse(arrival, 403, "Forbidden", rule: "third-party-registration") }
        guard credentialsRegister(registered, in: message) else {
            return refuse(arrival, 403, "Forbidden", rule: "credentials-of-another")
        }
        if let rule = contactFlaw(arrival, registered) { return refuse(arrival, 403, "Forbidden", rule: rule) }
        let judgement = arrival.judgement(.forward, rule: "registration")
        let branch = Branch(contact: contactMark(of: message, hasCredentials: Credentials(of: message) != .none))
        return routed(arrival, judged: judgement) { pbx in
            let token = DialogToken(
                kind: .path,
                pbx: pbx.mark,
                device: CallMark(callID: arrival.callID).device,
                phone: arrival.flow.remote,
                watcher: registered,
                resource: []
            )
            return toPBX(
                arrival,
                pbx,
                under: snapshot.passThrough(.signalling),
                anchor: .registration(token),
                branch: branch,
                judged: judgement
            )
        }
    }

    /// Whether all credentials are for whom is registered. Of a domain that we do not know the user name itself must be the same, since a
    /// PBX may put its own domain in that one's place.
    private func credentialsRegister(_ registered: AddressOfRecord, in message: SIPMessage) -> Bool {
        if let organization = snapshot.organization(domain: registered.host.span) {
            return credentialsName(registered, in: message, organization)
        }
        switch Credentials(of: message) {
        case .none: return true
        case .unreadable: return false
        case .names(let names):
            return names.allSatisfy { name in Array(name.prefix { $0 != UInt8(ascii: "@") }) == registered.user }
        }
    }

    /// Why the Contacts cannot be a phone's: calls to it would be calls to a feature code, to the PBX or to us. Nil when they can.
    private func contactFlaw(_ arrival: Arrival, _ registered: AddressOfRecord) -> String? {
        let contacts = arrival.message.items(of: .contact)
        guard contacts.count <= Limits.contactsMax else { return "too-many-contacts" }
        guard !arrival.fields.isContactWildcard else { return nil }
        for item in contacts {
            guard let uri = (try? NameAddress.parse(in: arrival.message, item.range))?.uri else {
                return "contact-is-not-a-phone"
            }
            if namesCode(uri, arrival), address(of: uri, in: arrival.message)?.user != registered.user {
                return "contact-is-a-code"
            }
            if isOwn(uri, in: arrival.message) || isPBX(uri, in: arrival.message) { return "contact-is-not-a-phone" }
        }
        return nil
    }

    /// What the PBX's 200 to a REGISTER teaches: the Contact's binding to the flow with its expiry, or its end.
    ///
    /// The flow is the one in the Via that we signed; the Contact is the one whose hash our branch carries. A phone whose port has changed and
    /// that registers the same Contact is bound to the new port only.
    func learned(from arrival: Arrival, phone: Endpoint, contact: Branch.ContactMark) -> [Action] {
        let message = arrival.message
        guard let registered = address(of: arrival.fields.to.uri, in: message),
            case .hash(let asked, hasCredentials: _) = contact
        else { return [] }
        let contacts = message.items(of: .contact)
        if contacts.isEmpty || asked == Self.everyContact { return [.unbind(registered, contact: nil)] }
        for item in contacts {
            guard let listed = wideAddress(item, in: message) else { continue }
            let ours = contactToken(in: listed.uri, of: arrival)?.contact
            guard Self.hash(ours ?? message.copy(listed.uriRange)) == asked else { continue }
            let seconds = expiry(of: listed, in: arrival)
            if seconds <= 0 { break }
            let until = Moment(unixSeconds: arrival.now.unixSeconds + seconds)
            return [.bind(registered, contact: asked, at: phone, until: until, by: CallMark(callID: arrival.callID))]
        }
        return [.unbind(registered, contact: asked)]
    }

    private func expiry(of contact: NameAddress, in arrival: Arrival) -> Int64 {
        let parameters = arrival.message.copy(contact.parameters).map(ASCII.lowercased)
        let marker = Array("expires=".utf8)
        for parameter in ParameterText.pieces(of: parameters) {
            let trimmed = parameter.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            guard trimmed.starts(with: marker) else { continue }
            return decimal(trimmed.dropFirst(marker.count))
        }
        return min(arrival.fields.expires.map(Int64.init) ?? Limits.bindingSecondsDefault, Limits.bindingSecondsMax)
    }

    private func decimal(_ digits: ArraySlice<UInt8>) -> Int64 {
        var value: Int64 = 0
        for digit in digits.prefix(10) {
            guard ASCII.isDigit(digit) else { break }
            value = value * 10 + Int64(digit - UInt8(ascii: "0"))
        }
        return min(value, Limits.bindingSecondsMax)
    }

    /// Names the first Contact of a REGISTER; a query has none, and `*` names no phone in particular.
    private func contactMark(of message: SIPMessage, hasCredentials: Bool) -> Branch.ContactMark {
        guard let item = message.items(of: .contact).first else { return .absent }
        let uri = (try? NameAddress.parse(in: message, item.range))?.uriRange ?? item.range
        return .hash(Self.hash(message.copy(uri)), hasCredentials: hasCredentials)
    }

    /// What the branch carries for `Contact: *` (RFC 3261 §10.2.2).
    private static var everyContact: UInt32 { hash(Array("*".utf8)) }

    /// FNV-1a, 32 bits. It names a Contact among a few and guards nothing: the branch that carries it is signed.
    static func hash(_ bytes: [UInt8]) -> UInt32 {
        bytes.reduce(0x811C_9DC5) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
    }
}
