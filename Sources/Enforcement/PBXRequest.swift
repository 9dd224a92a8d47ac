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
        if method == .notify {
            let outcome = seen(notify(arrival, token, to: phone), notify: arrival, token)
            return seen(outcome, listeningFromPBX: arrival, token)
        }
        // BENOTIFY and its like: what no rule of ours knows, none has judged.
        if method == .other { return refuseMethod(arrival) }
        if let token, let ended = endedListening(arrival, method, token) { return ended }
        if let refused = refusedSession(fromPBX: arrival) { return refused }
        return seen(toPhone(arrival, method, token, at: phone), listeningFromPBX: arrival, token)
    }

    private func toPhone(_ arrival: Arrival, _ method: Method, _ token: DialogToken?, at phone: Endpoint) -> Outcome {
        let permit = snapshot.passThrough(.signalling)
        if let token, hidesCallers(token) {
            // Whom a transfer leads to cannot be taken out of it.
            guard method != .refer else { return refuse(arrival, 403, "Forbidden", rule: "refer-on-a-listening-call") }
            return Outcome(
                judgedWithoutCallers(arrival),
                [toPhone(arrival, phone, under: permit, hidesCallers: true)]
            )
        }
        let made =
            recordRoutes(method) && !arrival.isInDialog
            ? dialogToken(arrival, phone: phone, token) : nil
        return Outcome(
            arrival.judgement(.forward, rule: "signalling"),
            [toPhone(arrival, phone, under: permit, token: made)]
        )
    }

    /// The flow of a token, wherever its phone is now; nil when that cannot be told, because a guess may be somebody else (RFC 5626 §5.3).
    func flow(of token: DialogToken, at now: Moment) -> Endpoint? {
        let owner = token.watcher
        // The token of a registered Contact holds no flow: the phone is where it last registered that Contact.
        if token.kind == .path, !token.contact.isEmpty {
            return open(bindings.endpoint(of: owner, contact: Self.hash(token.contact), now: now))
        }
        if let moved = open(bindings.endpoint(of: owner, device: token.device, now: now)) { return moved }
        guard bindings.isOpen(token.phone), !isTaken(token, at: now) else { return only(owner, at: now) }
        if owner.user.isEmpty || bindings.addresses(at: token.phone, now: now).contains(owner) { return token.phone }
        guard token.phone.transport.isReliable else { return only(owner, at: now) ?? token.phone }
        // Nobody is registered over this connection; it is the phone's own if it is the one that the token was made on.
        return bindings.connection(at: token.phone) == token.device ? token.phone : only(owner, at: now)
    }

    /// Where the owner's one phone is; nil when there is another that could be meant.
    private func only(_ owner: AddressOfRecord, at now: Moment) -> Endpoint? {
        guard !owner.user.isEmpty else { return nil }
        let places = Set(bindings.endpoints(of: owner, now: now).filter(bindings.isOpen))
        return places.count == 1 ? places.first : nil
    }

    private func open(_ endpoint: Endpoint?) -> Endpoint? {
        endpoint.flatMap { bindings.isOpen($0) ? $0 : nil }
    }

    /// What a token names a phone by: its registration over that flow, else the connection.
    func device(of owner: AddressOfRecord, at endpoint: Endpoint, _ now: Moment) -> UInt32 {
        bindings.device(of: owner, at: endpoint, now: now) ?? bindings.connection(at: endpoint) ?? 0
    }

    private func dialogToken(_ arrival: Arrival, phone: Endpoint, _ token: DialogToken?) -> [UInt8]? {
        let watcher =
            token?.watcher ?? bindings.addresses(at: phone, now: arrival.now).first
            ?? AddressOfRecord(user: [], host: [])
        return DialogToken(
            kind: .call,
            pbx: sender(of: arrival)?.mark ?? 0,
            device: device(of: watcher, at: phone, arrival.now),
            phone: phone,
            watcher: watcher,
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
