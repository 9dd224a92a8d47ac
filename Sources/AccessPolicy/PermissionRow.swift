/// A setting, compiled.
enum Grant: Hashable, Sendable {
    case everyone
    case nobody
    /// The number of a set in ``UserSets``.
    case named(UInt32)
}

/// The three settings of an extension, compiled. Extensions with the same rule share a row.
struct PermissionRow: Hashable, Sendable {
    let status: Grant
    let callers: Grant
    let listening: Grant
}

/// A yes or no with the rule that gave it.
struct Answer: Equatable, Sendable {
    let isYes: Bool
    let rule: Rule

    static func yes(_ rule: Rule) -> Answer { Answer(isYes: true, rule: rule) }
    static func no(_ rule: Rule) -> Answer { Answer(isYes: false, rule: rule) }
}

extension UserSets {
    /// May the user see the status, owning the extension or not?
    ///
    /// `nobody` is final but for the owner. Being named for the connected callers opens the gate; `everyone` there does
    /// not, because it is the default and would make every `status` list void.
    func maySeeStatus(_ row: PermissionRow, _ user: UInt32, owns: Bool) -> Answer {
        if owns { return .yes(.owner) }
        switch row.status {
        case .everyone: return .yes(.statusEveryone)
        case .nobody: return .no(.statusNobody)
        case .named(let set):
            if contains(user, in: set) { return .yes(.statusNamed) }
            if case .named(let callers) = row.callers, contains(user, in: callers) {
                return .yes(.openedByConnectedCallers)
            }
            return .no(.statusNotNamed)
        }
    }

    /// May the user see the connected callers? `status` is the answer for the status of the same row and user.
    func maySeeCallers(_ row: PermissionRow, _ user: UInt32, status: Answer) -> Answer {
        guard status.isYes, status.rule != .owner, status.rule != .openedByConnectedCallers else { return status }
        switch row.callers {
        case .everyone: return .yes(.callersEveryone)
        case .nobody: return .no(.callersNobody)
        case .named(let set): return contains(user, in: set) ? .yes(.callersNamed) : .no(.callersNotNamed)
        }
    }

    /// Does the grant name the user as one who may listen, and does nothing want for consent? Owning an extension gives nothing here.
    func mayListen(_ grant: Grant, _ user: UInt32, lacksConsent: Bool) -> Answer {
        switch grant {
        case .named(let set):
            guard contains(user, in: set) else { return .no(.listeningNotNamed) }
            return lacksConsent ? .no(.consentMissing) : .yes(.listeningNamed)
        // The compiler refuses `everyone` for listening; should one get here, it gives nothing.
        case .everyone, .nobody: return .no(.listeningNobody)
        }
    }
}
