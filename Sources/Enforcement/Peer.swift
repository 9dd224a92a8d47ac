import AccessPolicy
import SIPMessage

extension Pipeline {
    /// Whether a message came from a listed server: over the phone-facing socket, and only if the method is configured.
    func isPeer(_ flow: Flow) -> Bool {
        flow.socket == .phone && settings.identity.contains(.peer)
            && settings.peers.contains { $0.covers(flow.remote) }
    }

    /// The `peer` method: a listed server has authenticated the sender already, and says who it is in P-Asserted-Identity (RFC 3325 §9.1), or
    /// in From where there is none.
    ///
    /// Credentials may be the server's own; those of another person of the organisation are not.
    func byPeer(_ arrival: Arrival) -> Identification {
        guard isPeer(arrival.flow) else { return .notTried("not-a-peer") }
        let asserted = arrival.message.items(of: .pAssertedIdentity)
        var claimed = asserted.isEmpty ? address(of: arrival.fields.from.uri, in: arrival.message) : nil
        for item in asserted {
            guard let value = try? NameAddress.parse(in: arrival.message, item.range) else {
                return .failed("asserted-identity")
            }
            // A second value may be the same person's telephone number (RFC 3325 §9.1); two SIP URIs are two answers.
            if value.uri.scheme == .tel { continue }
            guard claimed == nil, let address = address(of: value.uri, in: arrival.message) else {
                return .failed("asserted-identity")
            }
            claimed = address
        }
        guard let claimed else { return .failed("asserted-identity") }
        guard let organization = snapshot.organization(domain: claimed.host.span) else {
            return .failed(asserted.isEmpty ? "from-unknown-domain" : "asserted-unknown-domain")
        }
        switch Credentials(of: arrival.message) {
        case .none: break
        case .unreadable: return .failed("credentials-of-another")
        case .names(let names):
            for name in names where isSomebody(name, in: organization) {
                guard isUserName(name, of: claimed, organization) else { return .failed("credentials-of-another") }
            }
        }
        return .known(person(claimed, in: organization, by: .peer))
    }
}
