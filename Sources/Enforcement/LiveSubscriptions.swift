import AccessPolicy
import SIPMessage

/// What the messages of a subscription show of it, for the live table.
extension Pipeline {
    /// What a SUBSCRIBE that goes to the PBX shows; `what` says whether it begins the subscription.
    func sighting(
        _ what: LiveSighting.What,
        of arrival: Arrival,
        _ token: DialogToken,
        _ disclosure: Disclosure
    ) -> LiveSighting? {
        guard isWatched(token) else { return nil }
        var sighting = LiveSighting(what, callID: arrival.callID, tag: arrival.fromTag, token: token)
        sighting.disclosure = disclosure
        sighting.phone = sender(of: arrival)
        sighting.lifetime = Limits.liveAskedSeconds
        let known = what == .asked ? nil : bindings.live(sighting.key)
        guard known == nil else { return sighting }
        sighting.pbx = receiver(of: arrival)
        sighting.event = forwardedEvent(of: arrival)
        if what != .asked { sighting.routes = routesBehind(arrival) }
        return sighting
    }

    /// What the PBX's answer to a SUBSCRIBE shows; nil while it is provisional.
    ///
    /// A 401 and its like are no end: the phone asks again, in the same call. What ends an established subscription is in RFC 6665 §4.1.2.2 and
    /// RFC 5057 §5.1; the answer must come from where the subscription is, because a phone may send its refresh elsewhere.
    func sighting(ofSubscribeAnswer arrival: Arrival, _ status: Int) -> LiveSighting? {
        let key = LiveKey(callID: arrival.callID, tag: arrival.fromTag)
        let known = bindings.live(key)
        switch status {
        case ..<200, 401, 407: return nil
        case ..<300: break
        default:
            guard let known, !known.isListening else { return nil }
            let isOver = Self.endsSubscription(status) && known.pbx.tag == arrival.toTag
            guard known.stage == .asked || isOver else { return nil }
            return LiveSighting(
                known.stage == .asked ? .refused : .ended,
                callID: arrival.callID,
                tag: arrival.fromTag,
                key: key
            )
        }
        let token = known?.token ?? recordedToken(in: arrival)
        guard let token, isWatched(token) else { return nil }
        var sighting = accepted(arrival, known, token, key)
        sighting.lifetime = Self.lifetime(arrival.fields.expires ?? Limits.liveSecondsDefault)
        return sighting
    }

    /// What a 2xx shows that makes a dialog, or that comes later in it.
    func accepted(_ arrival: Arrival, _ known: LiveDialog?, _ token: DialogToken, _ key: LiveKey) -> LiveSighting {
        let message = arrival.message
        var sighting = LiveSighting(.accepted, callID: arrival.callID, tag: arrival.fromTag, key: key)
        // A NOTIFY may have been faster, but it does not show the routes.
        if known?.routes.isEmpty ?? true { sighting.routes = recordedRoutes(arrival).reversed() }
        guard known == nil || known?.stage == .asked || known?.pbx.target.isEmpty == true else { return sighting }
        sighting.token = token
        sighting.pbx.uri = message.copy(arrival.fields.to.uri.range)
        sighting.pbx.tag = arrival.toTag
        sighting.pbx.target = arrival.fields.contact.map { message.copy($0.uri.range) } ?? []
        if known == nil { sighting.phone.uri = message.copy(arrival.fields.from.uri.range) }
        return sighting
    }

    /// Adds what a NOTIFY of the PBX shows to what becomes of it. Whatever is known already is compared where it stands and not copied: this is
    /// what most messages are.
    func seen(_ outcome: Outcome, notify arrival: Arrival, _ token: DialogToken?) -> Outcome {
        guard let token, isWatched(token), case .forward? = outcome.actions.first else { return outcome }
        var outcome = outcome
        let state = arrival.fields.subscriptionState
        if let state, arrival.message.equals(state.state, lowercase: "terminated") {
            outcome.actions.append(.live(LiveSighting(.ended, callID: arrival.callID, tag: arrival.toTag)))
            return outcome
        }
        var sighting = LiveSighting(.told, callID: arrival.callID, tag: arrival.toTag)
        sighting.disclosure = outcome.judgement.disclosure
        sighting.pbx.cseq = arrival.fields.cseqNumber
        sighting.lifetime = state?.expires.map(Self.lifetime)
        let known = bindings.live(sighting.key)
        if let known, isKnown(arrival, in: known, token) {
            outcome.actions.append(.live(sighting))
            return outcome
        }
        sighting.token = token
        fill(&sighting, fromPBX: arrival, known)
        if known == nil, sighting.lifetime == nil { sighting.lifetime = Self.lifetime(Limits.liveSecondsDefault) }
        outcome.actions.append(.live(sighting))
        return outcome
    }

    /// What the phone's answer to a NOTIFY shows: after some refusals the PBX sends no more (RFC 6665 §4.2.2, RFC 5057 §5.1). One that does
    /// nevertheless makes it known again by its next NOTIFY.
    func sighting(ofNotifyAnswer arrival: Arrival, _ status: Int) -> LiveSighting? {
        guard Self.endsSubscription(status) else { return nil }
        let key = LiveKey(callID: arrival.callID, tag: arrival.toTag)
        guard let known = bindings.live(key), !known.isListening else { return nil }
        return LiveSighting(.ended, callID: arrival.callID, tag: arrival.toTag, key: key)
    }

    /// Whether a token's dialog is a subscription that shows a person's state, and so must end with the right to it.
    private func isWatched(_ token: DialogToken) -> Bool {
        guard case .subscription(let package) = token.kind else { return false }
        return package.isMonitored || package.treatment == .own
    }

    private static func endsSubscription(_ status: Int) -> Bool {
        switch status {
        case 404, 405, 410, 416, 480...485, 489, 501, 604: true
        default: false
        }
    }

    /// For how long a subscription is remembered that ends in so many seconds.
    private static func lifetime(_ seconds: UInt32) -> UInt32 {
        min(seconds, Limits.liveSecondsMax) + Limits.liveGraceSeconds
    }

    /// Whether a NOTIFY shows nothing of the dialog's parties that is not known.
    private func isKnown(_ arrival: Arrival, in known: LiveDialog, _ token: DialogToken) -> Bool {
        let (message, fields) = (arrival.message, arrival.fields)
        guard known.stage != .asked, known.token == token,
            fields.from.tag.map({ message.holds($0, known.pbx.tag) }) == true,
            fields.contact.map({ message.holds($0.uri.range, known.pbx.target) }) ?? true,
            message.first(.event).map({ message.holds($0.valueRange, known.event) }) ?? true
        else { return false }
        if let uri = fields.requestURI, message.holds(uri.range, known.phone.target) { return true }
        // A Contact of ours stands for the phone's, which its SUBSCRIBE has shown.
        return pbx.member(marked: token.pbx)?.contact == .rewrite && !known.phone.target.isEmpty
    }

    /// The value of Event as the PBX gets it.
    private func forwardedEvent(of arrival: Arrival) -> [UInt8] {
        let message = arrival.message
        return arrival.fields.event.flatMap { trimmed($0, in: message) }
            ?? message.first(.event).map { message.copy($0.valueRange) } ?? []
    }
}
