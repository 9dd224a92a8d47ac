import AccessPolicy
import SIPMessage

/// What a dialled code needs, and whether the sender has it.
extension Pipeline {
    /// Judges a request that dials what these codes mean; every one of them must be granted.
    ///
    /// - Parameter hosts: what the dialled URI names as the place of the number. One of another organisation means that one's extension.
    func judge(
        _ found: [FeatureCodes.Match],
        dialled: [UInt8],
        at hosts: [[UInt8]] = [],
        _ arrival: Arrival,
        by sender: Sender,
        in dialog: DialogToken?
    ) -> Outcome {
        let listens = found.contains { $0.right == .listening }
        var judgement = arrival.judgement(.reject, rule: sender.failure, by: sender)
        judgement.question = listens ? .listen : .status
        judgement.target = dialled
        let guest = hosts.first.flatMap { self.guest(sender, at: $0) }
        let user = sender.user
        guard let organization = guest?.organization ?? (user == nil ? nil : sender.organization) else {
            return turnAway(arrival, sender, judged: judgement)
        }
        for host in hosts {
            guard let named = snapshot.organization(domain: host.span), named != organization else { continue }
            judgement.rule = Rule.otherOrganization.identifier
            return forbid(arrival, judged: judgement)
        }
        let needs = needs(found, in: organization)
        var granted: Permit?
        for need in needs {
            judgement.target = if case .extension(let number) = need.target { number } else { dialled }
            switch decision(on: need, in: organization, by: user) {
            case .permit(let permit):
                granted = permit
            case .deny(let denial):
                guard guest == nil else { return turnAway(arrival, sender, judged: judgement) }
                judgement.rule = denial.rule.identifier
                return forbid(arrival, judged: judgement)
            }
        }
        guard let granted else { return forbid(arrival, judged: judgement) }
        if guest != nil { judgement.organization = organization }
        if listens {
            let isOpen = needs.allSatisfy { opens($0, in: organization, to: user) }
            let proven = isOpen ? sender : provenForListening(sender, arrival)
            guard isOpen || proven.user != nil else {
                judgement.rule = proven.failure
                return turnAway(arrival, proven, judged: judgement)
            }
            judgement.how = proven.how
            if dialog != nil, arrival.message.method == .refer {
                // Not the sender would listen but whoever is at the other end of its call, where the end of the right would not reach.
                judgement.rule = "listening-for-another"
                return forbid(arrival, judged: judgement)
            }
            if dialog == nil,
                let refused = refusedListening(arrival, listeningTo: listened(to: needs), judged: judgement)
            {
                return refused
            }
        }
        judgement.verdict = .forward
        judgement.rule = granted.rule.identifier
        return routed(arrival, in: dialog, judged: judgement) { pbx in
            var outcome =
                if let dialog {
                    toPBXInDialog(arrival, dialog, pbx, under: granted, judged: judgement)
                } else {
                    begin(
                        arrival,
                        callToken(arrival, pbx, by: guest ?? sender, listeningTo: listens ? listened(to: needs) : nil),
                        pbx,
                        under: granted,
                        judged: judgement
                    )
                }
            // What is refused here after all is on record already.
            if outcome.judgement.verdict == .forward {
                outcome.actions.append(.audit(record(outcome.judgement, of: arrival)))
            }
            return outcome
        }
    }

    private func begin(
        _ arrival: Arrival,
        _ token: DialogToken,
        _ pbx: PBX,
        under permit: Permit,
        judged judgement: Judgement
    ) -> Outcome {
        let outcome = toPBX(arrival, pbx, under: permit, anchor: .dialog(token), judged: judgement)
        return outcome.seen(sighting(ofListening: arrival, token, sent: outcome.actions.first))
    }

    /// What the codes of one dialled string need, in this organisation.
    ///
    /// What follows a code is a number, or a name that the policy knows; anything else (`201;x`, `,201`) is a spelling of one that is judged as well,
    /// or else nobody knows what the PBX makes of it, and it needs the right over every extension.
    func needs(_ found: [FeatureCodes.Match], in organization: OrganizationID) -> [FeatureCodes.Match] {
        var (needs, spellings): ([FeatureCodes.Match], [(FeatureCodes.Right, [UInt8])]) = ([], [])
        for match in found {
            guard case .extension(let number) = match.target, !isNumberOrKnown(number, in: organization) else {
                needs.append(match)
                continue
            }
            spellings.append((match.right, number))
        }
        let named = needs
        for (right, spelling) in spellings where !isSpelling(spelling, ofOneAmong: named, right) {
            let everyone = FeatureCodes.Match(right: right, target: .everyone)
            if !needs.contains(everyone) { needs.append(everyone) }
        }
        return needs
    }

    private func isNumberOrKnown(_ number: [UInt8], in organization: OrganizationID) -> Bool {
        if snapshot.knows(number.span, in: organization) { return true }
        // Where the PBX may collect more digits, a number that the policy does not list may be the beginning of one that it does.
        return settings.featureCodes.overlap == .pass && number.allSatisfy(ASCII.isDigit)
    }

    /// Whether a PBX that reads the spelling as somebody reads it as one of those named, or the other way round.
    private func isSpelling(_ spelling: [UInt8], ofOneAmong named: [FeatureCodes.Match], _ right: FeatureCodes.Right)
        -> Bool
    {
        let readings = DialledUser(unescaped: spelling, for: pbx.profile).forms
        return named.contains { match in
            guard match.right == right, case .extension(let number) = match.target else { return false }
            return readings.contains(number)
                || DialledUser(unescaped: number, for: pbx.profile).forms.contains(spelling)
        }
    }

    func decision(on need: FeatureCodes.Match, in organization: OrganizationID, by user: UserID?) -> Decision {
        switch (need.right, need.target) {
        case (.listening, .everyone): snapshot.listeningToEveryone(in: organization, by: user)
        case (.listening, .extension(let number)): snapshot.listening(to: number.span, in: organization, by: user)
        case (.callers, .everyone): snapshot.monitoringEveryone(in: organization, by: user)
        case (.callers, .extension(let number)):
            callers(of: DialledUser(unescaped: number, for: pbx.profile), in: organization, by: user)
        }
    }

    /// Whether what a code needs goes without the policy of the organisation.
    private func opens(_ need: FeatureCodes.Match, in organization: OrganizationID, to user: UserID?) -> Bool {
        switch need.target {
        case .everyone: snapshot.isOpenToAll
        case .extension(let number): snapshot.opens(number.span, in: organization, to: user)
        }
    }

    /// The token's resource: whom a code listens to, empty when that is not one extension.
    private func listened(to needs: [FeatureCodes.Match]) -> [UInt8] {
        guard needs.count == 1, case .extension(let number)? = needs.first?.target else { return [] }
        return number
    }
}
