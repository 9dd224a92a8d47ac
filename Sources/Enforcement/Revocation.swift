import AccessPolicy
import SIPMessage

/// What becomes of a dialog when the policy has changed: a right that is taken away takes with it what it had allowed.
extension Pipeline {
    /// Looks again at a dialog in which somebody watches or listens; nil when nothing is to be done about it.
    ///
    /// A subscription without right is ended toward the PBX as the phone would end it; the PBX's last NOTIFY is written anew for the phone as any
    /// other. Of a subscription of which less may be told from now on the PBX is asked to tell the state again. A call without right is ended
    /// toward both sides.
    func reviewed(_ dialog: LiveDialog, at now: Moment) -> Outcome? {
        switch (standing(of: dialog), dialog.stage) {
        case (nil, _): return nil
        case (.deny(let denial)?, .asked), (.deny(let denial)?, .standing):
            return end(dialog, rule: denial.rule.identifier, at: now, isFirst: true)
        case (.deny(let denial)?, .ending):
            guard case .sent(let sent)? = dialog.farewell, now.unixSeconds - sent.unixSeconds >= Limits.answerSeconds
            else { return nil }
            return end(dialog, rule: denial.rule.identifier, at: now, isFirst: false)
        case (.permit?, .ending):
            // The PBX has not ended it, and need not any more.
            guard dialog.farewell == .refused else { return nil }
            let restored = sighting(.restored, of: dialog)
            return Outcome(Judgement(.drop, rule: "right-given-back"), [.live(restored)])
        case (.permit?, .standing) where dialog.isListening:
            // What nothing was seen of for so long would be forgotten, and so outlive any right; a PBX that has lost it says so.
            guard dialog.until.unixSeconds - now.unixSeconds <= Limits.listeningLastSeconds else { return nil }
            return end(dialog, rule: "listening-unseen", at: now, isFirst: true)
        case (.permit(let permit)?, .standing):
            guard dialog.disclosure == .full, permit.disclosure == .status else { return nil }
            return askForNews(dialog, rule: permit.rule.identifier, at: now)
        case (.permit?, .asked): return nil
        }
    }

    /// What the policy in force says of the right that a dialog rests on; nil for one that rests on none.
    private func standing(of dialog: LiveDialog) -> Decision? {
        let (user, organization) = user(of: dialog.token.watcher)
        switch dialog.token.kind {
        case .path, .call: return nil
        case .listening: return listening(by: dialog.token, dialled: dialog.pbx.uri)
        case .subscription(let package):
            guard package.treatment != .passed, package.treatment != .commandFromPBX else { return nil }
            guard let resource = SubscribedURI(dialog.token.resource, for: pbx.profile) else {
                return .deny(Denial(rule: .unknownDomain))
            }
            return rights(package, resource, watcher: user, organization)
        }
    }

    private func end(_ dialog: LiveDialog, rule: String, at now: Moment, isFirst: Bool) -> Outcome? {
        let isCall = dialog.token.kind == .listening
        let errands = isCall ? endOfCall(dialog, at: now) : endOfSubscription(dialog).map { [$0] } ?? []
        guard let first = errands.first else { return nil }
        let method = first.cancelled.isEmpty ? first.purpose.method : "CANCEL"
        let judgement = revocation(of: dialog, rule: rule, method: "\(method)")
        var actions = errands.flatMap(actions(of:))
        // A CANCEL takes no number, nor does what comes after the first BYE.
        let takesNumber = !isCall || dialog.via.isEmpty && dialog.endings == 0
        let shift = takesNumber ? dialog.nextNumber.shift : dialog.shift
        actions.append(.live(sighting(.ending(shift: shift), of: dialog)))
        if isFirst { actions.append(.audit(record(judgement, of: dialog))) }
        return Outcome(judgement, actions)
    }

    /// What ends a subscription that is not known, as after a restart, when its phone refreshes it without right: the phone, which is told that it
    /// is over, sends nothing more from which it could be learned.
    func endOfUnknown(_ arrival: Arrival, _ token: DialogToken) -> [Action] {
        guard liveDialog(of: arrival) == nil,
            let seen = sighting(.passed, of: arrival, token, .none), let dialog = LiveDialog(seen, now: arrival.now),
            let end = review(dialog, at: arrival.now)
        else { return [] }
        return [.live(seen)] + end.actions
    }

    func sighting(_ what: LiveSighting.What, of dialog: LiveDialog) -> LiveSighting {
        let tag = dialog.phone.tag
        return LiveSighting(what, callID: dialog.callID, tag: tag, key: dialog.key, ofListening: dialog.isListening)
    }

    /// The SUBSCRIBE that ends a subscription; nil while there is no dialog to send it in, or nobody to send it to.
    private func endOfSubscription(_ dialog: LiveDialog) -> Errand? {
        guard dialog.stage != .asked else { return nil }
        return subscribe(dialog, .endSubscription, number: dialog.nextNumber.number, seconds: 0)
    }

    /// Asks for the state again, for as long as the subscription lasts anyway. Where the phone's numbers are not known, it is not asked: what the
    /// phone sends next could not be moved behind it.
    private func askForNews(_ dialog: LiveDialog, rule: String, at now: Moment) -> Outcome? {
        let left = dialog.until.unixSeconds - Int64(Limits.liveGraceSeconds) - now.unixSeconds
        let (number, shift) = dialog.nextNumber
        guard left > 0, number != LiveDialog.numberUnheardOf,
            let errand = subscribe(dialog, .news, number: number, seconds: left)
        else { return nil }
        var judgement = revocation(of: dialog, rule: rule, method: "SUBSCRIBE")
        judgement.disclosure = .status
        var sighting = sighting(.refreshing(shift: shift), of: dialog)
        sighting.disclosure = .status
        return Outcome(judgement, actions(of: errand) + [.live(sighting)])
    }

    private func subscribe(_ dialog: LiveDialog, _ purpose: Errand.Purpose, number: UInt32, seconds: Int64) -> Errand? {
        guard let member = pbx.member(marked: dialog.token.pbx), !dialog.pbx.tag.isEmpty, !dialog.phone.uri.isEmpty,
            !dialog.pbx.uri.isEmpty, let contact = contact(of: dialog, member)
        else { return nil }
        var errand = Errand(
            purpose: purpose,
            destination: Destination(.pbx, member.endpoint),
            target: dialog.pbx.target.isEmpty ? dialog.token.resource : dialog.pbx.target,
            routes: dialog.routes,
            from: dialog.phone,
            to: dialog.pbx,
            callID: dialog.callID,
            number: number
        )
        // Some notifiers replace their route set on a refresh.
        if let token = dialog.token.with(contact: [])
            .encode(callID: dialog.callID.span, tag: dialog.phone.tag.span, keys: settings.keys)
        {
            errand.recordRoutes = recordRoutes(token, towards: .pbx, phone: dialog.token.phone, member.endpoint)
        }
        errand.headers = [("Contact", contact)]
        if !dialog.event.isEmpty { errand.headers.append(("Event", dialog.event)) }
        errand.headers.append(("Expires", Array("\(seconds)".utf8)))
        let accepted = dialog.token.accepted
        if !accepted.isEmpty { errand.headers.append(("Accept", Array(accepted.text.utf8))) }
        if !accepted.isDisjoint(with: .lists) { errand.headers.append(("Supported", Array("eventlist".utf8))) }
        return errand
    }

    /// The phone's Contact as its PBX knows it, in brackets. Of one that has not been seen, where its phone is.
    private func contact(of dialog: LiveDialog, _ member: PBX) -> [UInt8]? {
        var uri = dialog.phone.target.isEmpty ? dialog.token.contact : dialog.phone.target
        if uri.isEmpty {
            let phone = dialog.token.phone
            let transport = phone.transport == .udp ? "" : ";transport=\(phone.transport.parameter)"
            uri = Array("sip:\(phone.text)\(transport)".utf8)
        }
        guard member.contact == .rewrite else { return Array("<".utf8) + uri + Array(">".utf8) }
        let user = StandaloneURI(uri)?.address.split(separator: UInt8(ascii: "@"), maxSplits: 1)
        return ownContact(
            for: uri,
            user: user.flatMap { $0.count == 2 ? Array($0[0].drop { $0 != UInt8(ascii: ":") }.dropFirst()) : nil },
            callID: dialog.callID,
            tag: dialog.phone.tag,
            member.endpoint,
            dialog.token
        )
    }

    /// The judgement of a dialog whose right is gone.
    func revocation(of dialog: LiveDialog, rule: String, method: String) -> Judgement {
        var judgement = Judgement(.revoke, rule: rule, method: method)
        (judgement.watcher, judgement.organization) = user(of: dialog.token.watcher)
        judgement.how = .dialog
        if dialog.token.kind == .listening {
            judgement.question = .listen
            judgement.target = dialog.token.resource
        } else {
            judgement.question = .status
            judgement.target = SubscribedURI(dialog.token.resource, for: pbx.profile)?.user.canonical ?? []
        }
        return judgement
    }

    /// A record of it. Who is no user any more is still named, by what the dialog was made with.
    func record(_ judgement: Judgement, of dialog: LiveDialog) -> AuditRecord {
        let watcher = dialog.token.watcher
        return AuditRecord(
            organization: judgement.organization.map(snapshot.name(of:))
                ?? String(decoding: watcher.host, as: UTF8.self),
            watcher: judgement.watcher.map(snapshot.name(of:)) ?? String(decoding: watcher.user, as: UTF8.self),
            target: String(decoding: judgement.target, as: UTF8.self),
            question: judgement.question,
            verdict: judgement.verdict,
            disclosure: judgement.disclosure,
            rule: judgement.rule,
            method: judgement.method,
            callID: String(decoding: dialog.callID.prefix(Limits.auditCallIDBytesMax), as: UTF8.self),
            source: dialog.token.phone
        )
    }
}
