import SIPMessage

/// The parties and routes of a dialog as one message shows them.
extension Pipeline {
    /// Who sent a request, in the words of its From and Contact.
    func sender(of arrival: Arrival) -> LiveDialog.Party {
        var party = LiveDialog.Party()
        party.uri = arrival.message.copy(arrival.fields.from.uri.range)
        party.tag = arrival.fromTag
        party.target = arrival.fields.contact.map { arrival.message.copy($0.uri.range) } ?? []
        party.cseq = arrival.fields.cseqNumber
        return party
    }

    /// Whom a request is to, in the words of its To, and in a dialog of its Request-URI.
    func receiver(of arrival: Arrival) -> LiveDialog.Party {
        var party = LiveDialog.Party()
        party.uri = arrival.message.copy(arrival.fields.to.uri.range)
        party.tag = arrival.toTag
        guard arrival.isInDialog else { return party }
        party.target =
            restoredTarget(of: arrival) ?? arrival.fields.requestURI.map { arrival.message.copy($0.range) } ?? []
        return party
    }

    /// Takes in all that a request of the PBX shows. Routes are where it says them only while none are known, because they stay as they were when
    /// the dialog was made (RFC 3261 §12.2).
    func fill(_ sighting: inout LiveSighting, fromPBX arrival: Arrival, _ known: LiveDialog?) {
        sighting.pbx = sender(of: arrival)
        sighting.phone = receiver(of: arrival)
        sighting.event = arrival.message.first(.event).map { arrival.message.copy($0.valueRange) } ?? []
        if known == nil { sighting.routes = recordedRoutes(arrival) }
    }

    /// The routes that a request of a phone follows after ours.
    func routesBehind(_ arrival: Arrival) -> [[UInt8]] {
        arrival.message.items(of: .route).compactMap { route($0, in: arrival.message) }
    }

    /// The routes above ours in Record-Route, as they stand: those that the PBX's side has added.
    func recordedRoutes(_ arrival: Arrival) -> [[UInt8]] {
        var routes: [[UInt8]] = []
        for item in arrival.message.items(of: .recordRoute) {
            guard let address = wideAddress(item, in: arrival.message), !isOwn(address.uri, in: arrival.message)
            else { break }
            if let text = route(item, in: arrival.message) { routes.append(text) }
        }
        return routes
    }

    /// A route as our own requests would follow it: one that names a PBX, like those that stay in a phone's.
    private func route(_ item: HeaderItem, in message: SIPMessage) -> [UInt8]? {
        guard let address = wideAddress(item, in: message), isPBX(address.uri, in: message) else { return nil }
        return Array("<".utf8) + message.copy(address.uri.range) + Array(">".utf8)
    }

    /// The token in the Record-Route of an answer, if it belongs to the dialog: that of the phone which asked, or of the phone which answers. Where
    /// the PBX is a proxy both are there, that of the phone which asked at the end.
    func recordedToken(in arrival: Arrival, ofCaller: Bool = true) -> DialogToken? {
        let items = arrival.message.items(of: .recordRoute)
        for item in ofCaller ? items.reversed() : items {
            guard let address = wideAddress(item, in: arrival.message), isOwn(address.uri, in: arrival.message),
                let user = address.uri.user
            else { continue }
            let tag = arrival.fromTag
            return arrival.message.withBytes(user) { text in
                DialogToken(text, callID: arrival.callID.span, tag: tag.span, otherTag: tag.span, keys: settings.keys)
            }
        }
        return nil
    }
}

extension Outcome {
    /// The same with what the message has shown, if it was sent on.
    func seen(_ sighting: @autoclosure () -> LiveSighting?) -> Outcome {
        guard case .forward? = actions.first, let sighting = sighting() else { return self }
        var outcome = self
        outcome.actions.append(.live(sighting))
        return outcome
    }
}

extension SIPMessage {
    /// Whether a range holds just these bytes.
    func holds(_ range: ByteRange, _ bytes: [UInt8]) -> Bool {
        range.count == bytes.count && withBytes(range) { ASCII.equal($0, bytes.span) }
    }
}
