import AccessPolicy
import SIPMessage

/// Organisations in shadow mode. Every message is judged as if all policies were enforced, and that is what goes on record; where it would not have gone
/// on untouched it is judged once more in the view of the policy in which such organisations enforce nothing, and that is what happens.
extension Pipeline {
    /// The same in the view of the policy in which an organisation in shadow mode refuses nothing; nil when there is none such.
    private var unenforced: Pipeline? {
        snapshot.unenforced.map { view in
            var pipeline = self
            pipeline.snapshot = view
            return pipeline
        }
    }

    /// What becomes of a message, given what would become of it if every policy were enforced.
    func inShadow(_ enforced: Outcome, of arrival: Arrival, _ judge: (Pipeline) -> Outcome) -> Outcome {
        guard mayDiffer(enforced.judgement, arrival), let pipeline = unenforced else { return enforced }
        var actual = judge(pipeline)
        guard actual.effects != enforced.effects else { return enforced }
        let isKnown = liveDialog(of: arrival)?.isWithheld ?? false
        let records = enforced.records.filter { !isKnown || $0.verdict != .revoke }
        actual.judgement.withheld = WithheldVerdict(enforced.judgement)
        actual.actions = actual.effects + (actual.judgement.verdict == .reject ? actual.audits : [])
        actual.note(isWithheld: enforced.judgement.isRefusal)
        let organization = (actual.judgement.organization ?? enforced.judgement.organization).map(snapshot.name(of:))
        for record in records.isEmpty ? unrecorded(enforced, arrival) : records {
            actual.actions.append(.audit(record.inShadow(of: organization ?? "")))
        }
        return actual
    }

    /// What becomes of a dialog in which somebody watches or listens: nothing, where it would only have lost its right in an organisation that enforces
    /// nothing. That goes on record once.
    public func review(_ dialog: LiveDialog, at now: Moment) -> Outcome? {
        let enforced = reviewed(dialog, at: now)
        guard let pipeline = unenforced else { return enforced }
        var actual = pipeline.reviewed(dialog, at: now)
        if actual?.effects != enforced?.effects {
            guard let enforced, enforced.judgement.verdict == .revoke, !enforced.records.isEmpty, !dialog.isWithheld
            else { return actual }
            var judgement = Judgement(.forward, rule: Rule.shadow.identifier, method: enforced.judgement.method)
            judgement.withheld = WithheldVerdict(enforced.judgement)
            var outcome = actual ?? Outcome(judgement)
            outcome.actions.append(.live(sighting(.withheld(true), of: dialog)))
            outcome.actions += enforced.records.map { .audit($0.inShadow(of: "")) }
            return outcome
        }
        if enforced == nil, dialog.isWithheld {
            let judgement = Judgement(.drop, rule: "right-given-back")
            actual = Outcome(judgement, [.live(sighting(.withheld(false), of: dialog))])
            return actual
        }
        return enforced
    }

    /// Whether a message that is so judged could go otherwise where policies are not enforced: what goes on untouched does so in any case.
    private func mayDiffer(_ judgement: Judgement, _ arrival: Arrival) -> Bool {
        guard snapshot.unenforced != nil else { return false }
        return judgement.verdict != .forward || judgement.disclosure == .status
    }

    /// A refusal that is not put on record because it asks the sender who it is: where it does not, nobody would know.
    private func unrecorded(_ enforced: Outcome, _ arrival: Arrival) -> [AuditRecord] {
        let judgement = enforced.judgement
        guard judgement.verdict == .reject, judgement.question != .none else { return [] }
        return [record(judgement, of: arrival)]
    }

    // MARK: Senders that an organisation does not know

    /// A sender whom no policy knows, as nobody at the place that he writes to, if that enforces nothing; nil anywhere else. Nothing that is made
    /// for a guest ever proves who he is: its address-of-record has no user.
    func guest(_ sender: Sender, at host: [UInt8]) -> Sender? {
        guard snapshot.isUnenforced, sender.user == nil, let place = snapshot.organization(domain: host.span),
            snapshot.isOpen(place)
        else { return nil }
        if sender.address != nil, sender.organization == place { return sender }
        return Sender(
            address: AddressOfRecord(user: [], host: host),
            organization: place,
            user: nil,
            failure: sender.failure
        )
    }

    /// The same for what a request's Request-URI names.
    func guest(_ sender: Sender, _ arrival: Arrival) -> Sender? {
        guard snapshot.isUnenforced, let uri = arrival.fields.requestURI else { return nil }
        return guest(sender, at: arrival.message.copy(uri.host))
    }

    /// What a watcher gets of a subscription's resource without the policy of its organisation; nil where that is asked.
    func unenforcedRights(_ resource: SubscribedURI, watcher: UserID?) -> Permit? {
        guard snapshot.isUnenforced, let home = snapshot.organization(domain: resource.host.span),
            snapshot.isOpen(home), isWithin(home, resource.user),
            case .permit(let permit) = disclosure(of: resource.user, in: home, to: watcher), permit.disclosure == .full
        else { return nil }
        return permit
    }

    /// Whether a resource goes without the policy of its organisation, in every form in which the PBX may read it.
    func opens(_ resource: DialledUser, in home: OrganizationID?, to user: UserID?) -> Bool {
        guard snapshot.isUnenforced, let home else { return false }
        return resource.forms.allSatisfy { snapshot.opens($0.span, in: home, to: user) }
    }
}

extension Outcome {
    /// What is done besides keeping a record.
    var effects: [Action] {
        actions.filter { if case .audit = $0 { false } else { true } }
    }

    var audits: [Action] {
        actions.filter { if case .audit = $0 { true } else { false } }
    }

    var records: [AuditRecord] {
        actions.compactMap { if case .audit(let record) = $0 { record } else { nil } }
    }

    /// Takes down in what is seen of a dialog whether the policy would have refused it.
    fileprivate mutating func note(isWithheld: Bool) {
        actions = actions.map { action in
            guard case .live(var sighting) = action else { return action }
            sighting.isWithheld = isWithheld
            return .live(sighting)
        }
    }
}

extension Judgement {
    /// Whether it leaves the watcher nothing.
    fileprivate var isRefusal: Bool {
        switch verdict {
        case .reject, .drop, .revoke: true
        case .rebuild: question == .status && disclosure == .none
        case .forward: false
        }
    }
}
