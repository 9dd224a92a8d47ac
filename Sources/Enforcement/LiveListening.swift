import AccessPolicy
import NIOCore
import SIPMessage

/// What the messages of a listening call show of it, for the live table.
///
/// Who listens may want the call to be forgotten, so that it outlives the right to it. So of what a phone says nothing ends it, and nothing changes
/// where the PBX's side of it is.
extension Pipeline {
    /// Why a request that is allowed to listen does not go on; nil when it does. A second call under the Call-ID and tag of one that goes on would
    /// take its place in the table, and one that the table has no room for could not be ended.
    func refusedListening(_ arrival: Arrival, listeningTo listened: [UInt8], judged judgement: Judgement) -> Outcome? {
        var judgement = judgement
        if arrival.fields.cseqNumber > Limits.listeningCSeqMax {
            judgement.rule = "cseq-too-high"
            return refuse(arrival, 400, "Bad Request", judged: judgement)
        }
        guard let known = bindings.live(LiveKey(callID: arrival.callID, tag: arrival.fromTag)), known.isListening,
            known.until > arrival.now
        else {
            guard !bindings.isFullOfListening else {
                judgement.rule = "listening-calls-full"
                let wait = [("Retry-After", "\(Limits.retryAfterSeconds)")]
                return refuse(arrival, 503, "Service Unavailable", judged: judgement, headers: wait)
            }
            return nil
        }
        // The phone's repetition of the same request goes on.
        guard known.phone.cseq != arrival.fields.cseqNumber || known.token.resource != listened else { return nil }
        judgement.rule = "call-in-progress"
        return refuse(arrival, 482, "Loop Detected", judged: judgement)
    }

    /// What a request outside a dialog shows that was allowed to listen, once it has been sent: `forward` is that. Nil of any other.
    func sighting(ofListening arrival: Arrival, _ token: DialogToken, sent forward: Action?) -> LiveSighting? {
        guard token.kind == .listening else { return nil }
        var sighting = LiveSighting(.asked, callID: arrival.callID, tag: arrival.fromTag, token: token)
        sighting.disclosure = hidesCallers(token) ? .status : .full
        sighting.phone = sender(of: arrival)
        sighting.pbx = receiver(of: arrival)
        sighting.lifetime = Limits.listeningAskedSeconds
        if arrival.message.method == .refer {
            sighting.event = EventPackage.refer.name
        } else if case .forward(let bytes, to: _, under: _)? = forward {
            sighting.via = Self.topVia(of: bytes)
        }
        return sighting
    }

    /// What the PBX's answer on a listening call shows.
    func sighting(ofListeningAnswer arrival: Arrival, _ status: Int) -> LiveSighting? {
        let key = LiveKey(callID: arrival.callID, tag: arrival.fromTag)
        let known = bindings.live(key)
        switch arrival.fields.cseqMethod {
        case .invite where status < 200:
            // A PBX that keeps the caller waiting says so again and again (RFC 3261 §13.3.1.1), and may let them hear already.
            guard known?.isListening == true, status > 100 else { return nil }
            var sighting = LiveSighting(.passed, callID: arrival.callID, tag: arrival.fromTag, key: key)
            sighting.lifetime = Limits.listeningAskedSeconds
            return sighting
        case .invite where status < 300:
            guard let token = known?.token ?? recordedToken(in: arrival), token.kind == .listening else { return nil }
            var sighting = accepted(arrival, known, token, key)
            sighting.lifetime = Limits.listeningSeconds
            return sighting
        case .invite:
            // A challenged INVITE comes again, as a new one.
            guard known?.isListening == true, known?.isUnanswered == true else { return nil }
            return LiveSighting(.refused, callID: arrival.callID, tag: arrival.fromTag, key: key)
        case .bye:
            guard let known, known.bye.map({ $0 &+ known.shift }) == arrival.fields.cseqNumber,
                (200..<300).contains(status) || status == 481
            else { return nil }
            return LiveSighting(.ended, callID: arrival.callID, tag: arrival.fromTag, key: key)
        default: return nil
        }
    }

    /// Adds what a request of a phone in its listening call shows to what becomes of it.
    func seen(_ outcome: Outcome, onListening arrival: Arrival, _ token: DialogToken) -> Outcome {
        guard token.kind == .listening, case .forward? = outcome.actions.first, let method = arrival.message.method
        else { return outcome }
        var sighting = LiveSighting(.passed, callID: arrival.callID, tag: arrival.fromTag)
        let known = bindings.live(sighting.key)
        if let known, !known.pbx.tag.isEmpty, known.pbx.tag != arrival.toTag { return outcome }
        sighting.lifetime = Limits.listeningSeconds
        if method != .ack { sighting.phone.cseq = arrival.fields.cseqNumber }
        switch method {
        case .invite, .update:
            sighting.phone.target = arrival.fields.contact.map { arrival.message.copy($0.uri.range) } ?? []
        case .bye:
            if let known, isSentThere(arrival, known) { sighting.bye = arrival.fields.cseqNumber }
        default: break
        }
        guard known == nil else { return outcome.seen(sighting) }
        // What goes on after a restart that has lost it makes it known again; what only ends it does not.
        guard method != .bye, method != .ack else { return outcome }
        sighting.token = token
        sighting.phone = sender(of: arrival)
        sighting.pbx = receiver(of: arrival)
        sighting.routes = routesBehind(arrival)
        return outcome.seen(sighting)
    }

    /// Adds what a request of the PBX in a listening call shows to what becomes of it.
    func seen(_ outcome: Outcome, listeningFromPBX arrival: Arrival, _ token: DialogToken?) -> Outcome {
        guard let token, token.kind == .listening, arrival.isInDialog, case .forward? = outcome.actions.first,
            let method = arrival.message.method
        else { return outcome }
        var sighting = LiveSighting(.passed, callID: arrival.callID, tag: arrival.toTag)
        let known = bindings.live(sighting.key)
        if let known, !known.pbx.tag.isEmpty, known.pbx.tag != arrival.fromTag { return outcome }
        sighting.lifetime = Limits.listeningSeconds
        switch method {
        case .bye: sighting.what = .ended
        case .notify where known?.event.isEmpty == false:
            let state = arrival.fields.subscriptionState
            let isOver = state.map { arrival.message.equals($0.state, lowercase: "terminated") } ?? true
            sighting.what = isOver ? .ended : .told
            sighting.lifetime = Limits.listeningAskedSeconds
            sighting.pbx = sender(of: arrival)
        case .invite, .update: sighting.pbx = sender(of: arrival)
        case .ack, .cancel, .notify: break
        default: sighting.pbx.cseq = arrival.fields.cseqNumber
        }
        guard known == nil, method != .bye, method != .ack, method != .notify else { return outcome.seen(sighting) }
        sighting.token = token
        fill(&sighting, fromPBX: arrival, known)
        return outcome.seen(sighting)
    }

    /// What a phone's answer on its listening call shows: where it is now (RFC 3261 §12.2.1.2).
    func sighting(ofListeningPhone arrival: Arrival, _ status: Int) -> LiveSighting? {
        switch arrival.fields.cseqMethod {
        case .invite, .update: break
        default: return nil
        }
        guard (200..<300).contains(status), let contact = arrival.fields.contact else { return nil }
        let key = LiveKey(callID: arrival.callID, tag: arrival.toTag)
        guard bindings.live(key)?.isListening == true else { return nil }
        var sighting = LiveSighting(.passed, callID: arrival.callID, tag: arrival.toTag, key: key)
        sighting.phone.target = arrival.message.copy(contact.uri.range)
        sighting.lifetime = Limits.listeningSeconds
        return sighting
    }

    /// Whether a request's Request-URI is where the PBX's side of the dialog is: what goes elsewhere does not reach it.
    private func isSentThere(_ arrival: Arrival, _ known: LiveDialog) -> Bool {
        guard let uri = arrival.fields.requestURI else { return false }
        let named = StandaloneURI(arrival.message.copy(uri.range), limits: Self.wideLimits)
        return named != nil && named?.address == StandaloneURI(known.pbx.target, limits: Self.wideLimits)?.address
    }

    /// The value of the first header of a message of ours, which is our Via.
    private static func topVia(of bytes: ByteBuffer) -> [UInt8] {
        let lines = bytes.readableBytesView.split(separator: UInt8(ascii: "\n"), maxSplits: 2)
        guard lines.count > 1 else { return [] }
        return Array(lines[1].dropFirst("Via: ".utf8.count).prefix { $0 != UInt8(ascii: "\r") })
    }
}
