import AccessPolicy
import SIPMessage

/// What a verified client certificate says: whose it is, and until when.
public struct ClientCertificate: Sendable, Equatable {
    /// The addresses-of-record that it names; empty when it names hosts or mailboxes only.
    public let addresses: [AddressOfRecord]
    /// Its end. A connection may outlive it, what it proves does not.
    public let until: Moment

    /// A certificate that names these.
    public init(addresses: [AddressOfRecord], until: Moment) {
        self.addresses = addresses
        self.until = until
    }

    /// A certificate by the URIs among its subjectAltNames. Those that name no person are left out.
    public init(uris: [[UInt8]], until: Moment) {
        self.init(addresses: uris.prefix(Limits.certificateNamesMax).compactMap(Self.address), until: until)
    }

    /// The person whom a URI names: `sip:` or `sips:` with a user and a host and nothing else; without a user it names a domain
    /// (RFC 5922 §7.1).
    static func address(_ uri: [UInt8]) -> AddressOfRecord? {
        guard let uri = StandaloneURI(uri), uri.isBare, let user = uri.user else { return nil }
        return AddressOfRecord(user: user, host: uri.host)
    }
}

extension Pipeline {
    /// The `tls` method: the request came over a connection whose client certificate names an address-of-record, From is that
    /// address-of-record, and the flow (where it is bound) and any credentials are that person's.
    func byCertificate(_ arrival: Arrival) -> Identification {
        guard let certificate = bindings.certificate(at: arrival.flow.remote) else {
            return .notTried("no-client-certificate")
        }
        guard certificate.until > arrival.now else { return .notTried("certificate-expired") }
        guard !certificate.addresses.isEmpty else { return .notTried("certificate-names-nobody") }
        guard let claimed = address(of: arrival.fields.from.uri, in: arrival.message),
            let organization = snapshot.organization(domain: claimed.host.span)
        else { return .failed("from-unknown-domain") }
        guard certificate.addresses.contains(where: { isSame($0, claimed, in: organization) }) else {
            return .failed("from-is-not-the-certificate")
        }
        let bound = bindings.addresses(at: arrival.flow.remote, now: arrival.now)
        guard bound.isEmpty || bound.contains(where: { isPerson($0, claimed, in: organization) }) else {
            return .failed("from-is-not-the-flow")
        }
        guard credentialsName(claimed, in: arrival.message, organization) else {
            return .failed("credentials-of-another")
        }
        return .known(person(claimed, in: organization, by: .tls))
    }
}
