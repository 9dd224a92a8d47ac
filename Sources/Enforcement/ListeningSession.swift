import AccessPolicy
import SIPMessage

/// The session of a listening call where keys are blocked (`listening-dtmf: block`): every message that may carry an offer or an answer, in both directions.
extension Pipeline {
    /// What a message that may carry an offer or answer brings.
    private enum Carried {
        case nothing
        case session(KeylessSession)
        /// A body of another type: parts among which a PBX finds a session, or none.
        case other
    }

    /// The methods whose bodies make and change a session (RFC 3261 §13.2.1, RFC 3262 §5, RFC 3311 §5.1).
    private static var negotiating: Set<Method> { [.invite, .ack, .prack, .update] }

    private func carried(_ arrival: Arrival) -> Carried {
        let message = arrival.message
        guard message.body.count > 0, Self.negotiating.contains(arrival.fields.cseqMethod) else { return .nothing }
        guard let type = arrival.fields.contentType, MediaType(type, in: message).isSessionDescription,
            message.first(.contentEncoding) == nil, isSession(message.first(.contentDisposition), in: message)
        else { return .other }
        return .session(KeylessSession(message.copy(message.body)))
    }

    /// Whether a disposition says no other than what is meant without it (RFC 3261 §20.11).
    private func isSession(_ disposition: Header?, in message: SIPMessage) -> Bool {
        disposition.map { MediaType($0.valueRange, in: message).equals("session") } ?? true
    }

    /// Whether a request of a phone is on a listening call: by its token, or, where that is of another call under the same Call-ID and tag, by what is
    /// known to be in progress.
    func isListening(_ token: DialogToken, _ arrival: Arrival) -> Bool {
        token.kind == .listening || listeningCall(of: arrival) != nil
    }

    /// A request of a phone on its way to the PBX: takes the keys out of it, or gives the refusal of what cannot be read. An ACK is dropped then: the
    /// PBX ends a call whose answer does not come (RFC 3261 §13.3.1.4).
    func blockKeys(
        _ edit: inout MessageEdit,
        _ arrival: Arrival,
        on token: DialogToken,
        judged judgement: Judgement
    ) -> Outcome? {
        guard settings.listeningDTMF == .block, isListening(token, arrival) || judgement.question == .listen else {
            return nil
        }
        return blockKeys(&edit, arrival, judged: judgement)
    }

    private func blockKeys(_ edit: inout MessageEdit, _ arrival: Arrival, judged judgement: Judgement) -> Outcome? {
        var judgement = judgement
        judgement.question = .listen
        switch carried(arrival) {
        case .nothing, .session(.plain): return nil
        case .session(.reduced(let body)):
            edit.replaceBody(contentType: "application/sdp", body)
            return nil
        case .session(.unreadable):
            judgement.rule = "unreadable-session-on-a-listening-call"
        case .session(.nothingLeft):
            judgement.rule = "session-of-keys-alone"
        case .other:
            judgement.rule = "body-on-a-listening-call"
            let headers = [("Accept", "application/sdp")]
            return refuse(arrival, 415, "Unsupported Media Type", judged: judgement, headers: headers)
        }
        return refuse(arrival, 488, "Not Acceptable Here", judged: judgement)
    }

    /// The refusal of what belongs to a session and is in no dialog of ours: a PBX may look for the call by its Call-ID alone.
    func refusedStray(_ arrival: Arrival) -> Outcome? {
        guard settings.listeningDTMF == .block, arrival.message.method != .invite else { return nil }
        if case .nothing = carried(arrival) { return nil }
        return refuse(arrival, 481, "Call/Transaction Does Not Exist", rule: "session-without-dialog")
    }

    /// Whether a request of the PBX is on a listening call whose keys are blocked.
    func blocksKeys(fromPBX arrival: Arrival) -> Bool {
        settings.listeningDTMF == .block && (ownToken(in: arrival) ?? contactToken(in: arrival))?.kind == .listening
    }

    /// The refusal of a request of the PBX with a session that cannot be read; nil when it may go on.
    func refusedSession(fromPBX arrival: Arrival) -> Outcome? {
        guard blocksKeys(fromPBX: arrival) else { return nil }
        var edit = MessageEdit(arrival.message)
        return blockKeys(&edit, arrival, judged: arrival.judgement(.reject, rule: ""))
    }

    /// The same of one that may go on: takes the keys out of it.
    func takeOutKeys(_ edit: inout MessageEdit, fromPBX arrival: Arrival) {
        _ = blockKeys(&edit, arrival, judged: arrival.judgement(.forward, rule: ""))
    }

    /// An answer on a listening call, of either side. One that cannot be read goes on without its body. A phone then ends the call, with ACK and BYE:
    /// were the PBX's 200 refused here, it would go on playing to a phone that has given up. To the PBX, a phone's 2xx becomes a refusal.
    func blockKeys(inAnswer edit: inout MessageEdit, _ arrival: Arrival, _ status: Int, marked mark: Branch.Mark) {
        guard settings.listeningDTMF == .block, mark == .listening else { return }
        switch carried(arrival) {
        case .nothing, .session(.plain): return
        case .session(.reduced(let body)): edit.replaceBody(contentType: "application/sdp", body)
        case .session(.unreadable), .session(.nothingLeft), .other:
            edit.removeBody()
            guard !isFromPBX(arrival.flow), (200..<300).contains(status) else { return }
            edit.replaceStatus(488, reason: "Not Acceptable Here")
        }
    }
}
