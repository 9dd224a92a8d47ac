import AccessPolicy
import SIPMessage

extension Pipeline {
    /// Answers a request ourselves, statelessly (RFC 3261 §8.2.7): the To-tag is computed from the request, so that a retransmission gets
    /// the same answer and the ACK can be told from others.
    ///
    /// An ACK is never answered: it is dropped.
    func refuse(
        _ arrival: Arrival,
        _ status: Int,
        _ reason: String,
        judged judgement: Judgement,
        headers: [(String, String)] = []
    ) -> Outcome {
        var judgement = judgement
        guard arrival.message.method != .ack else {
            judgement.verdict = .drop
            return Outcome(judgement)
        }
        judgement.verdict = .reject
        judgement.status = status
        if judgement.question == .none, triesToListen(arrival) {
            judgement.question = .listen
            judgement.name(identify(arrival))
        }
        let answer = Response.make(
            for: arrival.message,
            fields: arrival.fields,
            status: status,
            reason: reason,
            toTag: ownTag(for: arrival),
            headers: headers,
            received: arrival.flow.remote.host,
            rport: Int(arrival.flow.remote.port)
        )
        var outcome = Outcome(judgement, [.reply(answer, to: Destination(backTo: arrival.flow))])
        // Every attempt to listen is on record, whatever it failed for.
        if status == 403 || judgement.question == .listen && !isFromPBX(arrival.flow) {
            outcome.actions.append(.audit(record(judgement, of: arrival)))
        }
        return outcome
    }

    /// Whether a request that is refused for something else dials a code that listens.
    private func triesToListen(_ arrival: Arrival) -> Bool {
        guard !isFromPBX(arrival.flow) else { return false }
        switch arrival.message.method {
        case .invite: return namesListening(arrival)
        case .refer: return referred(by: arrival).map { listens($0, arrival) } ?? false
        default: return false
        }
    }

    private func referred(by arrival: Arrival) -> SIPURI? {
        arrival.message.first(.referTo).flatMap { try? NameAddress.parse(in: arrival.message, $0.valueRange) }?.uri
    }

    /// Answers 403 for a policy denial.
    func forbid(_ arrival: Arrival, judged judgement: Judgement) -> Outcome {
        refuse(arrival, 403, "Forbidden", judged: judgement)
    }

    /// Answers a request whose sender is not known well enough: 407 where a challenge would help, else 403.
    ///
    /// ACK and CANCEL are never challenged, since they cannot be answered with credentials (RFC 3261 §22.1).
    func turnAway(_ arrival: Arrival, _ sender: Sender, judged judgement: Judgement) -> Outcome {
        let method = arrival.message.method
        guard let challenge = sender.challenge, method != .ack, method != .cancel else {
            return forbid(arrival, judged: judgement)
        }
        let headers = challengeHeaders(challenge, for: arrival)
        guard !headers.isEmpty else { return forbid(arrival, judged: judgement) }
        var judgement = judgement
        judgement.rule = challenge.rule
        return refuse(arrival, 407, "Proxy Authentication Required", judged: judgement, headers: headers)
    }

    /// Refuses for a reason of the protocol or of the policy's surroundings, named by `rule`.
    func refuse(_ arrival: Arrival, _ status: Int, _ reason: String, rule: String) -> Outcome {
        refuse(arrival, status, reason, judged: arrival.judgement(.reject, rule: rule))
    }

    func drop(_ arrival: Arrival, rule: String) -> Outcome {
        Outcome(arrival.judgement(.drop, rule: rule))
    }

    func record(_ judgement: Judgement, of arrival: Arrival) -> AuditRecord {
        var judgement = judgement
        if judgement.question == .listen { complete(&judgement, of: arrival) }
        return AuditRecord(judgement, callID: arrival.callID, source: arrival.flow.remote, names: snapshot)
    }

    /// Whoever reads of an attempt wants to know what was dialled, and where, also where nothing had to be known of it to refuse it.
    private func complete(_ judgement: inout Judgement, of arrival: Arrival) {
        guard let uri = referred(by: arrival) ?? arrival.fields.requestURI else { return }
        if judgement.target.isEmpty { judgement.target = dialled(by: uri, arrival)?.forms.first ?? [] }
        if judgement.organization == nil {
            judgement.organization = arrival.message.withBytes(uri.host) { snapshot.organization(domain: $0) }
        }
    }

    /// Whether an ACK is for an answer that we gave ourselves.
    func isForOwnAnswer(_ arrival: Arrival) -> Bool {
        arrival.toTag == Array(ownTag(for: arrival).utf8)
    }

    private func ownTag(for arrival: Arrival) -> String {
        var bytes = arrival.callID
        bytes.append(0)
        bytes.append(contentsOf: arrival.fromTag)
        return "es-" + settings.keys.hexadecimal(bytes, for: .tag, count: 8)
    }
}
