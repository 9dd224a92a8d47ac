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
        if arrival.fields.cseqNumber > Limits.phoneCSeqMax {
            judgement.rule = "cseq-too-high"
            return refuse(arrival, 400, "Bad Request", judged: judgement)
        }
        guard let known = liveDialog(of: arrival), known.isListening,
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
        let isRefer = arrival.message.method == .refer
        let isRepetition =
            known.token.resource == listened && isRefer == !known.event.isEmpty
            && known.opening?.branch == branch(of: arrival)
        guard !isRepetition else { return nil }
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
        guard case .forward(let bytes, to: _, under: _)? = forward else { return sighting }
        let (target, via) = Self.top(of: bytes)
        sighting.opening = LiveDialog.Opening(
            target: target,
            number: arrival.fields.cseqNumber,
            branch: branch(of: arrival)
        )
        if arrival.message.method == .refer { sighting.event = EventPackage.refer.name } else { sighting.via = via }
        return sighting
    }

    /// The branch that a request outside a dialog gets from us.
    private func branch(of arrival: Arrival) -> [UInt8] {
        Branch(mark: mark(of: arrival)).encode(for: arrival.branchOrigin, keys: settings.keys)
    }

    /// What the PBX's answer on a listening call shows.
    func sighting(ofListeningAnswer arrival: Arrival, _ status: Int, _ branch: Branch) -> LiveSighting? {
        let key = LiveKey(callID: arrival.callID, tag: arrival.fromTag)
        let known = bindings.live(key)
        switch arrival.fields.cseqMethod {
        case .invite where status < 200:
            // A PBX that keeps the caller waiting says so again and again (RFC 3261 §13.3.1.1), and may let them hear already.
            guard known?.isListening == true, status > 100 else { return nil }
            var sighting = answered(.passed, arrival, key)
            let isHeard = arrival.message.body.count > 0
            sighting.lifetime = isHeard ? Limits.listeningSeconds : Limits.listeningAskedSeconds
            return sighting
        case .invite where status < 300:
            guard let token = known?.token ?? recordedToken(in: arrival), token.kind == .listening else { return nil }
            var sighting = accepted(arrival, known, token, key)
            sighting.lifetime = Limits.listeningSeconds
            return sighting
        case .invite:
            // A challenged INVITE comes again, as a new one.
            guard let known, known.isListening, known.isUnanswered,
                known.opening.map({ $0.number == arrival.fields.cseqNumber }) ?? true
            else { return nil }
            return answered(.refused, arrival, key)
        case .bye where branch.mark == .end:
            // One that comes late is of a call before this one.
            guard (200..<300).contains(status) || status == 481, known?.pbx.tag == arrival.toTag else { return nil }
            return answered(.ended, arrival, key)
        default: return nil
        }
    }

    private func answered(_ what: LiveSighting.What, _ arrival: Arrival, _ key: LiveKey) -> LiveSighting {
        LiveSighting(what, callID: arrival.callID, tag: arrival.fromTag, key: key, ofListening: true)
    }

    /// Adds what a request of a phone in its listening call shows to what becomes of it.
    func seen(_ outcome: Outcome, onListening arrival: Arrival, _ token: DialogToken) -> Outcome {
        guard token.kind == .listening, case .forward? = outcome.actions.first, let method = arrival.message.method
        else { return outcome }
        var sighting = LiveSighting(.passed, callID: arrival.callID, tag: arrival.fromTag, ofListening: true)
        let known = bindings.live(sighting.key)
        // Counted whatever it is of: some PBXes do not tell dialogs apart that we do.
        if method != .ack { sighting.phone.cseq = arrival.fields.cseqNumber }
        if let known, !known.pbx.tag.isEmpty, known.pbx.tag != arrival.toTag { return outcome.seen(sighting) }
        sighting.lifetime = Limits.listeningSeconds
        switch method {
        case .invite, .update:
            sighting.phone.target = arrival.fields.contact.map { arrival.message.copy($0.uri.range) } ?? []
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
        // What has come through us before is a phone's, whatever its From says: a PBX that is a proxy brings it back.
        guard let token, token.kind == .listening, arrival.isInDialog, case .forward? = outcome.actions.first,
            let method = arrival.message.method, !passedThroughUs(arrival)
        else { return outcome }
        var sighting = LiveSighting(.passed, callID: arrival.callID, tag: arrival.toTag, ofListening: true)
        let known = bindings.live(sighting.key)
        if let known, !known.pbx.tag.isEmpty, known.pbx.tag != arrival.fromTag { return outcome }
        sighting.lifetime = Limits.listeningSeconds
        switch method {
        case .bye:
            // Before the answer there is nothing to end (RFC 3261 §15): it is of a call before this one.
            guard known?.isUnanswered != true else { return outcome }
            sighting.what = .ended
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
        var sighting = LiveSighting(.passed, callID: arrival.callID, tag: arrival.toTag, key: key, ofListening: true)
        sighting.phone.target = arrival.message.copy(contact.uri.range)
        sighting.lifetime = Limits.listeningSeconds
        return sighting
    }

    /// Whether a phone's request goes to where the PBX's side of its listening call is, and by no other way: what goes elsewhere does not reach it, and
    /// whoever answers there is no witness.
    func isSentToCall(_ arrival: Arrival) -> Bool {
        guard let known = listeningCall(of: arrival), known.pbx.tag == arrival.toTag,
            known.phone.tag == arrival.fromTag, let uri = arrival.fields.requestURI,
            Self.names(arrival.message.copy(uri.range), known.pbx.target)
        else { return false }
        let routes = arrival.message.items(of: .route).compactMap { wideAddress($0, in: arrival.message) }
            .drop { isOwn($0.uri, in: arrival.message) }
            .filter { isOwn($0.uri, in: arrival.message) || isPBX($0.uri, in: arrival.message) }
        return routes.count == known.routes.count
            && zip(routes, known.routes).allSatisfy { route, known in
                Self.names(arrival.message.copy(route.uriRange), known.dropFirst().dropLast())
            }
    }

    /// Whether a URI is the known one. A parameter that it has besides may lead elsewhere (`maddr`, Kamailio's `alias`); one that it lacks, or whose value
    /// it lacks, is lost: PJSIP makes `lr` of `lr=on`.
    private static func names<Known: Collection<UInt8>>(_ uri: [UInt8], _ known: Known) -> Bool {
        guard let uri = StandaloneURI(uri, limits: wideLimits),
            let known = StandaloneURI(Array(known), limits: wideLimits)
        else { return false }
        let parameters = ParameterText.pieces(of: known.rest.map(ASCII.lowercased))
        let names = parameters.map { $0.prefix { $0 != UInt8(ascii: "=") } }
        return uri.address == known.address
            && ParameterText.pieces(of: uri.rest.map(ASCII.lowercased)).allSatisfy {
                $0.isEmpty || parameters.contains($0) || names.contains($0)
            }
    }

    /// The Request-URI of a message of ours, and the value of its first header, which is our Via.
    private static func top(of bytes: ByteBuffer) -> (target: [UInt8], via: [UInt8]) {
        let lines = bytes.readableBytesView.split(separator: UInt8(ascii: "\n"), maxSplits: 2)
        guard lines.count > 1 else { return ([], []) }
        let words = lines[0].split(separator: UInt8(ascii: " "))
        let via = lines[1].dropFirst("Via: ".utf8.count).prefix { $0 != UInt8(ascii: "\r") }
        return (words.count == 3 ? Array(words[1]) : [], Array(via))
    }
}
