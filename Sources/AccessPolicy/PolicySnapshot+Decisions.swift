extension PolicySnapshot {
    /// May the watcher monitor the target, and how much may be told?
    ///
    /// - Parameters:
    ///   - target: the user part of the resource's URI, unescaped: an extension, or a user's name, which stands for all
    ///     extensions of that user and has the most restrictive of their answers. Anything else, and a user without
    ///     extensions, has the organisation's defaults.
    ///   - organization: the organisation of the target.
    ///   - watcher: who asks; nil for one who is not identified.
    /// - Returns: a permit of `status` or `full`, or a denial.
    public func monitoring(
        of target: Span<UInt8>,
        in organization: OrganizationID,
        by watcher: UserID?
    ) -> Decision {
        let decision = enforcedMonitoring(of: target, in: organization, by: watcher)
        return isUnenforced ? opened(decision, target, in: organization, by: watcher) : decision
    }

    private func enforcedMonitoring(
        of target: Span<UInt8>,
        in organization: OrganizationID,
        by watcher: UserID?
    ) -> Decision {
        switch standing(of: watcher, in: organization) {
        case .stranger(let rule): return .deny(Denial(rule: rule))
        case .member(let place, let watcher, let local):
            switch subject(target, in: organization) {
            case .extension(let number):
                let record = tables.extensions[number]
                return monitoring(row: record.row, by: local, owns: record.owner == watcher)
            case .user(let user):
                if user == watcher { return .permit(Permit(rule: .owner, disclosure: .full)) }
                return monitoring(user: user, place, by: local)
            case .unlisted: return monitoring(row: place.defaultRow, by: local, owns: false)
            }
        }
    }

    /// May the watcher listen in on, whisper into or join the calls of the target? Parameters as for monitoring.
    public func listening(
        to target: Span<UInt8>,
        in organization: OrganizationID,
        by watcher: UserID?
    ) -> Decision {
        let decision = enforcedListening(to: target, in: organization, by: watcher)
        return isUnenforced ? opened(decision, target, in: organization, by: watcher) : decision
    }

    private func enforcedListening(
        to target: Span<UInt8>,
        in organization: OrganizationID,
        by watcher: UserID?
    ) -> Decision {
        switch standing(of: watcher, in: organization) {
        case .stranger(let rule): return .deny(Denial(rule: rule))
        case .member(let place, _, let local):
            guard place.isListeningEnabled else { return .deny(Denial(rule: .listeningDisabled)) }
            switch subject(target, in: organization) {
            case .extension(let number): return listening(number, by: local)
            case .user(let user): return listening(user: user, place, by: local)
            case .unlisted: return listeningToUnlisted(place, by: local)
            }
        }
    }

    /// May the watcher listen to every extension, listed or not? For feature codes that carry no target.
    public func listeningToEveryone(in organization: OrganizationID, by watcher: UserID?) -> Decision {
        let decision = enforcedListeningToEveryone(in: organization, by: watcher)
        return isUnenforced ? openedForEveryone(decision, in: organization) : decision
    }

    private func enforcedListeningToEveryone(in organization: OrganizationID, by watcher: UserID?) -> Decision {
        switch standing(of: watcher, in: organization) {
        case .stranger(let rule): return .deny(Denial(rule: rule))
        case .member(let place, _, let local):
            guard place.isListeningEnabled else { return .deny(Denial(rule: .listeningDisabled)) }
            let grant = place.listeningToEveryone
            return decision(tables.sets.mayListen(grant, local, lacksConsent: place.anyLacksConsent))
        }
    }

    /// May the watcher see the connected callers of every extension, listed or not? For what picks up a call without naming a resource.
    ///
    /// - Returns: a permit of `full`, or a denial; nothing between.
    public func monitoringEveryone(in organization: OrganizationID, by watcher: UserID?) -> Decision {
        let decision = enforcedMonitoringEveryone(in: organization, by: watcher)
        return isUnenforced ? openedForEveryone(decision, in: organization) : decision
    }

    private func enforcedMonitoringEveryone(in organization: OrganizationID, by watcher: UserID?) -> Decision {
        switch standing(of: watcher, in: organization) {
        case .stranger(let rule): return .deny(Denial(rule: rule))
        case .member(let place, _, let local):
            let row = PermissionRow(status: .everyone, callers: place.seeingEveryCaller, listening: .nobody)
            return decision(tables.sets.maySeeCallers(row, local, status: .yes(.statusEveryone)))
        }
    }

    /// Whether the target is an extension that the watcher owns, or the watcher's own name.
    public func owns(_ target: Span<UInt8>, in organization: OrganizationID, _ watcher: UserID?) -> Bool {
        if isUnenforced, opens(target, in: organization, to: watcher) { return true }
        guard case .member(_, let watcher, _) = standing(of: watcher, in: organization) else { return false }
        switch subject(target, in: organization) {
        case .extension(let number): return tables.extensions[number].owner == watcher
        case .user(let user): return user == watcher
        case .unlisted: return false
        }
    }

    /// Whether the policy says anything of the target: a listed or owned extension, or a user's name.
    public func knows(_ target: Span<UInt8>, in organization: OrganizationID) -> Bool {
        guard holds(organization) else { return false }
        if case .unlisted = subject(target, in: organization) { return false }
        return true
    }

    /// Leave to forward a message that is none of the policy's business.
    public func passThrough(_ reason: PassThrough) -> Permit {
        Permit(rule: .passThrough(reason), disclosure: .full)
    }
}

// MARK: Who and what

extension PolicySnapshot {
    /// A watcher in relation to an organisation.
    enum Standing {
        /// Refused before any setting is looked at.
        case stranger(Rule)
        /// The watcher's number over all organisations, and within the own one.
        case member(OrganizationRecord, watcher: UInt32, local: UInt32)
    }

    /// What a target is.
    enum Subject {
        case `extension`(Int)
        case user(UInt32)
        case unlisted
    }

    func standing(of watcher: UserID?, in organization: OrganizationID) -> Standing {
        guard holds(organization) else { return .stranger(.unknownDomain) }
        guard let watcher, holds(watcher) else { return .stranger(.unidentifiedWatcher) }
        guard tables.users[Int(watcher.index)].organization == organization.index else {
            return .stranger(.otherOrganization)
        }
        let record = tables.organizations[Int(organization.index)]
        return .member(record, watcher: watcher.index, local: watcher.index &- record.firstUser)
    }

    func subject(_ target: Span<UInt8>, in organization: OrganizationID) -> Subject {
        if let number = tables.extensionTable.value(of: target, scope: organization.index) {
            return .extension(Int(number))
        }
        if let user = tables.userTable.value(of: target, scope: organization.index) { return .user(user) }
        return .unlisted
    }
}

// MARK: Answers

extension PolicySnapshot {
    private func monitoring(row number: UInt32, by local: UInt32, owns: Bool) -> Decision {
        let row = tables.rows[Int(number)]
        let status = tables.sets.maySeeStatus(row, local, owns: owns)
        guard status.isYes else { return .deny(Denial(rule: status.rule)) }
        let callers = tables.sets.maySeeCallers(row, local, status: status)
        return .permit(Permit(rule: callers.rule, disclosure: callers.isYes ? .full : .status))
    }

    private func monitoring(user: UInt32, _ place: OrganizationRecord, by local: UInt32) -> Decision {
        let record = tables.users[Int(user)]
        guard record.ownedCount > 0 else { return monitoring(row: place.defaultRow, by: local, owns: false) }
        var strictest = monitoring(row: ownedRow(record, 0), by: local, owns: false)
        for offset in 1..<record.ownedCount {
            let decision = monitoring(row: ownedRow(record, offset), by: local, owns: false)
            if decision.disclosure < strictest.disclosure { strictest = decision }
        }
        return strictest
    }

    private func listening(_ number: Int, by local: UInt32) -> Decision {
        let record = tables.extensions[number]
        let grant = tables.rows[Int(record.row)].listening
        return decision(tables.sets.mayListen(grant, local, lacksConsent: record.lacksConsent))
    }

    private func listeningToUnlisted(_ place: OrganizationRecord, by local: UInt32) -> Decision {
        let grant = tables.rows[Int(place.defaultRow)].listening
        return decision(tables.sets.mayListen(grant, local, lacksConsent: place.unlistedLacksConsent))
    }

    private func listening(user: UInt32, _ place: OrganizationRecord, by local: UInt32) -> Decision {
        let record = tables.users[Int(user)]
        guard record.ownedCount > 0 else { return listeningToUnlisted(place, by: local) }
        for offset in 0..<record.ownedCount {
            let decision = listening(owned(record, offset), by: local)
            if case .deny = decision { return decision }
        }
        return listening(owned(record, 0), by: local)
    }

    private func ownedRow(_ user: UserRecord, _ offset: Int) -> UInt32 {
        tables.extensions[owned(user, offset)].row
    }

    private func owned(_ user: UserRecord, _ offset: Int) -> Int {
        Int(tables.owned[user.firstOwned &+ offset])
    }

    private func decision(_ answer: Answer) -> Decision {
        answer.isYes
            ? .permit(Permit(rule: answer.rule, disclosure: .full))
            : .deny(Denial(rule: answer.rule))
    }
}
