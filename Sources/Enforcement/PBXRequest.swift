import AccessPolicy
import SIPMessage

extension Pipeline {
    /// A request from the PBX: a NOTIFY is judged, everything else goes to the phone that it is for.
    func requestFromPBX(_ arrival: Arrival, _ method: Method) -> Outcome {
        if let hops = arrival.fields.maxForwards, hops < 1 {
            return refuse(arrival, 483, "Too Many Hops", rule: "max-forwards")
        }
        if method == .ack, isForOwnAnswer(arrival) { return drop(arrival, rule: "ack-of-own-answer") }
        if method == .options, isForUs(arrival) {
            return refuse(arrival, 200, "OK", rule: "options-for-us")
        }
        let token = ownToken(in: arrival) ?? contactToken(in: arrival)
        let flow = token.flatMap { self.flow(of: $0, at: arrival.now) }
        if token != nil, flow == nil {
            return refuse(arrival, 430, "Flow Failed", rule: "flow-closed")
        }
        guard let phone = flow ?? boundPhone(arrival) else {
            // A NOTIFY that nobody can have asked for through us; RFC 6665 §4.1.3 gives 481 for it.
            let status = method == .notify ? (481, "Subscription Does Not Exist") : (404, "Not Found")
            return refuse(arrival, status.0, status.1, rule: "no-flow")
        }
        if method == .notify { return notify(arrival, token, to: phone) }
        let permit = snapshot.passThrough(.signalling)
        let made =
            recordRoutes(method) && !arrival.isInDialog
            ? dialogToken(arrival, phone: phone, token) : nil
        return Outcome(
            arrival.judgement(.forward, rule: "signalling"),
            [toPhone(arrival, phone, under: permit, token: made)]
        )
    }

    /// The flow of a token; when it is closed, or its owner is now registered elsewhere, the owner's newest (RFC 5626 §5.3: never a guess).
    private func flow(of token: DialogToken, at now: Moment) -> Endpoint? {
        let owner = token.watcher
        // The token of a registered Contact holds no flow: the phone is where it last registered that Contact.
        if token.kind == .path, !token.contact.isEmpty {
            return bindings.endpoint(of: owner, contact: Self.hash(token.contact), now: now)
                .flatMap { bindings.isOpen($0) ? $0 : nil }
        }
        if bindings.isOpen(token.phone) {
            if owner.user.isEmpty || bindings.addresses(at: token.phone, now: now).contains(owner) {
                return token.phone
            }
            if !token.phone.transport.isReliable {
                return newest(owner, at: now) ?? (isTaken(token, at: now) ? nil : token.phone)
            }
        }
        return newest(owner, at: now)
    }

    private func newest(_ owner: AddressOfRecord, at now: Moment) -> Endpoint? {
        guard !owner.user.isEmpty, let endpoint = bindings.endpoint(of: owner, now: now), bindings.isOpen(endpoint)
        else {
            return nil
        }
        return endpoint
    }

    private func dialogToken(_ arrival: Arrival, phone: Endpoint, _ token: DialogToken?) -> [UInt8]? {
        let watcher = token?.watcher ?? bindings.addresses(at: phone, now: arrival.now).first
        return DialogToken(
            kind: .call,
            pbx: sender(of: arrival)?.mark ?? 0,
            phone: phone,
            watcher: watcher ?? AddressOfRecord(user: [], host: []),
            resource: []
        ).encode(callID: arrival.callID.span, tag: arrival.fromTag.span, keys: settings.keys)
    }

    /// Without a token the Request-URI counts only if a phone is registered at just that address, or under just that address-of-record.
    private func boundPhone(_ arrival: Arrival) -> Endpoint? {
        guard let uri = arrival.fields.requestURI else { return nil }
        let host = arrival.message.copy(uri.host)
        if let endpoint = Endpoint(literal: host.span, port: uri.port ?? 5060),
            !bindings.addresses(at: endpoint, now: arrival.now).isEmpty
        {
            return endpoint
        }
        guard let address = address(of: uri, in: arrival.message) else { return nil }
        return bindings.endpoint(of: address, now: arrival.now)
    }

    /// Which PBX a request is from. One that connects from a port of its own is known by the address in its Via.
    private func sender(of arrival: Arrival) -> PBX? {
        let via = arrival.fields.topVia
        let named = arrival.message.withBytes(via.sentByHost) {
            Endpoint(literal: $0, port: via.sentByPort ?? 5060)
        }
        if arrival.flow.remote.transport.isReliable, let named, named.low == arrival.flow.remote.low,
            let member = pbx.members.first(where: { $0.isAt(named) })
        {
            return member
        }
        return pbx.member(at: arrival.flow.remote)
    }

    private func isForUs(_ arrival: Arrival) -> Bool {
        guard let uri = arrival.fields.requestURI, uri.user == nil else { return false }
        return isOwn(uri, in: arrival.message)
    }
}
