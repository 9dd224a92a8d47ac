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
                    tags: (arrival.fromTag, arrival.toTag),
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
        let dialog = liveDialog(of: arrival)
        let isCall = purpose == .endCall
        if isCall {
            // A second acceptance had a dialog of its own, and what answers late is of a call before this one.
            if let dialog, dialog.stage != .ending || !dialog.pbx.tag.isEmpty && dialog.pbx.tag != arrival.toTag {
                return outcome
            }
            if status == 400 || status == 500, let again = againWithHigherNumber(dialog, arrival) {
                outcome.actions += again
                return outcome
            }
        }
        func seen(_ what: LiveSighting.What) -> Action {
            .live(LiveSighting(what, callID: arrival.callID, tag: arrival.fromTag, ofListening: isCall))
        }
        switch (purpose, status) {
        case (_, 408), (_, 430), (_, 503), (.endCall, 500):
            // It was not reached, or could not do it now; the next review tries again.
            return outcome
        case (_, 200..<300), (_, 481), (.endSubscription, 404), (.endSubscription, 410), (.endSubscription, 489),
            (.endSubscription, 500):
            outcome.actions.append(seen(.ended))
        default:
            outcome.actions.append(seen(.unended))
            guard let dialog, dialog.isListening == isCall else { return outcome }
            outcome.judgement.rule = AuditRecord.endRefused
            let judgement = revocation(of: dialog, rule: AuditRecord.endRefused, method: arrival.methodName)
            outcome.actions.append(.audit(record(judgement, of: dialog)))
        }
        return outcome
    }

    /// The BYE once more with a number that nobody comes to by counting: the PBX may have seen higher ones than we have, and says so at once.
    private func againWithHigherNumber(_ dialog: LiveDialog?, _ arrival: Arrival) -> [Action]? {
        guard arrival.fields.cseqNumber < LiveDialog.numberUnheardOf, let dialog, dialog.isListening,
            dialog.stage == .ending, dialog.via.isEmpty,
            let errand = endOfCall(dialog, at: arrival.now).first
        else { return nil }
        return actions(of: errand) + [.live(sighting(.ending(shift: dialog.shift), of: dialog))]
    }
}
