import AccessPolicy
import SIPMessage

extension Pipeline {
    /// A request of a phone that claims to be in a dialog. It must bring our token, because the dialogs that there are all came through us;
    /// a To-tag alone proves nothing (AST-2016-009).
    func inDialogFromPhone(_ arrival: Arrival, _ method: Method) -> Outcome {
        // A registration's token is made before the PBX has believed the name in it, and says nothing of a dialog.
        guard let own = ownToken(in: arrival), own.kind != .path,
            own.kind != .listening || isOfSender(own, arrival)
        else {
            // The ACK of the PBX's own refusal follows its INVITE, and carries no Route (RFC 3261 §17.1.1.3).
            if method == .ack { return acknowledged(pass(arrival), arrival) }
            return refuse(arrival, 481, "Call/Transaction Does Not Exist", rule: "no-dialog-of-ours")
        }
        // What is under the name of a listening call is of that, whatever other token it brings.
        let token = listeningCall(of: arrival)?.token ?? own
        if !mayUse(token, arrival) {
            let mover = identify(arrival)
            guard isParty(mover, to: token) else {
                return turnAway(arrival, mover, judged: arrival.judgement(.reject, rule: "dialog-of-another"))
            }
        }
        if arrival.fields.cseqNumber > Limits.phoneCSeqMax, token.kind == .listening || takesNumber(method) {
            return refuse(arrival, 400, "Bad Request", rule: "cseq-too-high")
        }
        if let ended = endedListening(arrival, method, token) { return ended }
        return seen(passed(arrival, method, token), onListening: arrival, token)
    }

    /// Whether a request leaves its sender in the dialog with higher numbers only. By which token, and in whose spelling of the tags, a PBX is brought to
    /// the highest number of all, nobody could tell afterwards, and no BYE of ours would be heard.
    private func takesNumber(_ method: Method) -> Bool { method != .bye && method != .ack && method != .cancel }

    private func passed(_ arrival: Arrival, _ method: Method, _ token: DialogToken) -> Outcome {
        switch method {
        case .subscribe: refresh(arrival, token)
        case .invite: invite(arrival, by: party(to: token, arrival), in: token)
        case .refer: transfer(arrival, token)
        case .notify: notifyFromPhone(arrival, token)
        case .register, .publish: refuse(arrival, 403, "Forbidden", rule: "no-such-request-in-a-dialog")
        case .other: refuseMethod(arrival)
        case .info where isListening(token, arrival) && mayPressKeys(arrival.message):
            forbid(arrival, judged: onListening(arrival, token, rule: "keys-on-a-listening-call"))
        case .ack, .bye, .cancel, .options, .info, .message, .update, .prack: passInDialog(arrival, token)
        }
    }

    /// A transfer. Whom a listening call would be given to has no right to it, or would not be known to listen.
    private func transfer(_ arrival: Arrival, _ token: DialogToken) -> Outcome {
        let outcome = refer(arrival, by: party(to: token, arrival), in: token)
        guard token.kind == .listening, outcome.judgement.verdict == .forward else { return outcome }
        return forbid(arrival, judged: onListening(arrival, token, rule: "transfer-of-a-listening-call"))
    }

    func passInDialog(_ arrival: Arrival, _ token: DialogToken) -> Outcome {
        let judgement = arrival.judgement(.forward, rule: "signalling-in-dialog")
        return routed(arrival, in: token, judged: judgement) { pbx in
            toPBXInDialog(arrival, token, pbx, under: snapshot.passThrough(.signalling), judged: judgement)
        }
    }

    /// A SUBSCRIBE in its dialog: judged again, and for the same resource, package and watcher as the first.
    private func refresh(_ arrival: Arrival, _ token: DialogToken) -> Outcome {
        guard case .subscription(let package) = token.kind else {
            return refuse(arrival, 403, "Forbidden", rule: "dialog-is-no-subscription")
        }
        var judgement = arrival.judgement(.forward, rule: "subscription-refresh")
        let (user, organization) = self.user(of: token.watcher)
        judgement.watcher = user
        judgement.how = .dialog
        judgement.organization = organization
        guard let event = arrival.fields.event,
            eventPackage(event, of: arrival) == package,
            let resource = subscribedURI(of: token), isAbout(resource, arrival, organization, by: user),
            isFromWatcher(of: token, arrival, organization)
        else {
            judgement.rule = "refresh-of-another-subscription"
            return forbid(arrival, judged: judgement)
        }
        guard credentialsFit(token.watcher, organization, arrival) else {
            judgement.rule = "credentials-of-another"
            return forbid(arrival, judged: judgement)
        }
        judgement.target = resource.user.canonical
        let asked = AskedTypes(package, in: arrival.message)
        // Phones leave Accept out of a refresh; another one might bring what the first was not judged for.
        if token.kind.hasAccepted, asked.isSaid, asked.types != token.accepted {
            judgement.rule = "refresh-with-another-accept"
            return forbid(arrival, judged: judgement)
        }
        let decision = rights(package, resource, watcher: user, organization)
        if package.treatment != .passed { judgement.question = .status }
        switch decision {
        case .permit(let permit):
            judgement.rule = permit.rule.identifier
            judgement.disclosure = permit.disclosure
            if isEnding(arrival) {
                judgement.rule = "subscription-ended"
                return refuse(arrival, 481, "Subscription Does Not Exist", judged: judgement)
            }
            do throws(SubscriptionRefusal) {
                let changes = try changes(of: arrival, asked, watcher: user, organization)
                return refreshed(arrival, token, changes, under: permit, judgement)
            } catch {
                return refuse(arrival, error, judged: judgement)
            }
        case .deny(let denial):
            judgement.rule = denial.rule.identifier
            guard arrival.fields.expires == 0 else {
                // Not 403, after which a phone holds on to what it has until that expires.
                var outcome = refuse(arrival, 481, "Subscription Does Not Exist", judged: judgement)
                outcome.actions.append(.audit(record(outcome.judgement, of: arrival)))
                outcome.actions += endOfUnknown(arrival, token)
                return outcome
            }
            // Ending what one may no longer have is always allowed; the last NOTIFY is stripped of its state.
            let changes = SubscriptionChanges(asked: asked)
            return refreshed(arrival, token, changes, under: snapshot.passThrough(.signalling), judgement)
        }
    }

    /// Whether we are ending the subscription, and the PBX has not refused to: whoever has the right again begins anew.
    private func isEnding(_ arrival: Arrival) -> Bool {
        guard let dialog = liveDialog(of: arrival), dialog.stage == .ending, dialog.pbx.tag == arrival.toTag else {
            return false
        }
        return dialog.farewell != .refused && arrival.fields.expires != 0
    }

    private func refreshed(
        _ arrival: Arrival,
        _ token: DialogToken,
        _ changes: SubscriptionChanges,
        under permit: Permit,
        _ judgement: Judgement
    ) -> Outcome {
        routed(arrival, in: token, judged: judgement) { pbx in
            toPBXInDialog(arrival, token, pbx, under: permit, trimming: .subscription(changes), judged: judgement)
                .seen(sighting(.passed, of: arrival, token, judgement.disclosure))
        }
    }

    /// Whether From names who has subscribed. Of who had proven nothing nothing is known.
    private func isFromWatcher(of token: DialogToken, _ arrival: Arrival, _ organization: OrganizationID?) -> Bool {
        guard !token.watcher.user.isEmpty else { return true }
        guard let from = address(of: arrival.fields.from.uri, in: arrival.message) else { return false }
        return from.user == token.watcher.user && snapshot.organization(domain: from.host.span) == organization
    }

    /// Whether To, Request-URI and, for a shared line, Contact of a refresh name what was subscribed to. The Request-URI is the PBX's own
    /// Contact, so it may also name nobody of the policy.
    private func isAbout(
        _ resource: SubscribedURI,
        _ arrival: Arrival,
        _ organization: OrganizationID?,
        by user: UserID?
    ) -> Bool {
        let host = arrival.message.copy(arrival.fields.to.uri.host)
        guard dialledUser(arrival.fields.to.uri, arrival) == resource.user,
            snapshot.organization(domain: host.span) == snapshot.organization(domain: resource.host.span)
        else { return false }
        guard let organization else { return true }
        if let named = arrival.fields.requestURI.flatMap({ dialledUser($0, arrival) }) {
            let others = named.forms.filter { !resource.user.forms.contains($0) }
            guard !others.contains(where: { snapshot.knows($0.span, in: organization) }) else { return false }
        }
        return contactAgrees(arrival, resource.user, user, organization)
    }

    /// Whether the credentials in a dialog are its watcher's; a name that is nobody's may be that of a server before us.
    private func credentialsFit(
        _ watcher: AddressOfRecord,
        _ organization: OrganizationID?,
        _ arrival: Arrival
    ) -> Bool {
        guard let organization else { return true }
        switch Credentials(of: arrival.message) {
        case .none: return true
        case .unreadable: return false
        case .names(let names):
            return names.allSatisfy {
                !isSomebody($0, in: organization) || isUserName($0, of: watcher, organization)
            }
        }
    }

    /// What the watcher of a subscription may see of its resource now.
    func rights(
        _ package: EventPackage,
        _ resource: SubscribedURI,
        watcher: UserID?,
        _ organization: OrganizationID?
    ) -> Decision {
        switch package.treatment {
        case .passed:
            return .permit(snapshot.passThrough(.signalling))
        case .refused, .commandFromPBX:
            return .deny(Denial(rule: .unidentifiedWatcher))
        case .own:
            if let permit = unenforcedRights(resource, watcher: watcher) { return .permit(permit) }
            guard let organization, let watcher, isWithin(organization, resource.user),
                resource.user.forms.allSatisfy({ snapshot.owns($0.span, in: organization, watcher) })
            else { return .deny(Denial(rule: .unidentifiedWatcher)) }
            return .permit(snapshot.passThrough(.ownService))
        case .monitored:
            if let permit = unenforcedRights(resource, watcher: watcher) { return .permit(permit) }
            guard let organization, let watcher else { return .deny(Denial(rule: .unidentifiedWatcher)) }
            guard snapshot.organization(domain: resource.host.span) == organization,
                isWithin(organization, resource.user)
            else {
                return .deny(Denial(rule: .otherOrganization))
            }
            return disclosure(of: resource.user, in: organization, to: watcher)
        }
    }

    /// Commands that only a PBX may give a phone are refused; other NOTIFYs of a phone in its own dialog pass.
    private func notifyFromPhone(_ arrival: Arrival, _ token: DialogToken) -> Outcome {
        guard let event = arrival.fields.event,
            eventPackage(event, of: arrival).treatment
                != .commandFromPBX
        else { return refuse(arrival, 403, "Forbidden", rule: "command-from-phone") }
        guard !tellsKeys(arrival) else { return refuse(arrival, 403, "Forbidden", rule: "keys-by-notify") }
        return passInDialog(arrival, token)
    }

    /// Who the token says began the dialog; whoever the request proves to be where nothing had been proven then.
    private func party(to token: DialogToken, _ arrival: Arrival) -> Sender {
        guard !token.watcher.user.isEmpty else { return identify(arrival) }
        let (user, organization) = self.user(of: token.watcher)
        return Sender(
            address: token.watcher,
            organization: organization,
            user: user,
            failure: "not-a-user",
            how: .dialog
        )
    }

    private func isParty(_ sender: Sender, to token: DialogToken) -> Bool {
        guard !token.watcher.user.isEmpty, let user = sender.user else { return false }
        return user == self.user(of: token.watcher).user
    }

    /// The token of ours in the message's Route, if it belongs to this dialog.
    func ownToken(in arrival: Arrival) -> DialogToken? {
        guard let range = ownTokenRange(in: arrival) else { return nil }
        let (fromTag, toTag) = (arrival.fromTag, arrival.toTag)
        return arrival.message.withBytes(range) { text in
            DialogToken(
                text,
                callID: arrival.callID.span,
                tag: fromTag.span,
                otherTag: toTag.span,
                keys: settings.keys
            )
        }
    }

    /// Whether a token was made for the side that sends this, and not for the other one.
    private func isOfSender(_ token: DialogToken, _ arrival: Arrival) -> Bool {
        guard let range = ownTokenRange(in: arrival) else { return false }
        let tag = arrival.fromTag
        return arrival.message.withBytes(range) { text in
            DialogToken(text, callID: arrival.callID.span, tag: tag.span, otherTag: tag.span, keys: settings.keys)
        } == token
    }

    /// Where a token would stand: the user part of the first Route of ours that has one.
    func ownTokenRange(in arrival: Arrival) -> ByteRange? {
        for item in arrival.message.items(of: .route) {
            guard let route = wideAddress(item, in: arrival.message), isOwn(route.uri, in: arrival.message),
                let user = route.uri.user
            else { continue }
            return user
        }
        return nil
    }
    func isOwn(_ uri: SIPURI, in message: SIPMessage) -> Bool {
        settings.addresses.contain(uri.host, port: uri.port, in: message)
    }

    /// Whether a URI's host and port are those of a PBX of ours.
    func isPBX(_ uri: SIPURI, in message: SIPMessage) -> Bool {
        let host = message.copy(uri.host)
        return Endpoint(literal: host.span, port: uri.port ?? 5060).map { pbx.member(at: $0) != nil } ?? false
    }

    /// Whether the phone of a token is registered as somebody else's now: a NAT has given its port away.
    func isTaken(_ token: DialogToken, at now: Moment) -> Bool {
        let bound = bindings.addresses(at: token.phone, now: now)
        guard !token.watcher.user.isEmpty, !bound.isEmpty, !bound.contains(token.watcher) else { return false }
        guard let organization = snapshot.organization(domain: token.watcher.host.span) else { return true }
        return !bound.contains { isPerson($0, token.watcher, in: organization) }
    }

    /// A token is good on the flow that it was made for, and on another flow of the same person (a NAT may have moved the phone).
    private func mayUse(_ token: DialogToken, _ arrival: Arrival) -> Bool {
        if token.phone == arrival.flow.remote, !isTaken(token, at: arrival.now) { return true }
        guard !token.watcher.user.isEmpty,
            let organization = snapshot.organization(domain: token.watcher.host.span)
        else { return false }
        return bindings.addresses(at: arrival.flow.remote, now: arrival.now).contains {
            isSame($0, token.watcher, in: organization)
        }
    }
}
