import AccessPolicy
import SIPMessage

extension Pipeline {
    /// The user part of a URI as the PBX of this message may read it.
    func dialledUser(_ uri: SIPURI, _ arrival: Arrival) -> DialledUser? {
        DialledUser(of: uri, in: arrival.message, for: pbx.profile)
    }

    /// What a URI dials. Of one that names no user chan_sip takes the host, in Refer-To and in a redirection's Contact.
    func dialled(by uri: SIPURI, _ arrival: Arrival) -> DialledUser? {
        guard uri.user == nil, !uri.host.isEmpty else { return dialledUser(uri, arrival) }
        return DialledUser(host: arrival.message.copy(uri.host))
    }

    /// What a subscription's token says it is about.
    func subscribedURI(of token: DialogToken) -> SubscribedURI? {
        SubscribedURI(token.resource, for: pbx.profile)
    }

    /// A URI of a message whose dialog we know nothing of, as what is subscribed to.
    func subscribedURI(_ uri: SIPURI, _ arrival: Arrival) -> SubscribedURI? {
        SubscribedURI(from: uri, in: arrival.message, for: pbx.profile)
    }

    /// What a SUBSCRIBE or PUBLISH is about: the Request-URI's user, which must be the To's as well, because PBXes differ in which they
    /// read. Nil when they are not the same, or when either names nobody.
    func resource(of arrival: Arrival) -> DialledUser? {
        guard let uri = arrival.fields.requestURI, let resource = dialledUser(uri, arrival),
            unescapedUser(arrival.fields.to.uri, in: arrival.message) == resource.canonical
        else { return nil }
        return resource
    }

    /// The organisation that Request-URI and To both name, and the user part too where it names a host; nil when they do not name one.
    func organization(of resource: DialledUser, _ arrival: Arrival) -> OrganizationID? {
        guard let uri = arrival.fields.requestURI, uri.scheme != .tel else { return nil }
        let organization = arrival.message.withBytes(uri.host) { snapshot.organization(domain: $0) }
        let to = arrival.message.withBytes(arrival.fields.to.uri.host) { snapshot.organization(domain: $0) }
        guard to == organization else { return nil }
        return organization.flatMap { isWithin($0, resource) ? $0 : nil }
    }

    /// Whether the host that a user part names, if it does, is one of the organisation.
    func isWithin(_ organization: OrganizationID, _ resource: DialledUser) -> Bool {
        guard let host = resource.host else { return true }
        return snapshot.organization(domain: host.span) == organization
    }

    /// For `dialog;sla` Kamailio and OpenSIPS take Contact's user and From's host for the resource, so that must be it too. Where the PBX
    /// reads it elsewhere, Contact may also be the watcher's own line, as phones write it.
    func contactAgrees(
        _ arrival: Arrival,
        _ resource: DialledUser,
        _ user: UserID?,
        _ organization: OrganizationID
    ) -> Bool {
        guard arrival.fields.event?.isSLA == true else { return true }
        let isRead = pbx.profile.readsContactOfSharedLine
        let contacts = arrival.message.items(of: .contact)
        if isRead {
            let domain = arrival.message.withBytes(arrival.fields.from.uri.host) { snapshot.organization(domain: $0) }
            guard domain == organization, !contacts.isEmpty else { return false }
        }
        return contacts.allSatisfy { item in
            guard let uri = (try? NameAddress.parse(in: arrival.message, item.range))?.uri else { return false }
            guard uri.user != nil else { return !isRead }
            guard let contact = dialledUser(uri, arrival) else { return false }
            return contact == resource || (!isRead && isOwn(contact, of: user, organization))
        }
    }

    /// Whether a line is the user's own, by its number or by the user's name.
    func isOwn(_ line: DialledUser, of user: UserID?, _ organization: OrganizationID) -> Bool {
        guard let user else { return false }
        return line.forms.allSatisfy { form in
            snapshot.owns(form.span, in: organization, user)
                || snapshot.user(addressedAs: form.span, in: organization) == user
        }
    }

    /// The hosts and contexts (RFC 3966 §5.1.5) that a dialled URI names, and To of the call: a PBX with several organisations may look for the number
    /// there. Escapes and the dots that may end a name are gone.
    func hosts(of uri: SIPURI, _ dialled: DialledUser, _ arrival: Arrival) -> [[UInt8]] {
        var hosts = [arrival.message.copy(uri.host)]
        if !arrival.isInDialog, arrival.message.method == .invite {
            hosts.append(arrival.message.copy(arrival.fields.to.uri.host))
        }
        if let host = dialled.host { hosts.append(host) }
        let marker = Array("phone-context=".utf8)
        let parameters = arrival.message.copy(uri.parameters)
        for parameter in parameters.split(separator: UInt8(ascii: ";"))
            + dialled.canonical.split(separator: UInt8(ascii: ";"))
        {
            let parameter = ASCII.unescaped(parameter)
            guard parameter.map(ASCII.lowercased).starts(with: marker) else { continue }
            hosts.append(Array(parameter.dropFirst(marker.count)))
        }
        return hosts.map { host in
            let dots = host.reversed().prefix { $0 == UInt8(ascii: ".") }.count
            return Array(host.dropLast(dots))
        }
    }

    /// What a URI dials, if it dials feature codes.
    func codes(in uri: SIPURI, _ arrival: Arrival) -> [FeatureCodes.Match] {
        dialled(by: uri, arrival).map { settings.featureCodes.matches($0.forms) } ?? []
    }

    /// Whether a URI dials a feature code.
    func namesCode(_ uri: SIPURI, _ arrival: Arrival) -> Bool {
        !codes(in: uri, arrival).isEmpty
    }

    /// Whether Request-URI or To dials a code that listens, or From in their place.
    func namesListening(_ arrival: Arrival) -> Bool {
        let uris = [arrival.fields.requestURI, arrival.fields.to.uri].compactMap { $0 }
        return (uris + caller(dialledInPlaceOf: uris, arrival)).contains { listens($0, arrival) }
    }

    /// FreeSWITCH dials whom From names where neither Request-URI nor To names anybody.
    private func caller(dialledInPlaceOf uris: [SIPURI], _ arrival: Arrival) -> [SIPURI] {
        uris.contains { $0.user != nil } ? [] : [arrival.fields.from.uri]
    }

    /// Whether a URI dials a code that listens.
    func listens(_ uri: SIPURI, _ arrival: Arrival) -> Bool {
        codes(in: uri, arrival).contains { $0.right == .listening }
    }

    /// Whether Request-URI and To of an INVITE name two things of which one is a feature code: PBXes differ in which they dial. Of two that name
    /// nobody, whether From does.
    func disagreesOnCode(_ arrival: Arrival) -> Bool {
        guard let uri = arrival.fields.requestURI else { return false }
        let to = arrival.fields.to.uri
        // FreeSWITCH dials To where the Request-URI names nobody; what cannot be read there could be a code.
        if uri.user == nil, to.user != nil, dialledUser(to, arrival) == nil { return true }
        guard dialledUser(uri, arrival)?.canonical != dialledUser(to, arrival)?.canonical else {
            return caller(dialledInPlaceOf: [uri, to], arrival).contains { namesCode($0, arrival) }
        }
        return namesCode(uri, arrival) || namesCode(to, arrival)
    }
}
