import AccessPolicy
import SIPMessage

extension Pipeline {
    /// A SUBSCRIBE that begins a subscription: forwarded if the watcher may see at least the status, else 403 and the PBX sees nothing.
    func subscribe(_ arrival: Arrival) -> Outcome {
        guard let event = arrival.fields.event else { return refuse(arrival, 489, "Bad Event", rule: "no-event") }
        let package = eventPackage(event, of: arrival)
        let sender = identify(arrival)
        var judgement = arrival.judgement(.forward, rule: "subscription", by: sender)
        guard let resource = resource(of: arrival) else {
            judgement.rule = "target-mismatch"
            return forbid(arrival, judged: judgement)
        }
        judgement.target = resource.canonical
        switch package.treatment {
        case .refused, .commandFromPBX:
            judgement.rule = "unknown-package"
            return refuse(arrival, 489, "Bad Event", judged: judgement)
        case .passed:
            judgement.rule = "package-not-monitoring"
            guard
                package != .messageSummary || isOwnOrNobodys(resource, sender, arrival)
                    || opens(resource, in: organization(of: resource, arrival), to: sender.user)
            else {
                judgement.rule = "mailbox-of-another"
                return turnAway(arrival, sender, judged: judgement)
            }
            return admit(arrival, package, sender, judgement, under: snapshot.passThrough(.signalling))
        case .own:
            judgement.question = .status
            if let guest = guest(sender, arrival), self.organization(of: resource, arrival) == guest.organization,
                opens(resource, in: guest.organization, to: nil)
            {
                judgement.disclosure = .full
                return admit(arrival, package, guest, judgement, under: snapshot.passThrough(.ownService))
            }
            guard let user = sender.user, let organization = sender.organization,
                self.organization(of: resource, arrival) == organization,
                resource.forms.allSatisfy({ snapshot.owns($0.span, in: organization, user) })
            else {
                judgement.rule = sender.user == nil ? sender.failure : "owner-only"
                return turnAway(arrival, sender, judged: judgement)
            }
            judgement.rule = "own-package"
            judgement.disclosure = .full
            return admit(arrival, package, sender, judgement, under: snapshot.passThrough(.ownService))
        case .monitored:
            return monitor(arrival, package, resource, sender, judgement)
        }
    }

    private func monitor(
        _ arrival: Arrival,
        _ package: EventPackage,
        _ resource: DialledUser,
        _ sender: Sender,
        _ judged: Judgement
    ) -> Outcome {
        var judgement = judged
        judgement.question = .status
        if let outcome = monitorUnenforced(arrival, package, resource, sender, judgement) { return outcome }
        guard let user = sender.user, let organization = sender.organization else {
            judgement.rule = sender.failure
            return turnAway(arrival, sender, judged: judgement)
        }
        guard self.organization(of: resource, arrival) == organization else {
            judgement.rule = Rule.otherOrganization.identifier
            return forbid(arrival, judged: judgement)
        }
        guard contactAgrees(arrival, resource, user, organization) else {
            judgement.rule = "target-mismatch"
            return forbid(arrival, judged: judgement)
        }
        switch disclosure(of: resource, in: organization, to: user) {
        case .deny(let denial):
            judgement.rule = denial.rule.identifier
            return forbid(arrival, judged: judgement)
        case .permit(let permit):
            judgement.rule = permit.rule.identifier
            judgement.disclosure = permit.disclosure
            return admit(arrival, package, sender, judgement, under: permit)
        }
    }

    /// A sender who is no user of the organisation that it writes to, where that enforces nothing; nil anywhere else.
    private func monitorUnenforced(
        _ arrival: Arrival,
        _ package: EventPackage,
        _ resource: DialledUser,
        _ sender: Sender,
        _ judged: Judgement
    ) -> Outcome? {
        guard let home = organization(of: resource, arrival), snapshot.isOpen(home),
            sender.organization != home || sender.user == nil,
            let from = sender.user == nil ? guest(sender, arrival) : sender,
            contactAgrees(arrival, resource, sender.user, home),
            case .permit(let permit) = disclosure(of: resource, in: home, to: sender.user)
        else { return nil }
        var judgement = judged
        judgement.organization = home
        judgement.rule = permit.rule.identifier
        judgement.disclosure = permit.disclosure
        return admit(arrival, package, from, judgement, under: permit)
    }

    private func admit(
        _ arrival: Arrival,
        _ package: EventPackage,
        _ sender: Sender,
        _ judgement: Judgement,
        under permit: Permit
    ) -> Outcome {
        // There must be room for the numbers of what we may have to send in it.
        guard arrival.fields.cseqNumber <= Limits.phoneCSeqMax else {
            var judgement = judgement
            judgement.rule = "cseq-too-high"
            return refuse(arrival, 400, "Bad Request", judged: judgement)
        }
        let asked = AskedTypes(package, in: arrival.message)
        let changes: SubscriptionChanges
        do throws(SubscriptionRefusal) {
            changes = try self.changes(of: arrival, asked, watcher: sender.user, sender.organization)
        } catch {
            return refuse(arrival, error, judged: judgement)
        }
        return routed(arrival, judged: judgement) { pbx in
            let watcher = sender.address ?? AddressOfRecord(user: [], host: [])
            let token = DialogToken(
                kind: .subscription(package),
                pbx: pbx.mark,
                device: device(of: watcher, at: arrival.flow.remote, arrival.now),
                phone: arrival.flow.remote,
                watcher: watcher,
                resource: arrival.fields.requestURI.map { arrival.message.copy($0.range) } ?? [],
                accepted: asked.types
            )
            return toPBX(
                arrival,
                pbx,
                under: permit,
                anchor: .dialog(token),
                trimming: .subscription(changes),
                judged: judgement
            ).seen(sighting(.asked, of: arrival, token, permit.disclosure))
        }
    }

    /// The strictest answer over every form in which the PBX may read the resource.
    ///
    /// When the policy knows the resource under its plain form, other spellings count only if it knows them too.
    func disclosure(of resource: DialledUser, in organization: OrganizationID, to user: UserID?) -> Decision {
        var strictest: Permit?
        let isKnown = snapshot.knows(resource.canonical.span, in: organization)
        for (index, form) in resource.forms.enumerated() {
            if index > 0, isKnown, !snapshot.knows(form.span, in: organization) { continue }
            switch snapshot.monitoring(of: form.span, in: organization, by: user) {
            case .deny(let denial): return .deny(denial)
            case .permit(let permit):
                if let least = strictest, least.disclosure <= permit.disclosure { continue }
                strictest = permit
            }
        }
        return strictest.map(Decision.permit) ?? .deny(Denial(rule: .unknownDomain))
    }

    private func isOwnOrNobodys(_ resource: DialledUser, _ sender: Sender, _ arrival: Arrival) -> Bool {
        guard let organization = sender.organization, self.organization(of: resource, arrival) == organization else {
            return false
        }
        return resource.forms.allSatisfy { form in
            snapshot.owns(form.span, in: organization, sender.user)
                || snapshot.user(addressedAs: form.span, in: organization) == nil
        }
    }
}
