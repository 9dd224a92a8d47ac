import AccessPolicy
import SIPMessage

/// A listening call that was permitted: what the PBX says on it about who is listened to. Who may listen may not see the caller for that.
extension Pipeline {
    /// Whether the watcher of a listening call may not see the connected callers of whom it listens to; the policy in force is asked each time.
    func hidesCallers(_ token: DialogToken) -> Bool {
        guard token.kind == .listening else { return false }
        let (user, organization) = self.user(of: token.watcher)
        return hidesCallers(of: [token.resource.isEmpty ? .everyone : .extension(token.resource)], user, organization)
    }

    /// The same for an answer of the PBX on such a call, which need not carry the token: the watcher is in From, the code in To.
    func hidesCallers(answer arrival: Arrival) -> Bool {
        // The phone has written To, and in its call what it liked.
        if let known = listeningCall(of: arrival) { return hidesCallers(known.token) }
        let watcher = address(of: arrival.fields.from.uri, in: arrival.message)
        let (user, organization) = watcher.map(self.user(of:)) ?? (nil, nil)
        let found = codes(in: arrival.fields.to.uri, arrival).filter { $0.right == .listening }
        let needed = organization.map { needs(found, in: $0) } ?? found
        return hidesCallers(of: needed.map { $0.target }, user, organization)
    }

    private func hidesCallers(of targets: [FeatureCodes.Target], _ user: UserID?, _ organization: OrganizationID?)
        -> Bool
    {
        guard let organization, user != nil || snapshot.isOpen(organization), !targets.isEmpty else { return true }
        return targets.contains { target in
            switch target {
            case .everyone: snapshot.monitoringEveryone(in: organization, by: user).disclosure != .full
            case .extension(let number):
                disclosure(of: DialledUser(unescaped: number, for: pbx.profile), in: organization, to: user).disclosure
                    != .full
            }
        }
    }

    /// What stands in the branch of a request of a phone, so that its answer can be told. An INVITE, its CANCEL and its ACK have the same: those
    /// outside a dialog have one Request-URI, those within have one Route.
    func mark(of arrival: Arrival) -> Branch.Mark {
        if arrival.isInDialog, let token = ownToken(in: arrival) {
            guard isListening(token, arrival) else { return .plain }
            return arrival.message.method == .bye && isSentToCall(arrival) ? .end : .listening
        }
        guard let uri = arrival.fields.requestURI else { return .plain }
        switch arrival.message.method {
        case .invite: return listens(uri, arrival) || callsAList(arrival) ? .listening : .plain
        case .ack, .cancel:
            if listens(uri, arrival) { return .listening }
            let asked = listeningCall(of: arrival)?.opening?.number == arrival.fields.cseqNumber
            return asked ? .listening : .plain
        default: return .plain
        }
    }

    /// What is known of the dialog under whose Call-ID and tag a phone's request, or the answer to one, is.
    func liveDialog(of arrival: Arrival) -> LiveDialog? {
        bindings.live(LiveKey(callID: arrival.callID, tag: arrival.fromTag))
    }

    /// The listening call in progress under whose Call-ID and tag a phone's request, or the answer to one, is.
    func listeningCall(of arrival: Arrival) -> LiveDialog? {
        guard let known = liveDialog(of: arrival), known.isListening, known.until > arrival.now else { return nil }
        return known
    }

    /// A message of the PBX as somebody may have it who listens and sees no callers: the headers of ``AllowedHeaders``, and of bodies what a
    /// session or a transfer cannot be without.
    func hideCallers(_ edit: inout MessageEdit, _ arrival: Arrival) {
        keepAllowed(&edit, arrival, in: .call)
        let type = arrival.message.first(.contentEncoding) == nil ? arrival.fields.contentType : nil
        let media = type.map { MediaType($0, in: arrival.message) }
        if media?.isSessionDescription == true { return }
        guard media?.isSIPFragment == true else { return edit.removeBody() }
        let body = arrival.message.copy(arrival.message.body)
        let fragment = StatusFragment(body)
        // The headers above are written for a session; this body brings its own type.
        if fragment == .plain { edit.replaceBody(contentType: "message/sipfrag", body) }
        reduce(&edit, to: fragment)
    }

    /// Leaves of a transfer's fragment the status line.
    func reduce(_ edit: inout MessageEdit, to fragment: StatusFragment) {
        switch fragment {
        case .plain: break
        case .reduced(let line): edit.replaceBody(contentType: "message/sipfrag", line)
        case .unreadable: edit.removeBody()
        }
    }

    /// The refusal of what a watcher may not send while it listens.
    func onListening(_ arrival: Arrival, _ token: DialogToken, rule: String) -> Judgement {
        var judgement = arrival.judgement(.reject, rule: rule)
        judgement.question = .listen
        (judgement.watcher, judgement.organization) = user(of: token.watcher)
        judgement.how = .dialog
        judgement.target = token.resource
        return judgement
    }

    /// The judgement of a message that ``hideCallers`` has been at.
    func judgedWithoutCallers(_ arrival: Arrival) -> Judgement {
        var judgement = arrival.judgement(.rebuild, rule: "listening-without-callers")
        judgement.question = .listen
        judgement.disclosure = .status
        return judgement
    }
}
