import AccessPolicy
import SIPMessage

/// Who sent a request, as far as it has proven it.
struct Sender {
    /// The address-of-record that flow, From and credentials agree on; nil when they do not.
    let address: AddressOfRecord?
    /// The organisation that the address-of-record belongs to.
    let organization: OrganizationID?
    /// The policy's user of that address-of-record; nil when it has none.
    let user: UserID?
    /// Why there is no user; unused when there is one.
    let failure: String
    /// What proved it.
    var how: Proof?
    /// How the sender may still prove who it is; nil when that would not help.
    var challenge: DigestChallenge?

    static func unknown(_ failure: String, challenge: DigestChallenge? = nil) -> Sender {
        Sender(address: nil, organization: nil, user: nil, failure: failure, challenge: challenge)
    }
}

extension Pipeline {
    /// The `registration` method: a request is the address-of-record's if it came over the flow that the PBX accepted a REGISTER
    /// from, **and** From is that address-of-record, **and** any credentials in it carry that person's user name.
    func byRegistration(_ arrival: Arrival) -> Identification {
        guard let claimed = address(of: arrival.fields.from.uri, in: arrival.message),
            let organization = snapshot.organization(domain: claimed.host.span)
        else { return .failed("from-unknown-domain") }
        // Where the PBX asks nobody, its 200 to a REGISTER proves nothing.
        if settings.enforcesCanary, pbx.hasTrusting { return .notTried("pbx-trusts-the-proxy") }
        let bound = bindings.addresses(at: arrival.flow.remote, now: arrival.now)
        guard !bound.isEmpty else { return .notTried("flow-not-registered") }
        guard bound.contains(where: { isSame($0, claimed, in: organization) }) else {
            return .failed("from-is-not-the-flow")
        }
        guard credentialsName(claimed, in: arrival.message, organization) else {
            return .failed("credentials-of-another")
        }
        return .known(person(claimed, in: organization, by: .registration))
    }

    /// An address-of-record that has been proven, with the policy's user if there is one.
    func person(_ address: AddressOfRecord, in organization: OrganizationID, by proof: Proof) -> Sender {
        let user = snapshot.user(addressedAs: address.user.span, in: organization)
        let failure = user == nil ? "not-a-user" : ""
        return Sender(address: address, organization: organization, user: user, failure: failure, how: proof)
    }

    /// The user of a token's address-of-record in the policy that is in force now; nil when it has none any more.
    func user(of address: AddressOfRecord) -> (user: UserID?, organization: OrganizationID?) {
        guard let organization = snapshot.organization(domain: address.host.span) else { return (nil, nil) }
        return (snapshot.user(addressedAs: address.user.span, in: organization), organization)
    }

    /// The address-of-record that a URI names; nil without a user, with a forbidden escape, or when it is a `tel:` URI.
    func address(of uri: SIPURI, in message: SIPMessage) -> AddressOfRecord? {
        guard uri.scheme == .sip || uri.scheme == .sips, let user = unescapedUser(uri, in: message), !user.isEmpty
        else { return nil }
        return AddressOfRecord(user: user, host: message.copy(uri.host))
    }

    /// Two addresses-of-record are one when the user is the same and the hosts are domains of one organisation.
    func isSame(_ one: AddressOfRecord, _ other: AddressOfRecord, in organization: OrganizationID) -> Bool {
        one.user == other.user && snapshot.organization(domain: one.host.span) == organization
    }

    /// Two addresses-of-record are one person's when they are the same, or of the same user.
    func isPerson(_ one: AddressOfRecord, _ other: AddressOfRecord, in organization: OrganizationID) -> Bool {
        if isSame(one, other, in: organization) { return true }
        let (user, home) = user(of: one)
        return user != nil && home == organization
            && user == snapshot.user(addressedAs: other.user.span, in: organization)
    }

    /// Whether all the credentials of a request, the PBX's and ours, are for this person.
    func credentialsName(
        _ address: AddressOfRecord,
        in message: SIPMessage,
        _ organization: OrganizationID
    ) -> Bool {
        switch Credentials(of: message) {
        case .none: true
        case .unreadable: false
        case .names(let names): names.allSatisfy { isUserName($0, of: address, organization) }
        }
    }

    /// A digest user name is the address-of-record's user part, that and `@` a domain of the organisation, or another name of the person.
    func isUserName(_ name: [UInt8], of address: AddressOfRecord, _ organization: OrganizationID) -> Bool {
        var user = name
        if let at = name.lastIndex(of: UInt8(ascii: "@")) {
            user = Array(name[..<at])
            let host = Array(name[(at + 1)...])
            guard snapshot.organization(domain: host.span) == organization else { return false }
        }
        if user == address.user { return true }
        guard let claimed = snapshot.user(addressedAs: user.span, in: organization) else { return false }
        return claimed == snapshot.user(addressedAs: address.user.span, in: organization)
    }

    /// Whether a digest user name is that of any person of the organisation.
    func isSomebody(_ name: [UInt8], in organization: OrganizationID) -> Bool {
        let user = Array(name.prefix { $0 != UInt8(ascii: "@") })
        return snapshot.user(addressedAs: user.span, in: organization) != nil
    }
}
