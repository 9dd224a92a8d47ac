import SIPMessage

extension Pipeline {
    /// What a 401 or 403 of the PBX to a REGISTER teaches: that the binding which it would have renewed is at an end, if the PBX has refused
    /// that very phone.
    ///
    /// A 401 is the ordinary first answer to a REGISTER without credentials, or with an old nonce, so it counts only when the request carried
    /// credentials (our signed branch says so) and no challenge is `stale=true`, or cannot be read. And nobody may end somebody else's binding: the
    /// address-of-record, the Contact and the flow must be the binding's own. By UDP the flow proves nothing, since its source can be
    /// forged; so there the Call-ID must be that of the REGISTER that made the binding, which a phone keeps (RFC 3261 §10.2) and a forger
    /// who does not see its traffic cannot know. In doubt the binding stays until it expires.
    ///
    /// A PBX that does not say `stale` costs a phone its binding for as long as its answer to the new challenge takes.
    func refused(_ arrival: Arrival, phone: Endpoint, contact: Branch.ContactMark) -> [Action] {
        guard case .hash(let asked, hasCredentials: true) = contact, !mayTryAgain(arrival.message),
            let registered = address(of: arrival.fields.to.uri, in: arrival.message),
            bindings.endpoint(of: registered, contact: asked, now: arrival.now) == phone
        else { return [] }
        let made = bindings.call(of: registered, contact: asked, now: arrival.now)
        guard phone.transport.isReliable || made == CallMark(callID: arrival.callID) else { return [] }
        return [.unbind(registered, contact: asked)]
    }

    /// Whether a challenge says that only the nonce was old (RFC 7616 §3.3), or is not one that we can read.
    private func mayTryAgain(_ message: SIPMessage) -> Bool {
        message.headers.contains { header in
            guard header.name == .wwwAuthenticate || header.name == .proxyAuthenticate else { return false }
            guard var cursor = CredentialCursor(digest: message.copy(header.valueRange)) else { return true }
            while let parameter = cursor.next() {
                guard parameter.name == Array("stale".utf8) else { continue }
                if parameter.value.map(ASCII.lowercased) != Array("false".utf8) { return true }
            }
            return !cursor.isAtEnd
        }
    }
}
