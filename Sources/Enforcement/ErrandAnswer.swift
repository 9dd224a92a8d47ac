import AccessPolicy
import SIPMessage

extension Pipeline {
    /// What is to be done to send a request of our own: over UDP it is repeated until it is answered.
    func actions(of errand: Errand) -> [Action] {
        let bytes = errand.write(settings.addresses, keys: settings.keys)
        let reason: PassThrough = errand.purpose == .endSubscription ? .endOfSubscription : .signalling
        let forward = Action.forward(bytes, to: errand.destination, under: snapshot.passThrough(reason))
        // An ACK has no answer.
        guard !errand.destination.remote.transport.isReliable, errand.purpose != .acknowledge else { return [forward] }
        return [forward, .retransmit(bytes, to: errand.destination, for: errand.transaction)]
    }

    /// The answer to a request of our own in a dialog of others, if this response is one; such an answer goes nowhere.
    func errandAnswer(_ arrival: Arrival, _ status: Int, on side: Side) -> Outcome? {
        let message = arrival.message
        let via = arrival.fields.topVia
        guard arrival.vias.count == 1, let branch = via.branch.map(message.copy),
            settings.addresses.contain(via.sentByHost, port: via.sentByPort, in: message)
        else { return nil }
        let isFinal = status >= 200
        let settled = Action.settle(Transaction(arrival, with: arrival.flow.remote), isFinal: isFinal)
        let dropped = Outcome(arrival.judgement(.drop, rule: "answer-to-us"), [settled])
        // A CANCEL has the branch of its INVITE, whose code covers a hop that its answer does not name. Nothing but a repetition is ended by it.
        if side == .pbx, arrival.fields.cseqMethod == .cancel, Branch.isOurs(branch.span) { return dropped }
        guard let purpose = Errand.purpose(of: branch),
            branch
                == Errand.branch(
                    purpose,
                    callID: arrival.callID,
                    fromTag: arrival.fromTag,
                    number: arrival.fields.cseqNumber,
                    keys: settings.keys
                )
        else { return nil }
        guard isFinal, side == .pbx else { return dropped }
        switch purpose {
        case .news, .acknowledge: return dropped
        case .endSubscription, .endCall: return ended(dropped, arrival, purpose, status)
        }
    }

    /// What the PBX's final answer to the end of a dialog tells: it is over, or it goes on and what comes of it is judged as ever.
    private func ended(_ dropped: Outcome, _ arrival: Arrival, _ purpose: Errand.Purpose, _ status: Int) -> Outcome {
        var outcome = dropped
        switch (purpose, status) {
        case (_, 408), (_, 430), (_, 503), (.endCall, 500):
            // It was not reached, or could not do it now; the next review tries again.
            return outcome
        case (_, 200..<300), (_, 404), (_, 410), (_, 481), (_, 489), (_, 500):
            outcome.actions.append(.live(LiveSighting(.ended, callID: arrival.callID, tag: arrival.fromTag)))
        default:
            let key = LiveKey(callID: arrival.callID, tag: arrival.fromTag)
            outcome.actions.append(.live(LiveSighting(.unended, callID: arrival.callID, tag: arrival.fromTag)))
            guard let dialog = bindings.live(key) else { return outcome }
            outcome.judgement.rule = AuditRecord.endRefused
            let judgement = revocation(of: dialog, rule: AuditRecord.endRefused, method: arrival.methodName)
            outcome.actions.append(.audit(record(judgement, of: dialog)))
        }
        return outcome
    }
}
