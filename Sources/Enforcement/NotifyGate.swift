import AccessPolicy
import EventBody
import SIPMessage

extension Pipeline {
    /// A NOTIFY of the PBX, judged anew under the policy in force: whole, rebuilt to the bare status, or turned into the end of the subscription.
    func notify(_ arrival: Arrival, _ token: DialogToken?, to phone: Endpoint) -> Outcome {
        let package = package(of: arrival, token)
        if package == .unknown, !isSubscriptionToKnown(token) {
            return refuse(arrival, 489, "Bad Event", rule: "unknown-package")
        }
        if package.treatment == .passed || package.treatment == .commandFromPBX, carriesNoState(arrival, package) {
            if token.map(hidesCallers) ?? false {
                let permit = snapshot.passThrough(.signalling)
                return Outcome(
                    judgedWithoutCallers(arrival),
                    [toPhone(arrival, phone, under: permit, hidesCallers: true)]
                )
            }
            return pass(arrival, statusFragment(of: arrival), to: phone)
        }
        guard let subscription = subscription(of: arrival, token, package, at: phone) else {
            return refuse(arrival, 481, "Subscription Does Not Exist", rule: "notify-without-resource")
        }
        return notify(arrival, subscription, to: phone)
    }

    /// A NOTIFY that is not monitoring: as it is, but for the headers that a transfer's fragment may hold.
    private func pass(_ arrival: Arrival, _ fragment: StatusFragment, to phone: Endpoint) -> Outcome {
        var judgement = arrival.judgement(.forward, rule: "package-not-monitoring")
        let action = toPhone(arrival, phone, under: snapshot.passThrough(.signalling), fragment: fragment)
        guard fragment != .plain else { return Outcome(judgement, [action]) }
        judgement.verdict = .rebuild
        judgement.rule = "transfer-status"
        return Outcome(judgement, [action, .audit(record(judgement, of: arrival))])
    }

    private func statusFragment(of arrival: Arrival) -> StatusFragment {
        guard arrival.message.body.count > 0, let type = arrival.fields.contentType,
            MediaType(type, in: arrival.message).isSIPFragment
        else { return .plain }
        return StatusFragment(arrival.message.copy(arrival.message.body))
    }

    private func notify(_ arrival: Arrival, _ subscription: Subscription, to phone: Endpoint) -> Outcome {
        var judgement = arrival.judgement(.forward, rule: "subscription")
        judgement.watcher = subscription.watcher
        judgement.organization = subscription.organization
        judgement.target = subscription.resource.user.canonical
        judgement.question = .status
        let decision = rights(
            subscription.judged,
            subscription.resource,
            watcher: subscription.watcher,
            subscription.organization
        )
        switch decision {
        case .deny(let denial):
            judgement.rule = denial.rule.identifier
            judgement.verdict = .rebuild
            let permit = snapshot.passThrough(.endOfSubscription)
            let notify = RebuiltNotify.terminated(arrival, subscription)
            // To a PBX that has said so itself the phone's own answer will do.
            let state = arrival.fields.subscriptionState?.state
            let isOver = state.map { arrival.message.equals($0, lowercase: "terminated") } ?? false
            return rebuilt(notify, arrival, judgement, to: phone, under: permit, mark: isOver ? .plain : .revoked)
        case .permit(let permit):
            judgement.rule = permit.rule.identifier
            judgement.disclosure = permit.disclosure
            let list = list(arrival, subscription)
            let isWhole = subscription.isKnown && list?.isWhole ?? isWholeForFull(arrival)
            if permit.disclosure == .full, isWhole || snapshot.isOpenToAll {
                return Outcome(judgement, [toPhone(arrival, phone, under: permit)])
            }
            judgement.verdict = .rebuild
            judgement.disclosure = .status
            let notify = RebuiltNotify.status(arrival, subscription, list: list, keys: settings.keys)
            if let reason = notify.failure {
                judgement.rule = Judgement.failedClosed + reason.rawValue
            }
            return rebuilt(notify, arrival, judgement, to: phone, under: permit, mark: .plain)
        }
    }

    private func rebuilt(
        _ notify: RebuiltNotify,
        _ arrival: Arrival,
        _ judgement: Judgement,
        to phone: Endpoint,
        under permit: Permit,
        mark: Branch.Mark
    ) -> Outcome {
        let via = viaText(arrival, from: .phone, to: phone, branch: Branch(mark: mark))
        let bytes = notify.serialize(via: via, received: arrival.flow.remote, target: restoredTarget(of: arrival))
        return Outcome(
            judgement,
            [
                .forward(bytes, to: Destination(.phone, phone), under: permit),
                .audit(record(judgement, of: arrival)),
            ]
        )
    }

    /// The package: the Event header's; the subscription's own where a notifier leaves it out.
    private func package(of arrival: Arrival, _ token: DialogToken?) -> EventPackage {
        if let event = arrival.fields.event {
            return eventPackage(event, of: arrival)
        }
        if case .subscription(let package)? = token?.kind { return package }
        return .unknown
    }

    private func subscription(
        of arrival: Arrival,
        _ token: DialogToken?,
        _ package: EventPackage,
        at phone: Endpoint
    ) -> Subscription? {
        // From is the To of the SUBSCRIBE (RFC 3261 §12.2.1.1). Where it names another, a notifier has mixed up two subscriptions, and the token
        // of the one says nothing about the other.
        let from = dialledUser(arrival.fields.from.uri, arrival)
        if let token, case .subscription(let made) = token.kind, let resource = subscribedURI(of: token),
            from == nil || from == resource.user
        {
            let (watcher, organization) = user(of: token.watcher)
            return Subscription(
                package: made,
                resource: resource,
                watcher: watcher,
                organization: organization,
                statuses: organization.map(snapshot.statuses(of:)) ?? [],
                isKnown: made == package && from != nil
            )
        }
        // A dialog that we know nothing of: the resource is who the NOTIFY is from, the watcher whoever is registered there.
        guard let resource = subscribedURI(arrival.fields.from.uri, arrival) else { return nil }
        let bound = token?.watcher ?? bindings.addresses(at: phone, now: arrival.now).first
        let (watcher, organization) = bound.map(user(of:)) ?? (nil, nil)
        return Subscription(
            package: package,
            resource: resource,
            watcher: watcher,
            organization: organization,
            statuses: organization.map(snapshot.statuses(of:)) ?? [],
            isKnown: false
        )
    }

    private func isSubscriptionToKnown(_ token: DialogToken?) -> Bool {
        if case .subscription(let made)? = token?.kind { return made != .unknown }
        return false
    }

    /// Whether a NOTIFY of a package that is not monitoring has a body that cannot be a lamp in disguise. Of a package that the operator lists,
    /// any type will do that is not XML or a container of others.
    private func carriesNoState(_ arrival: Arrival, _ package: EventPackage) -> Bool {
        guard arrival.message.body.count > 0 else { return true }
        guard let type = arrival.fields.contentType, arrival.message.first(.contentEncoding) == nil else {
            return false
        }
        let media = MediaType(type, in: arrival.message)
        return media.isHarmless || (package == .listed && !media.mayHoldDocument)
    }

    /// Whether a body that is no resource list may go to a watcher with full disclosure as it is: it tells about one resource.
    private func isWholeForFull(_ arrival: Arrival) -> Bool {
        guard arrival.message.body.count > 0 else { return true }
        guard let type = arrival.fields.contentType else { return false }
        let media = MediaType(type, in: arrival.message)
        return !media.isMultipart && !media.isListDocument
    }
}
