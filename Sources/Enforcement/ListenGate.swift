import AccessPolicy
import SIPMessage

extension Pipeline {
    /// An INVITE from a phone: judged as listening when what is dialled is a feature code, else not our subject.
    func invite(_ arrival: Arrival, by sender: Sender, in dialog: DialogToken? = nil) -> Outcome {
        if arrival.message.first(.join) != nil {
            return forbid(arrival, judged: listening(arrival, sender, target: [], rule: "join"))
        }
        if callsAList(arrival) { return judgeControl(arrival, by: sender, in: dialog) }
        let refused =
            refusedPickup(arrival, by: sender) ?? refusedTargetDialog(arrival, by: sender)
            ?? refusedAppearance(arrival, by: sender)
        if let refused { return refused }
        // In a dialog To still names what the dialog began with, and no PBX dials that again.
        if !arrival.isInDialog, disagreesOnCode(arrival) {
            var judgement = listening(arrival, sender, target: [], rule: "target-mismatch")
            if !namesListening(arrival) { judgement.question = .status }
            return forbid(arrival, judged: judgement)
        }
        guard let uri = arrival.fields.requestURI else { return passInOrOutOfDialog(arrival, by: sender, in: dialog) }
        return auditingPickup(judge(uri, arrival, by: sender, in: dialog), arrival, by: sender)
    }

    /// A REFER from a phone: the Refer-To is judged as if the sender had dialled it (RFC 3515 §2.1).
    func refer(_ arrival: Arrival, by sender: Sender, in dialog: DialogToken? = nil) -> Outcome {
        guard let header = arrival.message.first(.referTo) else {
            return refuse(arrival, 400, "Bad Request", rule: "no-refer-to")
        }
        guard let target = try? NameAddress.parse(in: arrival.message, header.valueRange) else {
            return refuse(arrival, 400, "Bad Request", rule: "refer-to")
        }
        if controlsPBX(arrival) { return judgeControl(arrival, by: sender, in: dialog) }
        if let refused = refusedTargetDialog(arrival, by: sender) { return refused }
        // Attended transfer embeds one `Replaces` and nothing else (RFC 5589 §7.3).
        let replaced = ReplacesField(in: target.uri, of: arrival.message)
        guard target.uri.scheme != .other, target.uri.headers.isEmpty || replaced != nil,
            !hasMethodParameter(target.uri, in: arrival.message),
            !hidesReplaces(header.valueRange, target.uri, in: arrival.message)
        else {
            return forbid(arrival, judged: listening(arrival, sender, target: [], rule: "refer-to-other-than-a-call"))
        }
        if let replaced, let refused = refusedTransfer(replaced, arrival, by: sender) { return refused }
        return judge(target.uri, arrival, by: sender, in: dialog)
    }

    /// What a body asks for is not looked into: it may be listening to anybody.
    private func judgeControl(_ arrival: Arrival, by sender: Sender, in dialog: DialogToken?) -> Outcome {
        let everyone = FeatureCodes.Match(right: .listening, target: .everyone)
        return judge([everyone], dialled: [], arrival, by: sender, in: dialog)
    }

    private func judge(_ uri: SIPURI, _ arrival: Arrival, by sender: Sender, in dialog: DialogToken?) -> Outcome {
        guard let dialled = dialled(by: uri, arrival) else {
            return forbid(arrival, judged: listening(arrival, sender, target: [], rule: "unreadable-target"))
        }
        let found = settings.featureCodes.matches(dialled.forms)
        guard found.isEmpty else {
            let hosts = hosts(of: uri, dialled, arrival)
            return judge(found, dialled: dialled.canonical, at: hosts, arrival, by: sender, in: dialog)
        }
        var outcome = passInOrOutOfDialog(arrival, by: sender, in: dialog)
        outcome.judgement.name(sender)
        return outcome
    }

    private func passInOrOutOfDialog(_ arrival: Arrival, by sender: Sender, in dialog: DialogToken?) -> Outcome {
        dialog.map { passInDialog(arrival, $0) } ?? pass(arrival, by: sender)
    }

    private func listening(_ arrival: Arrival, _ sender: Sender, target: [UInt8], rule: String) -> Judgement {
        var judgement = arrival.judgement(.reject, rule: rule, by: sender)
        judgement.question = .listen
        judgement.target = target
        return judgement
    }

    /// Whether a URI asks for more than a call to it: another method, or headers.
    func asksForMore(_ uri: SIPURI, in message: SIPMessage) -> Bool {
        !uri.headers.isEmpty || hasMethodParameter(uri, in: message)
    }

    /// Whether `replaces=` stands anywhere but where an embedded header does: chan_sip looks for it in all of Refer-To, PJSIP among the parameters.
    private func hidesReplaces(_ value: ByteRange, _ uri: SIPURI, in message: SIPMessage) -> Bool {
        if uri.hasParameter("replaces", in: message) { return true }
        let length = ("replaces=" as StaticString).utf8CodeUnitCount
        guard value.count >= length else { return false }
        return (value.lower...(value.upper - length)).contains { start in
            start != uri.headers.lower
                && message.begins(ByteRange(lower: start, upper: start + length), lowercase: "replaces=")
        }
    }

    /// A method other than INVITE; an escaped name or value is one, whatever it says.
    private func hasMethodParameter(_ uri: SIPURI, in message: SIPMessage) -> Bool {
        guard uri.hasParameter("method", in: message) else { return false }
        let parameters = message.copy(uri.parameters).map(ASCII.lowercased)
        guard !parameters.contains(UInt8(ascii: "%")) else { return true }
        return parameters.split(separator: UInt8(ascii: ";")).contains {
            $0.starts(with: Array("method".utf8)) && $0 != Array("method=invite".utf8)[...]
        }
    }
}
