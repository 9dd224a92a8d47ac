import AccessPolicy

/// A second, naive engine: reads the model as written and loops over it for every question.
///
/// It shares no code with the engine and knows nothing of ids, rows, sets or tables.
struct Oracle {
    let organization: Organization
    /// Consents of all organisations, in the order in which they were given and withdrawn.
    var consents: [ConsentEvent] = []

    /// What the oracle says about one watcher and one target.
    struct Verdict: Equatable {
        var status: Bool
        var callers: Bool
        var listen: Bool
        var owns: Bool
    }

    static let nothing = Verdict(status: false, callers: false, listen: false, owns: false)

    /// `watcher` is the name of a user of this organisation.
    func verdict(_ watcher: String, _ target: String) -> Verdict {
        let wanted = target.lowercased()
        var numbers: [String] = []
        for settings in organization.extensions where settings.number.value.lowercased() == wanted {
            numbers = [settings.number.value]
        }
        for user in organization.users {
            for number in user.extensions where number.value.lowercased() == wanted { numbers = [number.value] }
        }
        if numbers.isEmpty {
            for user in organization.users where user.name.value.lowercased() == wanted {
                let isSelf = user.name.value == watcher
                let owned = user.extensions.map(\.value)
                var all = (owned.isEmpty ? [target] : owned).map { judge(watcher, $0, owns: isSelf) }
                var strictest = all.removeFirst()
                for other in all {
                    strictest.status = strictest.status && other.status
                    strictest.callers = strictest.callers && other.callers
                    strictest.listen = strictest.listen && other.listen
                }
                return strictest
            }
            numbers = [target]
        }
        let owns = organization.users.contains { user in
            user.name.value == watcher && user.extensions.contains { $0.value == numbers[0] }
        }
        return judge(watcher, numbers[0], owns: owns)
    }

    /// Whether the watcher may listen to all extensions there are, and to one that is not listed.
    func mayListenToEveryone(_ watcher: String) -> Bool {
        var numbers = organization.extensions.map(\.number.value)
        for user in organization.users { numbers += user.extensions.map(\.value) }
        numbers.append("not-listed-anywhere")
        return numbers.allSatisfy { judge(watcher, $0, owns: false).listen }
    }

    /// Whether the watcher sees the callers of all extensions there are, and of one that is not listed.
    func seesEveryCaller(_ watcher: String) -> Bool {
        var numbers = organization.extensions.map(\.number.value)
        for user in organization.users { numbers += user.extensions.map(\.value) }
        numbers.append("not-listed-anywhere")
        return numbers.allSatisfy { verdict(watcher, $0).callers }
    }

    private func judge(_ watcher: String, _ number: String, owns: Bool) -> Verdict {
        var status = organization.defaults.status.value
        var callers = organization.defaults.connectedCallers.value
        var listening = organization.defaults.listenWhisperBarge.value
        for settings in organization.extensions where settings.number.value == number {
            if let own = settings.status { status = own.value }
            if let own = settings.connectedCallers { callers = own.value }
            if let own = settings.listenWhisperBarge { listening = own.value }
        }
        var verdict = Oracle.nothing
        verdict.owns = owns
        verdict.status =
            owns || status == .everyone || names(status, watcher) || (status != .nobody && names(callers, watcher))
        verdict.callers = owns || (verdict.status && (callers == .everyone || names(callers, watcher)))
        verdict.listen =
            organization.listening == .enabled && names(listening, watcher) && !lacksConsent(number)
        return verdict
    }

    private func lacksConsent(_ number: String) -> Bool {
        var isRequired = organization.consent == .required
        var isKnown = false
        for settings in organization.extensions where settings.number.value.lowercased() == number.lowercased() {
            isKnown = true
            if let own = settings.consent { isRequired = own == .required }
        }
        var owner: String?
        for user in organization.users where user.extensions.contains(where: { $0.value == number }) {
            isKnown = true
            owner = user.name.value
        }
        var stands = false
        for event in consents {
            guard event.organization.lowercased() == organization.name.value.lowercased() else { continue }
            guard event.number.lowercased() == number.lowercased() else { continue }
            if event.isWithdrawal {
                stands = false
            } else if event.owner == owner {
                stands = true
            }
        }
        return isRequired && !(isKnown && stands)
    }

    private func names(_ audience: Audience, _ watcher: String) -> Bool {
        guard case .only(let members) = audience else { return false }
        return members.contains { has($0, watcher) }
    }

    private func has(_ member: Member, _ watcher: String) -> Bool {
        switch member.kind {
        case .user: return member.name == watcher
        case .role:
            for role in organization.roles where role.name.value == member.name {
                for inner in role.members where has(inner, watcher) { return true }
            }
            return false
        }
    }
}
