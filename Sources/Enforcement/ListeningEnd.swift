import AccessPolicy
import SIPMessage

/// A listening call whose right is gone: nothing of it goes on but its end.
extension Pipeline {
    /// Whether the watcher of a listening call may still listen. A token that names no extension is of a code that needs several rights; which, the
    /// URI that was dialled tells, and without it, or by another road than a code, it is the right over everyone.
    func listening(by token: DialogToken, dialled uri: [UInt8]) -> Decision {
        let target: FeatureCodes.Target = token.resource.isEmpty ? .everyone : .extension(token.resource)
        let named = token.resource.isEmpty ? StandaloneURI(uri)?.user : nil
        let dialled = named.map { listened(to: DialledUser(unescaped: $0, for: pbx.profile)) } ?? []
        let (user, organization) = user(of: token.watcher)
        return listening(
            to: dialled.isEmpty ? [FeatureCodes.Match(right: .listening, target: target)] : dialled,
            user,
            organization
        )
    }

    private func listened(to dialled: DialledUser) -> [FeatureCodes.Match] {
        settings.featureCodes.matches(dialled.forms).filter { $0.right == .listening }
    }

    private func listening(to found: [FeatureCodes.Match], _ user: UserID?, _ organization: OrganizationID?)
        -> Decision
    {
        guard let organization, user != nil || snapshot.isOpen(organization) else {
            return .deny(Denial(rule: .unidentifiedWatcher))
        }
        var granted = Decision.deny(Denial(rule: .unknownDomain))
        for need in needs(found, in: organization) {
            granted = decision(on: need, in: organization, by: user)
            if case .deny = granted { return granted }
        }
        return granted
    }

    /// What ends the call toward both sides: BYE, or CANCEL of an INVITE that has no final answer. A call that another was asked to make
    /// (REFER) has no dialog of ours to end.
    func endOfCall(_ dialog: LiveDialog, at now: Moment) -> [Errand] {
        guard let member = pbx.member(marked: dialog.token.pbx), !dialog.phone.uri.isEmpty, !dialog.pbx.uri.isEmpty,
            dialog.event.isEmpty
        else { return [] }
        if !dialog.via.isEmpty { return cancel(dialog, member).map { [$0] } ?? [] }
        guard dialog.stage != .asked, !dialog.pbx.tag.isEmpty else { return [] }
        var errands = [
            Errand(
                purpose: .endCall,
                destination: Destination(.pbx, member.endpoint),
                target: dialog.pbx.target.isEmpty ? dialog.pbx.uri : dialog.pbx.target,
                routes: dialog.routes,
                from: dialog.phone,
                to: dialog.pbx,
                callID: dialog.callID,
                number: dialog.endNumber
            )
        ]
        if let phone = flow(of: dialog.token, at: now) {
            errands.append(
                Errand(
                    purpose: .endCall,
                    destination: Destination(.phone, phone),
                    target: dialog.phone.target.isEmpty ? dialog.phone.uri : dialog.phone.target,
                    from: dialog.pbx,
                    to: dialog.phone,
                    callID: dialog.callID,
                    // Its number must be larger than those that the phone has seen of the PBX, which may have been none.
                    number: dialog.pbx.cseq.flatMap { $0 < LiveDialog.numberUnheardOf ? $0 + 1 : nil }
                        ?? LiveDialog.numberUnheardOf
                )
            )
        }
        return errands
    }

    /// The INVITE's own Via says how it went.
    private func cancel(_ dialog: LiveDialog, _ member: PBX) -> Errand? {
        guard let number = dialog.opening?.number ?? dialog.phone.cseq else { return nil }
        let target = dialog.opening?.target ?? dialog.pbx.target
        let isTCP = dialog.via.starts(with: Array("SIP/2.0/TCP".utf8)) && member.endpoint.transport == .udp
        var caller = dialog.pbx
        caller.tag = []
        return Errand(
            purpose: .endCall,
            destination: Destination(.pbx, isTCP ? member.endpoint.by(.tcp) : member.endpoint),
            target: target.isEmpty ? dialog.pbx.uri : target,
            from: dialog.phone,
            to: caller,
            callID: dialog.callID,
            number: number,
            cancelled: dialog.via
        )
    }

    /// The refusal of what a phone or the PBX sends on a listening call whose right is gone, with which the call ends; nil when it may go on, and
    /// of what ends the call or completes an exchange.
    func endedListening(_ arrival: Arrival, _ method: Method, _ token: DialogToken) -> Outcome? {
        guard token.kind == .listening, method != .bye, method != .ack, method != .cancel else { return nil }
        let isFromPBX = isFromPBX(arrival.flow)
        let dialog = bindings.live(
            LiveKey(callID: arrival.callID, tag: isFromPBX ? arrival.toTag : arrival.fromTag)
        )
        let dialled =
            dialog?.pbx.uri
            ?? arrival.message.copy((isFromPBX ? arrival.fields.from : arrival.fields.to).uri.range)
        guard case .deny(let denial) = listening(by: token, dialled: dialled) else { return nil }
        var judgement = arrival.judgement(.reject, rule: denial.rule.identifier)
        judgement.question = .listen
        (judgement.watcher, judgement.organization) = user(of: token.watcher)
        judgement.how = .dialog
        judgement.target = token.resource
        var outcome = forbid(arrival, judged: judgement)
        if let dialog, let end = review(dialog, at: arrival.now) { outcome.actions += end.actions }
        return outcome
    }

    /// A call that the PBX has accepted after the right to it was gone: the PBX gets the ACK and a BYE, and the phone is refused.
    func acceptedTooLate(_ arrival: Arrival, _ status: Int, _ branch: Branch, to phone: Endpoint) -> Outcome? {
        guard branch.mark == .listening, arrival.fields.cseqMethod == .invite, (200..<300).contains(status) else {
            return nil
        }
        let dialog = liveDialog(of: arrival)
        guard
            case .deny(let denial)? = dialog.map({ listening(by: $0.token, dialled: $0.pbx.uri) })
                ?? listening(answer: arrival)
        else {
            return nil
        }
        var judgement = arrival.judgement(.revoke, rule: denial.rule.identifier)
        judgement.question = .listen
        let watcher = address(of: arrival.fields.from.uri, in: arrival.message)
        (judgement.watcher, judgement.organization) = watcher.map(user(of:)) ?? (nil, nil)
        judgement.target = dialog?.token.resource ?? dialledUser(arrival.fields.to.uri, arrival)?.canonical ?? []
        var outcome = Outcome(judgement, refusal(of: arrival, branch, to: phone))
        for errand in errands(after: arrival, dialog) { outcome.actions += actions(of: errand) }
        if let seen = sighting(ofListeningAnswer: arrival, status, branch) { outcome.actions.append(.live(seen)) }
        guard dialog?.stage != .ending else { return outcome }
        let ending = LiveSighting.What.ending(shift: dialog?.shift ?? 0)
        outcome.actions.append(
            .live(LiveSighting(ending, callID: arrival.callID, tag: arrival.fromTag, ofListening: true))
        )
        outcome.actions.append(.audit(record(judgement, of: arrival)))
        return outcome
    }

    /// A second acceptance of one INVITE, which makes another dialog (RFC 3261 §13.2.2.4): only one can be known, so this one ends at once, and the
    /// phone never hears of it.
    func acceptedTwice(_ arrival: Arrival, _ status: Int, _ branch: Branch) -> Outcome? {
        guard branch.mark == .listening, arrival.fields.cseqMethod == .invite, (200..<300).contains(status),
            let dialog = liveDialog(of: arrival), dialog.isListening,
            !dialog.isUnanswered, !dialog.pbx.tag.isEmpty, dialog.pbx.tag != arrival.toTag
        else { return nil }
        let judgement = arrival.judgement(.drop, rule: "accepted-twice")
        return Outcome(judgement, errands(after: arrival, nil).flatMap(actions(of:)))
    }

    /// What the policy says of an answer to a code, where the call is not known; nil where the answer does not tell which code it was.
    private func listening(answer arrival: Arrival) -> Decision? {
        guard let dialled = dialledUser(arrival.fields.to.uri, arrival) else { return nil }
        let found = listened(to: dialled)
        guard !found.isEmpty else { return nil }
        let watcher = address(of: arrival.fields.from.uri, in: arrival.message)
        let (user, organization) = watcher.map(user(of:)) ?? (nil, nil)
        return listening(to: found, user, organization)
    }

    /// The answer as a refusal, repeated until the phone acknowledges it.
    private func refusal(of arrival: Arrival, _ branch: Branch, to phone: Endpoint) -> [Action] {
        var edit = MessageEdit(arrival.message)
        edit.removeItem(arrival.vias[0])
        if branch.shift > 0 { writeNumber(&edit, arrival, arrival.fields.cseqNumber &- branch.shift) }
        keepAllowed(&edit, arrival, in: .subscription)
        edit.removeHeaders(.contact)
        edit.removeHeaders(.recordRoute)
        edit.removeBody()
        edit.replaceStatus(403, reason: "Forbidden")
        let sent = send(edit, to: Destination(.phone, phone), under: snapshot.passThrough(.response))
        guard !phone.transport.isReliable, case .forward(let bytes, let destination, under: _) = sent else {
            return [sent]
        }
        return [sent, .retransmit(bytes, to: destination, for: Transaction(arrival, with: phone, awaiting: .ack))]
    }

    /// The ACK and the BYE of a call that was just accepted (RFC 3261 §13.2.2.4): to its Contact, along its routes, which later answers need not name.
    private func errands(after arrival: Arrival, _ dialog: LiveDialog?) -> [Errand] {
        let message = arrival.message
        var phone = LiveDialog.Party()
        phone.uri = message.copy(arrival.fields.from.uri.range)
        phone.tag = arrival.fromTag
        var callee = LiveDialog.Party()
        callee.uri = message.copy(arrival.fields.to.uri.range)
        callee.tag = arrival.toTag
        var routes = message.items(of: .recordRoute).reversed().compactMap { item -> [UInt8]? in
            guard let route = wideAddress(item, in: message), !isOwn(route.uri, in: message) else { return nil }
            return Array("<".utf8) + message.copy(route.uriRange) + Array(">".utf8)
        }
        if routes.isEmpty, let dialog { routes = dialog.routes }
        let number = arrival.fields.cseqNumber
        return [(Errand.Purpose.acknowledge, number), (.endCall, number < LiveDialog.numberMax ? number + 1 : number)]
            .map { purpose, number in
                Errand(
                    purpose: purpose,
                    destination: Destination(backTo: arrival.flow),
                    target: arrival.fields.contact.map { message.copy($0.uriRange) } ?? callee.uri,
                    routes: routes,
                    from: phone,
                    to: callee,
                    callID: arrival.callID,
                    number: number
                )
            }
    }

    /// The phone's ACK of our refusal ends its repetition. It goes on all the same, since it may be for a refusal of the PBX.
    func acknowledged(_ outcome: Outcome, _ arrival: Arrival) -> Outcome {
        guard liveDialog(of: arrival)?.stage == .ending else {
            return outcome
        }
        var outcome = outcome
        let transaction = Transaction(arrival, with: arrival.flow.remote, awaiting: .ack)
        outcome.actions.append(.settle(transaction, isFinal: true))
        return outcome
    }
}
