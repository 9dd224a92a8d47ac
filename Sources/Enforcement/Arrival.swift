import AccessPolicy
import SIPMessage

/// One message that passed the gate and the agreement check, with where and when it came.
struct Arrival {
    let message: SIPMessage
    let fields: DecisionFields
    let flow: Flow
    let now: Moment
    let callID: [UInt8]
    let fromTag: [UInt8]
    /// Every Via, the topmost first; never empty.
    let vias: [HeaderItem]

    init(message: SIPMessage, fields: DecisionFields, flow: Flow, now: Moment) {
        self.message = message
        self.fields = fields
        self.flow = flow
        self.now = now
        callID = message.copy(fields.callID)
        fromTag = fields.from.tag.map(message.copy) ?? []
        vias = message.items(of: .via)
    }

    var methodName: String {
        switch message.startLine {
        case .request(_, let range, _): message.string(range)
        case .response: message.string(fields.cseqMethodRange)
        }
    }

    var toTag: [UInt8] { fields.to.tag.map(message.copy) ?? [] }

    /// Whether the request claims to be in a dialog (RFC 3261 §12.2).
    var isInDialog: Bool { fields.to.tag != nil }

    /// A judgement of this message with its method filled in.
    func judgement(_ verdict: Judgement.Verdict, rule: String, status: Int? = nil) -> Judgement {
        Judgement(verdict, rule: rule, method: methodName, status: status)
    }

    /// The same of a message whose sender is known.
    func judgement(_ verdict: Judgement.Verdict, rule: String, by sender: Sender) -> Judgement {
        var judgement = judgement(verdict, rule: rule)
        judgement.name(sender)
        return judgement
    }

    /// What our branch for this message is computed from: the topmost Via as it came, and the address that sent it.
    var branchOrigin: Branch.Origin {
        Branch.Origin(
            branch: fields.topVia.branch.map(message.copy) ?? [],
            callID: callID,
            fromTag: fromTag,
            cseq: fields.cseqNumber,
            endpoint: flow.remote
        )
    }
}
