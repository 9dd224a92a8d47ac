import AccessPolicy
import NIOCore
import SIPMessage

/// What is taken out of a request besides routing and identity.
enum Trimming {
    case none
    /// What a SUBSCRIBE may not ask for, because the answer could not be rebuilt.
    case subscription(SubscriptionChanges)
}

/// What makes the PBX's later requests come through us.
enum Anchor {
    /// There will be none.
    case none
    /// Those of the dialog that this request makes: Record-Route, and Contact where the PBX needs it.
    case dialog(DialogToken)
    /// Those to a registered phone: Path or Contact, as the PBX needs it.
    case registration(DialogToken)
}

extension Pipeline {
    /// A request of a phone outside a dialog, to the PBX: its Routes are gone, the next hop is always the configured PBX. Refused with 414 when a
    /// part of the anchor is too long to be carried.
    func toPBX(
        _ arrival: Arrival,
        _ pbx: PBX,
        under permit: Permit,
        anchor: Anchor = .none,
        branch: Branch? = nil,
        trimming: Trimming = .none,
        judged judgement: Judgement
    ) -> Outcome {
        var edit = MessageEdit(arrival.message)
        removeFromPhone(&edit, arrival.message, on: arrival.flow)
        edit.removeHeaders(.route)
        edit.removeHeaders(.recordRoute)
        edit.removeHeaders(.path)
        edit.removeHeaders(.serviceRoute)
        guard anchored(&edit, arrival, pbx, anchor) else {
            return refuse(arrival, 414, "Request-URI Too Long", judged: judgement)
        }
        if case .dialog(let token) = anchor, let refused = blockKeys(&edit, arrival, on: token, judged: judgement) {
            return refused
        }
        if case .subscription(let changes) = trimming { trimSubscription(&edit, arrival, changes) }
        // In a dialog only what belongs to an INVITE comes this way, and has its number.
        let shift = self.number(towardPBX: arrival) &- arrival.fields.cseqNumber
        if shift > 0 { writeNumber(&edit, arrival, arrival.fields.cseqNumber &+ shift) }
        let branch = branch ?? Branch(mark: mark(of: arrival), shift: shift)
        return Outcome(judgement, [sendToPBX(edit, arrival, pbx, under: permit, branch: branch)])
    }

    /// A request of a phone in a dialog of ours: our own Routes are taken off, and others stay only if they name a PBX.
    func toPBXInDialog(
        _ arrival: Arrival,
        _ token: DialogToken,
        _ pbx: PBX,
        under permit: Permit,
        trimming: Trimming = .none,
        judged judgement: Judgement
    ) -> Outcome {
        var edit = MessageEdit(arrival.message)
        removeFromPhone(&edit, arrival.message, on: arrival.flow)
        edit.removeHeaders(.recordRoute)
        removeOwnRoutes(&edit, arrival.message)
        for item in arrival.message.items(of: .route) where !isRouteBehindPBX(item, in: arrival.message) {
            edit.removeItem(item)
        }
        // The same Record-Route on every SUBSCRIBE of a dialog: some notifiers replace their route set on a refresh.
        if arrival.message.method == .subscribe, let text = ownTokenRange(in: arrival).map(arrival.message.copy) {
            recordRoute(&edit, text, towards: .pbx, phone: arrival.flow.remote, pbx.endpoint)
        }
        // Any request may renew where the PBX sends to (RFC 3261 §12.2.1.1).
        if pbx.contact == .rewrite, !rewriteContacts(&edit, arrival, pbx.endpoint, token) {
            return refuse(arrival, 414, "Request-URI Too Long", judged: judgement)
        }
        if let refused = blockKeys(&edit, arrival, on: token, judged: judgement) { return refused }
        if case .subscription(let changes) = trimming { trimSubscription(&edit, arrival, changes) }
        let number = arrival.fields.cseqNumber
        let shift = self.number(towardPBX: arrival) &- number
        if shift > 0 { writeNumber(&edit, arrival, number &+ shift) }
        let mark = arrival.message.method == .subscribe ? Branch.Mark.refresh : mark(of: arrival)
        let branch = Branch(mark: mark, shift: shift)
        return Outcome(judgement, [sendToPBX(edit, arrival, pbx, under: permit, branch: branch)])
    }

    /// The CSeq number that a request of a phone has toward the PBX: its own, unless requests of ours have taken numbers of its dialog.
    func number(towardPBX arrival: Arrival) -> UInt32 {
        let number = arrival.fields.cseqNumber
        guard arrival.isInDialog, let dialog = liveDialog(of: arrival),
            dialog.shift > 0, dialog.pbx.tag.isEmpty || dialog.pbx.tag == arrival.toTag
        else { return number }
        return dialog.number(towardPBX: number)
    }

    /// Writes another number into CSeq.
    func writeNumber(_ edit: inout MessageEdit, _ arrival: Arrival, _ number: UInt32) {
        guard let index = arrival.message.firstIndex(.cseq) else { return }
        edit.replaceValue(
            at: index,
            with: Array("\(number) \(arrival.message.string(arrival.fields.cseqMethodRange))".utf8)
        )
    }

    /// Writes the anchor; false when a part of it is too long.
    private func anchored(_ edit: inout MessageEdit, _ arrival: Arrival, _ pbx: PBX, _ anchor: Anchor) -> Bool {
        switch anchor {
        case .none:
            return true
        case .dialog(let token):
            let text = token.encode(callID: arrival.callID.span, tag: arrival.fromTag.span, keys: settings.keys)
            guard let text else { return false }
            recordRoute(&edit, text, towards: .pbx, phone: arrival.flow.remote, pbx.endpoint)
            guard pbx.contact == .rewrite else { return true }
            return rewriteContacts(&edit, arrival, pbx.endpoint, token)
        case .registration(let token):
            if pbx.contact == .rewrite {
                // Without the flow in it, so that the PBX sees the same Contact again when the phone's address has changed.
                return rewriteContacts(&edit, arrival, pbx.endpoint, token.at(Endpoint(ipv4: 0, port: 0)))
            }
            let text = token.encode(callID: [UInt8]().span, tag: [UInt8]().span, keys: settings.keys)
            guard let text else { return false }
            addPath(&edit, arrival.message, text, pbx.endpoint)
            return true
        }
    }

    /// A request of the PBX to a phone.
    func toPhone(
        _ arrival: Arrival,
        _ phone: Endpoint,
        under permit: Permit,
        token: [UInt8]? = nil,
        fragment: StatusFragment = .plain,
        hidesCallers: Bool = false
    ) -> Action {
        var edit = MessageEdit(arrival.message)
        if hidesCallers { hideCallers(&edit, arrival) } else { reduce(&edit, to: fragment) }
        let isKeyless = blocksKeys(fromPBX: arrival)
        if isKeyless { takeOutKeys(&edit, fromPBX: arrival) }
        removeOwnRoutes(&edit, arrival.message)
        if let target = restoredTarget(of: arrival) { edit.replaceRequestURI(target) }
        if let token { recordRoute(&edit, token, towards: .phone, phone: phone, arrival.flow.remote) }
        hop(&edit, arrival, from: .phone, to: phone, branch: Branch(mark: isKeyless ? .listening : .plain))
        return send(edit, to: Destination(.phone, phone), under: permit)
    }

    func send(_ edit: MessageEdit, to destination: Destination, under permit: Permit) -> Action {
        .forward(edit.serialize(ByteBufferAllocator()), to: destination, under: permit)
    }

    /// Our Via on top, the sender's address in the Via below it (RFC 3261 §18.2.1, RFC 3581 §4), one hop less (§16.6 step 3).
    func hop(
        _ edit: inout MessageEdit,
        _ arrival: Arrival,
        from side: Side,
        to next: Endpoint,
        branch: Branch
    ) {
        let message = arrival.message
        if let top = arrival.vias.first {
            edit.replaceItem(top, with: ReceivedVia.text(of: message.copy(top.range), from: arrival.flow.remote))
        }
        edit.insertAtTop("Via", viaText(arrival, from: side, to: next, branch: branch))
        let hops = arrival.fields.maxForwards.map { max(0, $0 - 1) } ?? Limits.maxForwardsDefault
        if let index = message.firstIndex(.maxForwards) {
            edit.replaceValue(at: index, with: Array("\(hops)".utf8))
        } else {
            edit.append("Max-Forwards", "\(hops)")
        }
    }

    /// A Via of ours toward `next`. A PBX that we connect to may use the connection for its own requests too (RFC 5923 §4).
    func viaText(_ arrival: Arrival, from side: Side, to next: Endpoint, branch: Branch) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(96)
        text.append("SIP/2.0/")
        text.append(contentsOf: next.transport.viaName.utf8)
        text.append(" ")
        text.append(contentsOf: settings.addresses.address(side, toward: next).written)
        text.append(";branch=")
        text.append(contentsOf: branch.encode(for: arrival.branchOrigin, keys: settings.keys))
        if side == .pbx, next.transport.isReliable { text.append(";alias") }
        return text
    }

    /// Two Record-Routes, since our two sides have different addresses (RFC 5658 §3): the one nearer the receiver stands on top, and the
    /// PBX-facing one carries the token.
    func recordRoute(
        _ edit: inout MessageEdit,
        _ token: [UInt8],
        towards side: Side,
        phone: Endpoint,
        _ pbx: Endpoint
    ) {
        for route in recordRoutes(token, towards: side, phone: phone, pbx).reversed() {
            edit.insertAtTop("Record-Route", route)
        }
    }

    /// The two, from the top.
    func recordRoutes(_ token: [UInt8], towards side: Side, phone: Endpoint, _ pbx: Endpoint) -> [[UInt8]] {
        let near = routeText(.pbx, pbx, token)
        let far = routeText(.phone, phone, nil)
        return side == .pbx ? [near, far] : [far, near]
    }

    private func routeText(_ side: Side, _ remote: Endpoint, _ token: [UInt8]?) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((token?.count ?? 0) + 64)
        text.append("<sip:")
        if let token {
            text.append(contentsOf: token)
            text.append("@")
        }
        settings.addresses.append(side, toward: remote, to: &text)
        text.append(";lr>")
        return text
    }

    private func addPath(_ edit: inout MessageEdit, _ message: SIPMessage, _ token: [UInt8], _ pbx: Endpoint) {
        edit.insertAtTop("Path", routeText(.pbx, pbx, token))
        let supportsPath = message.items(of: .supported).contains {
            message.equals($0.range, lowercase: "path")
        }
        if !supportsPath { edit.append("Supported", "path") }
    }

    private func removeOwnRoutes(_ edit: inout MessageEdit, _ message: SIPMessage) {
        for item in message.items(of: .route) {
            guard let route = wideAddress(item, in: message), isOwn(route.uri, in: message) else { return }
            edit.removeItem(item)
        }
    }

    /// A Route that may follow ours: the PBX's own, and ours again where the PBX is a proxy and the other phone is behind us too.
    private func isRouteBehindPBX(_ item: HeaderItem, in message: SIPMessage) -> Bool {
        guard let route = wideAddress(item, in: message) else { return false }
        return isOwn(route.uri, in: message) || isPBX(route.uri, in: message)
    }
}
