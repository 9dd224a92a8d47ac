/// Answers for one organisation with reasons in words.
///
/// The answers are those of the functions that decide messages; only the choice of words is its own.
struct Explainer {
    private enum Consent { case notRequired, recorded, missing, impossible }

    /// An extension that a target stands for.
    private struct Covered {
        let name: String
        /// What is to be said of it beside its name.
        let remark: String
        let row: Int
        let isOwn: Bool
        let consent: Consent

        var words: String { name + remark }
    }

    private struct Reasoned {
        let answer: Answer
        let reason: String
    }

    private static let notListed = " (not listed, so the defaults hold)"

    let text: OrganizationText
    private let snapshot: PolicySnapshot
    private let organization: OrganizationID
    private let record: OrganizationRecord
    private let reasons: ReasonText

    /// An explainer; nil for an id of another snapshot.
    init?(_ snapshot: PolicySnapshot, _ organization: OrganizationID) {
        guard let text = snapshot.text(of: organization) else { return nil }
        self.text = text
        self.snapshot = snapshot
        self.organization = organization
        record = snapshot.tables.organizations[Int(organization.index)]
        let first = Int(record.firstUser)
        reasons = ReasonText(
            roles: text.roles,
            users: snapshot.tables.userNames[first..<first + text.userCount]
        )
    }

    /// What a user of this organisation, called `watcher`, may do with a target.
    func explain(_ watcher: String, _ user: UserID, _ target: String) -> Explanation {
        let covered = covered(by: target, watcher: user)
        let status = strictest(covered) { statusAnswer($0, user) }
        let callers = strictest(covered) { callersAnswer($0, user) }
        let listen = listeningAnswer(covered, user)
        return Explanation(
            watcher: watcher,
            target: target,
            status: status.answer.isYes,
            connectedCallers: callers.answer.isYes,
            listen: listen.answer.isYes,
            listenRule: listen.answer.rule,
            disclosure: status.answer.isYes ? (callers.answer.isYes ? .full : .status) : .none,
            mode: record.mode,
            reasons: Explanation.Reasons(status: status.reason, connectedCallers: callers.reason, listen: listen.reason)
        )
    }

    // MARK: What a target stands for

    private func covered(by target: String, watcher: UserID) -> [Covered] {
        let tables = snapshot.tables
        switch snapshot.subject(target.utf8Span.span, in: organization) {
        case .extension(let number):
            let isOwn = tables.extensions[number].owner == watcher.index
            return [covered(number, name: tables.extensionNumbers[number], isOwn: isOwn)]
        case .user(let user):
            let name = tables.userNames[Int(user)]
            let isOwn = user == watcher.index
            let record = tables.users[Int(user)]
            let owned = tables.owned[record.firstOwned..<record.firstOwned + record.ownedCount]
            guard !owned.isEmpty else {
                return [unlisted(name, " (who has no extension, so the defaults hold)", isOwn: isOwn)]
            }
            return owned.map { number in
                covered(Int(number), name: "\(tables.extensionNumbers[Int(number)]) of \(name)", isOwn: isOwn)
            }
        case .unlisted:
            return [unlisted(target, Self.notListed, isOwn: false)]
        }
    }

    private func covered(_ number: Int, name: String, isOwn: Bool) -> Covered {
        let remark = snapshot.tables.isListed[number] ? "" : Self.notListed
        let row = snapshot.tables.extensions[number].row
        var consent = Consent.notRequired
        if snapshot.tables.isConsentRequired[number] {
            consent = snapshot.tables.extensions[number].lacksConsent ? .missing : .recorded
        }
        return Covered(name: name, remark: remark, row: Int(row), isOwn: isOwn, consent: consent)
    }

    private func unlisted(_ name: String, _ remark: String, isOwn: Bool) -> Covered {
        let consent: Consent = record.unlistedLacksConsent ? .impossible : .notRequired
        return Covered(name: name, remark: remark, row: Int(record.defaultRow), isOwn: isOwn, consent: consent)
    }

    private func strictest(_ covered: [Covered], _ ask: (Covered) -> Reasoned) -> Reasoned {
        let answers = covered.map(ask)
        return answers.first { !$0.answer.isYes } ?? answers[0]
    }

    // MARK: The three questions

    private func statusAnswer(_ covered: Covered, _ user: UserID) -> Reasoned {
        let local = user.index - record.firstUser
        let rule = snapshot.tables.rules[covered.row]
        let answer = snapshot.tables.sets.maySeeStatus(
            snapshot.tables.rows[covered.row],
            local,
            owns: covered.isOwn
        )
        let own = reasons.setting(.status, of: covered.words, rule.status, for: local)
        switch answer.rule {
        case .owner: return Reasoned(answer: answer, reason: "\(reasons.name(local)) owns \(covered.name)")
        case .openedByConnectedCallers:
            let other = reasons.setting(.connectedCallers, of: covered.words, rule.callers, for: local)
            return Reasoned(answer: answer, reason: "\(own); but \(other), and that opens the status too")
        default: return Reasoned(answer: answer, reason: own)
        }
    }

    private func callersAnswer(_ covered: Covered, _ user: UserID) -> Reasoned {
        let local = user.index - record.firstUser
        let status = statusAnswer(covered, user)
        guard status.answer.isYes else {
            let reason = "the status is refused, and the callers with it: \(status.reason)"
            return Reasoned(answer: status.answer, reason: reason)
        }
        if status.answer.rule == .owner { return status }
        let answer = snapshot.tables.sets.maySeeCallers(
            snapshot.tables.rows[covered.row],
            local,
            status: status.answer
        )
        let audience = snapshot.tables.rules[covered.row].callers
        let reason = reasons.setting(.connectedCallers, of: covered.words, audience, for: local)
        return Reasoned(answer: answer, reason: reason)
    }

    private func listeningAnswer(_ covered: [Covered], _ user: UserID) -> Reasoned {
        guard record.isListeningEnabled else {
            return Reasoned(
                answer: .no(.listeningDisabled),
                reason: "listening is switched off for \(text.name) by the operator"
            )
        }
        let local = user.index - record.firstUser
        return strictest(covered) { covered in
            let answer = snapshot.tables.sets.mayListen(
                snapshot.tables.rows[covered.row].listening,
                local,
                lacksConsent: covered.consent == .missing || covered.consent == .impossible
            )
            let audience = snapshot.tables.rules[covered.row].listening
            let setting = reasons.setting(.listenWhisperBarge, of: covered.words, audience, for: local)
            return Reasoned(answer: answer, reason: words(answer.rule, setting, covered))
        }
    }

    /// Whether a user may listen to a target, by which rule, and why in words.
    func listening(_ user: UserID, to target: String) -> (rule: Rule, words: String) {
        let reasoned = listeningAnswer(covered(by: target, watcher: user), user)
        return (reasoned.answer.rule, reasoned.reason)
    }

    /// The same for what names no extension. Of those that refuse, the first is named.
    func listeningToEveryone(_ user: UserID) -> (rule: Rule, words: String) {
        let decision = snapshot.listeningToEveryone(in: organization, by: user)
        let local = user.index - record.firstUser
        guard case .deny(let denial) = decision, denial.rule != .listeningDisabled else {
            let words =
                record.isListeningEnabled
                ? "\(reasons.name(local)) may listen to every extension" : listeningAnswer([], user).reason
            return (decision.rule, words)
        }
        let refusing = text.extensions.first { number in
            let place = snapshot.tables.extensions[number]
            let grant = snapshot.tables.rows[Int(place.row)].listening
            return !snapshot.tables.sets.mayListen(grant, local, lacksConsent: place.lacksConsent).isYes
        }
        let first =
            refusing.map { covered($0, name: snapshot.tables.extensionNumbers[$0], isOwn: false) }
            ?? unlisted("one that is not listed", "", isOwn: false)
        let reason = listeningAnswer([first], user).reason
        return (denial.rule, "it names no extension, so that all are needed: \(reason)")
    }

    private func words(_ rule: Rule, _ setting: String, _ covered: Covered) -> String {
        switch (rule, covered.consent) {
        case (.consentMissing, .missing):
            "nobody may listen to \(covered.name) until a consent is recorded for it: `earshot consent record`"
        case (.consentMissing, _):
            "nobody may listen to \(covered.words): a consent is required, "
                + "and can be recorded only for an extension that is listed or owned"
        case (.listeningNamed, .recorded): "\(setting); the consent that this needs is recorded"
        case (.listeningNamed, _): setting
        default: covered.isOwn ? "\(setting); owning it gives no right to listen" : setting
        }
    }
}
