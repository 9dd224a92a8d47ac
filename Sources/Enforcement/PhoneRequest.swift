import AccessPolicy
import SIPMessage

extension Pipeline {
    /// A request from a phone, or from anyone who is not the PBX.
    func requestFromPhone(_ arrival: Arrival, _ method: Method) -> Outcome {
        if method == .ack, isForOwnAnswer(arrival) { return drop(arrival, rule: "ack-of-own-answer") }
        if let hops = arrival.fields.maxForwards, hops < 1 {
            return refuse(arrival, 483, "Too Many Hops", rule: "max-forwards")
        }
        if passedThroughUs(arrival) { return refuse(arrival, 482, "Loop Detected", rule: "loop") }
        if let order = order(in: arrival, method) { return refusedOrder(order, arrival) }
        if let error = screenTarget(arrival) { return refuse(arrival, 400, "Bad Request", rule: error) }
        if arrival.isInDialog, method != .cancel { return inDialogFromPhone(arrival, method) }
        return switch method {
        case .subscribe: subscribe(arrival)
        case .invite: invite(arrival, by: identify(arrival))
        case .register: register(arrival)
        case .publish: publish(arrival)
        case .refer: refer(arrival, by: identify(arrival))
        case .notify: refuse(arrival, 403, "Forbidden", rule: "notify-from-phone")
        case .ack, .bye, .cancel, .options, .info, .message, .update, .prack:
            pass(arrival)
        case .other: refuseMethod(arrival)
        }
    }

    /// A method that no rule of ours knows is one that none of them has judged.
    func refuseMethod(_ arrival: Arrival) -> Outcome {
        refuse(
            arrival,
            405,
            "Method Not Allowed",
            judged: arrival.judgement(.reject, rule: "unknown-method"),
            headers: [("Allow", Self.allowedMethods)]
        )
    }

    private static var allowedMethods: String {
        "INVITE, ACK, BYE, CANCEL, OPTIONS, REGISTER, SUBSCRIBE, NOTIFY, PUBLISH, REFER, INFO, MESSAGE, UPDATE, PRACK"
    }

    /// Sends a request that is not our subject to the PBX.
    ///
    /// Whoever has identified the sender already says who it is.
    func pass(_ arrival: Arrival, by sender: Sender? = nil) -> Outcome {
        if let refused = refusedStray(arrival) { return refused }
        let judgement = arrival.judgement(.forward, rule: "signalling")
        let makesDialog = recordRoutes(arrival.message.method)
        let party = makesDialog ? sender ?? identify(arrival) : nil
        return routed(arrival, judged: judgement) { pbx in
            toPBX(
                arrival,
                pbx,
                under: snapshot.passThrough(.signalling),
                anchor: party.map { .dialog(callToken(arrival, pbx, by: $0)) } ?? .none,
                judged: judgement
            )
        }
    }

    /// PUBLISH sets a person's state, so only the person may send it (RFC 3903 §6).
    private func publish(_ arrival: Arrival) -> Outcome {
        let sender = identify(arrival)
        var judgement = arrival.judgement(.forward, rule: "own-state", by: sender)
        if let target = resource(of: arrival), opens(target, in: organization(of: target, arrival), to: sender.user) {
            return routed(arrival, judged: judgement) { pbx in
                toPBX(arrival, pbx, under: snapshot.passThrough(.ownService), judged: judgement)
            }
        }
        guard let user = sender.user, let organization = sender.organization else {
            judgement.rule = sender.failure
            return turnAway(arrival, sender, judged: judgement)
        }
        guard let target = resource(of: arrival) else {
            judgement.rule = "target-mismatch"
            return forbid(arrival, judged: judgement)
        }
        judgement.target = target.canonical
        guard self.organization(of: target, arrival) == organization,
            target.forms.allSatisfy({ snapshot.owns($0.span, in: organization, user) })
        else {
            judgement.rule = "state-of-another"
            return forbid(arrival, judged: judgement)
        }
        return routed(arrival, judged: judgement) { pbx in
            toPBX(arrival, pbx, under: snapshot.passThrough(.ownService), judged: judgement)
        }
    }

    /// The Request-URI rules of the gate for messages of phones (G11, G12); the identifier of the one that is broken.
    private func screenTarget(_ arrival: Arrival) -> String? {
        guard let uri = arrival.fields.requestURI else { return "request-uri" }
        guard !arrival.isInDialog else { return nil }
        return RequestURIRule.violation(outside: uri, in: arrival.message)?.identifier
    }

    /// A Via of ours below the top means that the message has been here: phones are not behind us (RFC 3261 §16.3 step 4).
    func passedThroughUs(_ arrival: Arrival) -> Bool {
        arrival.vias.contains { item in
            guard let via = try? Via.parse(in: arrival.message, item.range), let branch = via.branch else {
                return false
            }
            return arrival.message.withBytes(branch, Branch.isOurs)
                && settings.addresses.contain(via.sentByHost, port: via.sentByPort, in: arrival.message)
        }
    }

    /// The package that an Event header names.
    func eventPackage(_ event: EventField, of arrival: Arrival) -> EventPackage {
        arrival.message.withBytes(event.type) { EventPackage($0, passing: settings.passPackages) }
    }

    /// Which requests make a dialog whose later messages must come through us (RFC 3261 §16.6 step 4).
    func recordRoutes(_ method: Method?) -> Bool {
        switch method {
        case .invite, .subscribe, .refer, .notify: true
        default: false
        }
    }

    /// The token of a dialog that is no subscription; `listened` is the extension that a code listens to, nil when nothing does.
    func callToken(_ arrival: Arrival, _ pbx: PBX, by sender: Sender, listeningTo listened: [UInt8]? = nil)
        -> DialogToken
    {
        let watcher = sender.address ?? AddressOfRecord(user: [], host: [])
        return DialogToken(
            kind: listened == nil ? .call : .listening,
            pbx: pbx.mark,
            device: device(of: watcher, at: arrival.flow.remote, arrival.now),
            phone: arrival.flow.remote,
            watcher: watcher,
            resource: listened ?? []
        )
    }
}
