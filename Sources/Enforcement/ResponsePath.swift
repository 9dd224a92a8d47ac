import AccessPolicy
import SIPMessage

extension Pipeline {
    /// A response of the PBX to a request of a phone: our Via comes off, and it goes where the request came from.
    func responseFromPBX(_ arrival: Arrival, _ status: Int) -> Outcome {
        if let own = ownAnswer(arrival, status) ?? errandAnswer(arrival, status, on: .pbx) { return own }
        guard let (branch, phone) = previousHop(of: arrival, on: .pbx) else {
            return drop(arrival, rule: "response-not-ours")
        }
        if let second = acceptedTwice(arrival, status, branch) { return second }
        if let ended = acceptedTooLate(arrival, status, branch, to: phone) { return ended }
        let isLost = branch.mark == .refresh && isLost(arrival, status)
        var edit = MessageEdit(arrival.message)
        edit.removeItem(arrival.vias[0])
        if branch.shift > 0 { writeNumber(&edit, arrival, arrival.fields.cseqNumber &- branch.shift) }
        if arrival.fields.cseqMethod == .subscribe {
            // The answer to a SUBSCRIBE may carry state in some dialects; it is told by NOTIFY only.
            edit.removeBody()
            keepAllowed(&edit, arrival, in: .subscription)
            if isLost { edit.replaceStatus(481, reason: "Subscription Does Not Exist") }
        }
        let hides = branch.mark.isOfListening && hidesCallers(answer: arrival)
        if hides { hideCallers(&edit, arrival) }
        blockKeys(inAnswer: &edit, arrival, status, marked: branch.mark)
        if arrival.fields.cseqMethod == .register { restoreContacts(&edit, arrival) }
        var actions = [send(edit, to: Destination(.phone, phone), under: snapshot.passThrough(.response))]
        if arrival.fields.cseqMethod == .register {
            switch status {
            case 200: actions += learned(from: arrival, phone: phone, contact: branch.contact)
            case 401, 403: actions += refused(arrival, phone: phone, contact: branch.contact)
            default: break
            }
        }
        let sighting = sighting(ofAnswer: arrival, isLost ? 481 : status, branch)
        if let sighting { actions.append(.live(sighting)) }
        return Outcome(hides ? judgedWithoutCallers(arrival) : arrival.judgement(.forward, rule: "response"), actions)
    }

    private func sighting(ofAnswer arrival: Arrival, _ status: Int, _ branch: Branch) -> LiveSighting? {
        if arrival.fields.cseqMethod == .subscribe { return sighting(ofSubscribeAnswer: arrival, status) }
        return branch.mark.isOfListening ? sighting(ofListeningAnswer: arrival, status, branch) : nil
    }

    private func sighting(ofPhonesAnswer arrival: Arrival, _ status: Int, _ branch: Branch) -> LiveSighting? {
        guard arrival.fields.cseqMethod == .notify else { return sighting(ofListeningPhone: arrival, status) }
        // Some PBXes heed no 481: what we end is over when the PBX says so.
        return branch.mark == .revoked ? nil : sighting(ofNotifyAnswer: arrival, status)
    }

    /// Whether a PBX that answers a refresh so has lost the subscription, or counts its requests otherwise than the phone: a phone that is told 481
    /// begins anew, and with anything else it waits for the end (RFC 6665 §4.1.2.2). Asterisk says 500 of a subscription that it has ended, as the
    /// RFC has it for a CSeq number out of order (RFC 3261 §12.2.2); Kamailio says 400 to such a number, for a list 401 without a challenge.
    private func isLost(_ arrival: Arrival, _ status: Int) -> Bool {
        switch status {
        case 400, 500: true
        case 401: arrival.message.first(.wwwAuthenticate) == nil
        default: false
        }
    }

    /// Takes out of a message of the PBX all headers but those that ``AllowedHeaders`` names.
    func keepAllowed(_ edit: inout MessageEdit, _ arrival: Arrival, in scope: AllowedHeaders.Scope) {
        AllowedHeaders(arrival: arrival, scope: scope, limits: Self.wideLimits).apply(to: &edit)
    }

    /// A response of a phone to a request of the PBX.
    func responseFromPhone(_ arrival: Arrival, _ status: Int) -> Outcome {
        if let own = errandAnswer(arrival, status, on: .phone) { return own }
        guard let (branch, pbx) = previousHop(of: arrival, on: .phone), self.pbx.member(at: pbx) != nil else {
            return drop(arrival, rule: "response-not-ours")
        }
        var edit = MessageEdit(arrival.message)
        edit.removeItem(arrival.vias[0])
        removeFromPhone(&edit, arrival.message, on: arrival.flow)
        blockKeys(inAnswer: &edit, arrival, status, marked: branch.mark)
        if branch.mark == .revoked, status >= 200 {
            // The watcher has lost the right: to the notifier the subscription is gone (RFC 6665 §4.2.2).
            edit.replaceStatus(481, reason: "Subscription Does Not Exist")
        }
        let permit = snapshot.passThrough(.response)
        if (300..<400).contains(status), let code = codeRedirectedTo(arrival) {
            // The PBX would dial it with the rights of whoever it called; nobody has asked for that.
            edit.removeHeaders(.contact)
            edit.replaceStatus(403, reason: "Forbidden")
            var judgement = arrival.judgement(.forward, rule: "redirection-to-code")
            judgement.question = .listen
            name(phoneAt: arrival.flow.remote, at: arrival.now, in: &judgement)
            judgement.target = code
            var audited = record(judgement, of: arrival)
            audited.status = 403
            return Outcome(
                judgement,
                [send(edit, to: Destination(.pbx, pbx), under: permit), .audit(audited)]
            )
        }
        return Outcome(
            arrival.judgement(.forward, rule: branch.mark == .revoked ? "subscription-ended" : "response"),
            [send(edit, to: Destination(.pbx, pbx), under: permit)]
        ).seen(sighting(ofPhonesAnswer: arrival, status, branch))
    }

    /// What a redirection names that is a feature code, asks for more than a call (`?Replaces=`, `?Join=`, `;method=`), or cannot be read; nil when
    /// it names nothing of the kind.
    private func codeRedirectedTo(_ arrival: Arrival) -> [UInt8]? {
        for item in arrival.message.items(of: .contact) {
            guard let uri = (try? NameAddress.parse(in: arrival.message, item.range))?.uri else { return [] }
            let isUnreadable = uri.user != nil && dialledUser(uri, arrival) == nil
            guard isUnreadable || asksForMore(uri, in: arrival.message) || namesCode(uri, arrival) else { continue }
            return dialled(by: uri, arrival)?.forms.first ?? []
        }
        return nil
    }

    /// Takes down whose phone sends a response, where one person only is registered over its flow.
    private func name(phoneAt flow: Endpoint, at now: Moment, in judgement: inout Judgement) {
        let registered = Array(bindings.addresses(at: flow, now: now))
        guard registered.count == 1, let address = registered.first else { return }
        (judgement.watcher, judgement.organization) = user(of: address)
        judgement.how = judgement.watcher == nil ? nil : .registration
    }

    /// Where the request of this response came from, if our signed Via says so: the top Via must be ours for that side, and the one below it must
    /// be the transaction that the branch was computed from.
    private func previousHop(of arrival: Arrival, on side: Side) -> (Branch, Endpoint)? {
        let message = arrival.message
        let vias = arrival.vias
        let own = settings.addresses.address(side, toward: arrival.flow.remote)
        guard vias.count >= 2, let top = try? Via.parse(in: message, vias[0].range), let branch = top.branch,
            own.isNamed(by: top.sentByHost, port: top.sentByPort, in: message),
            let transport = message.withBytes(branch, Branch.transport(of:)),
            let below = try? Via.parse(in: message, vias[1].range), let received = below.received,
            let port = below.rport.flatMap({ UInt16(message.string($0)) }),
            let endpoint = message.withBytes(received, { Endpoint(literal: $0, port: port, transport: transport) })
        else { return nil }
        let origin = Branch.Origin(
            branch: below.branch.map(message.copy) ?? [],
            callID: arrival.callID,
            fromTag: arrival.fromTag,
            cseq: arrival.fields.cseqNumber &- message.withBytes(branch, Branch.shift(of:)),
            endpoint: endpoint
        )
        return message.withBytes(branch) { Branch($0, origin: origin, keys: settings.keys) }.map { ($0, endpoint) }
    }
}
