import AccessPolicy
import SIPMessage

/// `Replaces`: taking the place of a party in somebody's call (RFC 3891), which tells who the other one is.
///
/// A party may: it moves a call of its own. Anyone else picks up, and needs the callers of all whose call it is known to be. Of a call that is not
/// known, this stands in for it: a dialog's identifiers cannot be guessed, and who may see no more than the status of a person is never shown them.
/// What can be guessed, or names no dialog, needs the right over everyone.
extension Pipeline {
    /// The refusal of an INVITE with Replaces; nil when it has none, or may have it: the sender is a party, or the Request-URI, and To as well, name
    /// what the sender owns or sees the callers of.
    func refusedPickup(_ arrival: Arrival, by sender: Sender) -> Outcome? {
        guard let header = arrival.message.first(.replaces) else { return nil }
        var judgement = pickup(arrival, sender)
        // The dialog that the sender is in has been answered: there is nothing to take the place of.
        guard !arrival.isInDialog else {
            judgement.rule = "replaces-in-a-dialog"
            return forbid(arrival, judged: judgement)
        }
        let field = ReplacesField(arrival.message.copy(header.valueRange))
        if let refused = refusedTakeover(field, arrival, by: sender) { return refused }
        let resource = isDialog(field) ? resource(of: arrival) : nil
        judgement.target = resource?.canonical ?? []
        return refusal(arrival, judgement, by: sender) { organization, user in
            let parties = isDialog(field) ? self.parties(of: field) : nil
            if let user, let parties, isParty(user, parties) { return .permit(snapshot.passThrough(.signalling)) }
            guard let resource else { return snapshot.monitoringEveryone(in: organization, by: user) }
            let decision = self.callers(of: resource, arrival, in: organization, by: user)
            guard case .permit = decision, let parties else { return decision }
            return callers(ofAll: parties, in: organization, by: user) ?? decision
        }
    }

    /// Puts a `Replaces` that is let through on record: a call goes to the sender.
    func auditingPickup(_ outcome: Outcome, _ arrival: Arrival, by sender: Sender) -> Outcome {
        guard arrival.message.first(.replaces) != nil, outcome.judgement.verdict == .forward,
            outcome.judgement.question == .none
        else { return outcome }
        var judgement = pickup(arrival, sender)
        judgement.verdict = .forward
        judgement.rule = "replaces-allowed"
        judgement.target = resource(of: arrival)?.canonical ?? []
        var outcome = outcome
        outcome.actions.append(.audit(record(judgement, of: arrival)))
        return outcome
    }

    /// The refusal of an attended transfer; nil when it may be. The sender names a call of its own; where it is not known whose it is, knowing what
    /// it is called proves that.
    func refusedTransfer(_ field: ReplacesField, _ arrival: Arrival, by sender: Sender) -> Outcome? {
        if let refused = refusedTakeover(field, arrival, by: sender) { return refused }
        if isDialog(field) {
            guard let parties = parties(of: field) else { return nil }
            return refusal(arrival, pickup(arrival, sender), by: sender) { organization, user in
                if let user, isParty(user, parties) { return .permit(snapshot.passThrough(.signalling)) }
                return callers(ofAll: parties, in: organization, by: user)
                    ?? .permit(snapshot.passThrough(.signalling))
            }
        }
        return refusal(arrival, pickup(arrival, sender), by: sender) { organization, user in
            snapshot.monitoringEveryone(in: organization, by: user)
        }
    }

    /// The refusal of what would put another call in the place of one that listens: nobody would know that it listens, nor end it with the right.
    private func refusedTakeover(_ field: ReplacesField, _ arrival: Arrival, by sender: Sender) -> Outcome? {
        let call = [field.tags.to, field.tags.from].lazy
            .compactMap { bindings.live(LiveKey(callID: field.callID, tag: $0)) }.first(where: \.isListening)
        guard let call else { return nil }
        var judgement = pickup(arrival, sender)
        judgement.question = .listen
        judgement.target = call.token.resource
        judgement.rule = "replaces-a-listening-call"
        return forbid(arrival, judged: judgement)
    }

    /// The refusal of a request that names somebody's dialog as its reason (RFC 4538); nil when it names none, or may. Whose dialog that is
    /// nothing tells, so it needs the callers of everyone.
    func refusedTargetDialog(_ arrival: Arrival, by sender: Sender) -> Outcome? {
        guard arrival.message.first(.targetDialog) != nil else { return nil }
        return refusal(arrival, pickup(arrival, sender), by: sender) { organization, user in
            snapshot.monitoringEveryone(in: organization, by: user)
        }
    }

    private func refusal(
        _ arrival: Arrival,
        _ judged: Judgement,
        by sender: Sender,
        _ decide: (OrganizationID, UserID?) -> Decision
    ) -> Outcome? {
        if let place = guest(sender, arrival)?.organization, case .permit = decide(place, nil) { return nil }
        guard let user = sender.user, let organization = sender.organization else {
            return turnAway(arrival, sender, judged: judged)
        }
        guard case .deny(let denial) = decide(organization, user) else { return nil }
        var judgement = judged
        judgement.rule = denial.rule.identifier
        return forbid(arrival, judged: judgement)
    }

    /// The same for what a request names, which must be the sender's organisation's.
    private func callers(
        of resource: DialledUser,
        _ arrival: Arrival,
        in organization: OrganizationID,
        by user: UserID?
    ) -> Decision {
        // The next hop is our PBX whatever the host says; only one that is another organisation's means another's extension.
        let named = arrival.fields.requestURI.map { hosts(of: $0, resource, arrival) } ?? []
        let isElsewhere = named.contains { host in
            snapshot.organization(domain: host.span).map { $0 != organization } ?? false
        }
        guard !isElsewhere, isWithin(organization, resource) else {
            return .deny(Denial(rule: .otherOrganization))
        }
        return callers(of: resource, in: organization, by: user)
    }

    /// The connected callers of a resource or nothing: what shows the status alone does not count.
    func callers(of resource: DialledUser, in organization: OrganizationID, by user: UserID?) -> Decision {
        let decision = disclosure(of: resource, in: organization, to: user)
        guard decision.disclosure == .status else { return decision }
        return .deny(Denial(rule: decision.rule))
    }

    private func parties(of field: ReplacesField) -> CallParties? {
        bindings.parties(of: CallKey(callID: field.callID, field.tags.to, field.tags.from))
    }

    private func isParty(_ user: UserID, _ parties: CallParties) -> Bool {
        parties.believed.contains { self.user(of: $0).user == user }
    }

    /// The first denial among the parties' connected callers; nil when there is none.
    private func callers(ofAll parties: CallParties, in organization: OrganizationID, by user: UserID?) -> Decision? {
        for party in parties.seen {
            guard self.user(of: party).organization == organization else {
                return .deny(Denial(rule: .otherOrganization))
            }
            let resource = DialledUser(unescaped: party.user, for: pbx.profile)
            let decision = callers(of: resource, in: organization, by: user)
            if case .deny = decision { return decision }
        }
        return nil
    }

    /// Whether the value names a dialog by what cannot be guessed. chan_sip takes `pickup-` and the Call-ID of the sender's own subscription.
    private func isDialog(_ field: ReplacesField) -> Bool {
        field.isExact && !field.callID.map(ASCII.lowercased).starts(with: Array("pickup-".utf8))
    }

    private func pickup(_ arrival: Arrival, _ sender: Sender) -> Judgement {
        var judgement = arrival.judgement(.reject, rule: sender.failure, by: sender)
        judgement.question = .status
        return judgement
    }
}
