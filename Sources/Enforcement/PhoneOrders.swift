import AccessPolicy
import SIPMessage

/// What a phone may not tell a PBX to do, whoever it is, because the PBX would do it without asking further.
extension Pipeline {
    /// The name of the order in a request; nil when there is none.
    func order(in arrival: Arrival, _ method: Method) -> String? {
        let message = arrival.message
        // `freeswitch/api-request` runs any command, `freeswitch/session-event` eavesdrops; CSTA has a service to intrude (ECMA TR/87).
        if let type = arrival.fields.contentType,
            message.begins(type, lowercase: "freeswitch") || message.begins(type, lowercase: "application/csta")
        {
            return "order-to-the-pbx"
        }
        if method == .message { return orderByMessage(arrival) }
        guard method == .info else { return nil }
        if message.headers.contains(where: { message.equals($0.nameRange, lowercase: "record") }) {
            return "order-to-record"
        }
        // INFO belongs to a dialog (RFC 6086 §4.2.2); chan_sip finds one by Call-ID alone.
        return !arrival.isInDialog && mayPressKeys(message) ? "info-outside-a-dialog" : nil
    }

    /// What a MESSAGE orders by whom it is to: a PBX with a dial plan for messages runs a code in it, and FreeSWITCH hands what is to `api+…` to its
    /// command line (and to `conf+…` to a room, which tells who is in it).
    private func orderByMessage(_ arrival: Arrival) -> String? {
        for uri in [arrival.fields.requestURI, arrival.fields.to.uri].compactMap({ $0 }) {
            if !arrival.isInDialog, namesCode(uri, arrival) { return "code-by-message" }
            if namesInterface(uri, arrival) { return "order-to-the-pbx" }
        }
        return nil
    }

    /// Whether FreeSWITCH reads `interface+address` in a user part. `sip+` is what it would do anyway.
    private func namesInterface(_ uri: SIPURI, _ arrival: Arrival) -> Bool {
        guard pbx.profile.namesInterfaces else { return false }
        // What cannot be read could be anything.
        guard let user = unescapedUser(uri, in: arrival.message) else { return uri.user != nil }
        guard let plus = user.firstIndex(of: UInt8(ascii: "+")), plus > 0 else { return false }
        return user[..<plus].map(ASCII.lowercased) != Array("sip".utf8)
    }

    /// Whether an INVITE calls whom its body lists (RFC 5366).
    func callsAList(_ arrival: Arrival) -> Bool {
        let message = arrival.message
        if let type = arrival.fields.contentType, message.begins(type, lowercase: "application/resource-lists") {
            return true
        }
        return message.items(of: .require).contains {
            message.equals($0.range, lowercase: "recipient-list-invite")
        }
    }

    /// Whether a REFER is no transfer but has the PBX do something with calls that its body names: Cisco's remote call control (join, barge, record),
    /// a list of targets (RFC 5368), or a body of parts, of which one may be that.
    func controlsPBX(_ arrival: Arrival) -> Bool {
        guard arrival.message.body.count > 0 else { return false }
        guard let type = arrival.fields.contentType else { return true }
        return ["application/x-cisco", "application/resource-lists", "multipart/"].contains {
            arrival.message.begins(type, lowercase: $0)
        }
    }

    /// The refusal of an order, with who gave it.
    func refusedOrder(_ rule: String, _ arrival: Arrival) -> Outcome {
        var judgement = arrival.judgement(.reject, rule: rule, by: identify(arrival))
        judgement.question = .listen
        return forbid(arrival, judged: judgement)
    }

    /// Whether an INFO may press keys: those of a listening call turn listening into barging, or to somebody else. What asks a camera for a
    /// whole picture (RFC 5168) may not.
    func mayPressKeys(_ message: SIPMessage) -> Bool {
        if message.first(.infoPackage) != nil { return true }
        guard let type = message.first(.contentType) else { return message.body.count > 0 }
        return message.body.count > 0 && !MediaType(type.valueRange, in: message).isMediaControl
    }

    /// Whether a NOTIFY tells which keys were pressed (RFC 4730, and `telephone-event` as CUCM has it).
    func tellsKeys(_ arrival: Arrival) -> Bool {
        let message = arrival.message
        if let event = arrival.fields.event,
            message.equals(event.package, lowercase: "kpml")
                || message.equals(event.package, lowercase: "telephone-event")
        {
            return true
        }
        guard let type = arrival.fields.contentType else { return false }
        return [
            "application/kpml-", "audio/telephone-event", "application/dtmf", "application/vnd.nortelnetworks.digits",
        ]
        .contains { message.begins(type, lowercase: $0) }
    }

    /// The refusal of an INVITE that takes a key of a shared line; nil when it takes none, or one of the sender's own. FreeSWITCH joins or
    /// takes over the call on that key of the line that From names.
    func refusedAppearance(_ arrival: Arrival, by sender: Sender) -> Outcome? {
        guard !arrival.isInDialog, CallInfoText.namesKey(arrival.message) else { return nil }
        var judgement = arrival.judgement(.reject, rule: sender.failure, by: sender)
        judgement.question = .listen
        if let place = guest(sender, arrival)?.organization, let line = dialledUser(arrival.fields.from.uri, arrival),
            opens(line, in: place, to: nil)
        {
            return nil
        }
        guard let user = sender.user, let organization = sender.organization else {
            return turnAway(arrival, sender, judged: judgement)
        }
        guard let line = dialledUser(arrival.fields.from.uri, arrival), isOwn(line, of: user, organization) else {
            judgement.rule = "appearance-of-another"
            return forbid(arrival, judged: judgement)
        }
        // A call to somebody else takes a key of one's own; one to nobody in particular might not.
        guard resource(of: arrival) != nil else {
            judgement.rule = "target-mismatch"
            return forbid(arrival, judged: judgement)
        }
        return nil
    }
}
