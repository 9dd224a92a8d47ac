import AccessPolicy
import NIOCore
import SIPMessage

/// What is remembered of a call for as long as its transactions may last, so that what belongs together goes one way.
public struct Assignment: Sendable, Hashable {
    /// The mark of the PBX that it was given.
    public let pbx: UInt16
    /// Whether it went by TCP because it was too large for UDP; its CANCEL and ACK go the same way (RFC 3261 §9.1, §17.1.1.3).
    public let isLarge: Bool

    package init(pbx: UInt16, isLarge: Bool) {
        self.pbx = pbx
        self.isLarge = isLarge
    }
}

/// Which PBX a request of a phone is for.
private enum NextHop {
    case pbx(PBX)
    /// None answers.
    case none
    /// The dialog's own PBX is gone, and another one is there to begin anew with.
    case lost
}

extension Pipeline {
    /// Hands a request to its PBX by `forward`, or answers that there is none.
    func routed(
        _ arrival: Arrival,
        in dialog: DialogToken? = nil,
        judged judgement: Judgement,
        _ forward: (PBX) -> Outcome
    ) -> Outcome {
        var judgement = judgement
        switch nextHop(for: arrival, in: dialog) {
        case .pbx(let pbx):
            return remembering(arrival, pbx, forward(pbx))
        case .none:
            judgement.rule = "no-pbx"
            let wait = [("Retry-After", "\(Limits.retryAfterSeconds)")]
            return refuse(arrival, 503, "Service Unavailable", judged: judgement, headers: wait)
        case .lost:
            judgement.rule = "pbx-lost"
            return refuse(arrival, 481, "Call/Transaction Does Not Exist", judged: judgement)
        }
    }

    /// In a dialog: the PBX that has the dialog, and no other. When it does not answer, a subscription ends here, so that the phone begins a new one
    /// with a PBX that does; everything else is sent all the same, because there is nobody else to send it to.
    ///
    /// Outside: the PBX that the call was given before, else the first that answers. A CANCEL and an ACK follow their INVITE even to a PBX
    /// that has gone silent since, because no other knows of it.
    private func nextHop(for arrival: Arrival, in dialog: DialogToken?) -> NextHop {
        let method = arrival.message.method
        if let dialog {
            guard let pbx = pbx.member(marked: dialog.pbx) else { return .lost }
            guard !self.pbx.isUp(pbx), method == .subscribe else { return .pbx(pbx) }
            return self.pbx.preferred == nil ? .none : .lost
        }
        let given =
            pbx.members.count > 1
            ? bindings.assignment(of: arrival.callID).flatMap { pbx.member(marked: $0.pbx) } : pbx.members.first
        if let given, pbx.isUp(given) || method == .cancel || method == .ack { return .pbx(given) }
        return pbx.preferred.map(NextHop.pbx) ?? .none
    }

    private func remembering(_ arrival: Arrival, _ pbx: PBX, _ outcome: Outcome) -> Outcome {
        guard !arrival.isInDialog, case .forward(_, let destination, under: _)? = outcome.actions.first else {
            return outcome
        }
        let isLarge = destination.remote.transport != pbx.endpoint.transport
        guard self.pbx.members.count > 1 || isLarge else { return outcome }
        var outcome = outcome
        outcome.actions.append(.assign(arrival.callID, Assignment(pbx: pbx.mark, isLarge: isLarge)))
        return outcome
    }

    /// Sends a request to the PBX as it is configured, or by TCP when it would be too large for UDP and the PBX takes that
    /// (RFC 3261 §18.1.1).
    func sendToPBX(
        _ edit: MessageEdit,
        _ arrival: Arrival,
        _ pbx: PBX,
        under permit: Permit,
        branch: Branch
    ) -> Action {
        guard let byStream = self.pbx.largeMessageEndpoint(of: pbx) else {
            return send(edit, arrival, to: pbx.endpoint, under: permit, branch: branch)
        }
        let method = arrival.message.method
        if method == .cancel || method == .ack, bindings.assignment(of: arrival.callID)?.isLarge == true {
            return send(edit, arrival, to: byStream, under: permit, branch: branch)
        }
        let action = send(edit, arrival, to: pbx.endpoint, under: permit, branch: branch)
        guard case .forward(let bytes, _, under: _) = action, bytes.readableBytes > Limits.datagramBytesMax else {
            return action
        }
        return send(edit, arrival, to: byStream, under: permit, branch: branch)
    }

    private func send(
        _ edit: consuming MessageEdit,
        _ arrival: Arrival,
        to endpoint: Endpoint,
        under permit: Permit,
        branch: Branch
    ) -> Action {
        hop(&edit, arrival, from: .pbx, to: endpoint, branch: branch)
        return send(edit, to: Destination(.pbx, endpoint), under: permit)
    }
}
