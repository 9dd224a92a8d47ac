/// What another policy gives to people and takes from them: one setting of one extension.
public struct RightsChange: Equatable, Sendable {
    /// The organisation.
    public let organization: String
    /// The extension; nil for every one that neither policy lists.
    public let target: String?
    /// What it is about.
    public let setting: Setting
    /// Who gets it; the names of the users, sorted.
    public let gained: [String]
    /// Who loses it.
    public let lost: [String]
}

extension PolicySnapshot {
    /// Whose rights another policy changes, by organisation, extension and setting. Slow: for commands and pages, not for messages.
    ///
    /// - Parameter extensions: the only ones in which the policies differ, by organisation; all are compared when nil.
    public func rightsChanges(
        to other: PolicySnapshot,
        in extensions: [String: Set<String>]? = nil
    ) -> [RightsChange] {
        var names: [String: String] = [:]
        for policy in [self, other] {
            for text in policy.tables.organizationTexts { names[ASCIICase.fold(text.name)] = text.name }
        }
        return names.sorted { $0.value < $1.value }.flatMap { _, name -> [RightsChange] in
            let only = extensions.map { $0[name] ?? [] }
            if only?.isEmpty == true { return [] }
            var comparison = RightsComparison(OrganizationRights(self, name), OrganizationRights(other, name))
            return comparison.changes(in: name, only)
        }
    }
}

extension PolicySnapshot {
    /// The same of one organisation in numbers, one for each setting. Takes seconds where the whole would take the memory of a machine: everybody loses everything.
    ///
    /// - Parameters:
    ///   - extensions: the only ones in which the policies differ; all are compared when nil.
    ///   - namesMax: so many of those concerned are named.
    public func rightsSummary(
        to other: PolicySnapshot,
        of organization: String,
        in extensions: Set<String>? = nil,
        namesMax: Int
    ) -> [RightsSummary] {
        var comparison = RightsComparison(
            OrganizationRights(self, organization),
            OrganizationRights(other, organization)
        )
        return Setting.allCases.map { comparison.summary($0, extensions, namesMax: namesMax) }
    }
}

/// One organisation of one policy, with its users numbered as in the comparison.
private struct OrganizationRights {
    private let tables: PolicyTables
    private let place: Int?
    /// The users by number within the organisation.
    let users: [String]
    /// The extensions that are listed or owned, by folded number.
    let extensions: [String: Int]

    init(_ policy: PolicySnapshot, _ name: String) {
        tables = policy.tables
        let folded = ASCIICase.fold(name)
        place = tables.organizationTexts.firstIndex { ASCIICase.fold($0.name) == folded }
        guard let place else {
            (users, extensions) = ([], [:])
            return
        }
        let (text, first) = (tables.organizationTexts[place], Int(tables.organizations[place].firstUser))
        users = Array(tables.userNames[first..<(first + text.userCount)])
        let numbers = tables.extensionNumbers
        extensions = Dictionary(
            text.extensions.map { (ASCIICase.fold(numbers[$0]), $0) },
            uniquingKeysWith: { one, _ in one }
        )
    }

    /// What decides for an extension, ownership apart; of one that is not listed when nil. Equal values have equal holders.
    struct Basis: Hashable {
        let row: UInt32
        let lacksConsent: Bool
    }

    func basis(_ number: Int?) -> Basis? {
        guard let place else { return nil }
        let organization = tables.organizations[place]
        guard let number else {
            return Basis(row: organization.defaultRow, lacksConsent: organization.unlistedLacksConsent)
        }
        return Basis(row: tables.extensions[number].row, lacksConsent: tables.extensions[number].lacksConsent)
    }

    func number(of extension: Int) -> String { tables.extensionNumbers[`extension`] }

    /// The owner's number within the organisation.
    func owner(_ number: Int?) -> UInt32? {
        guard let number, let place, tables.extensions[number].owner != ExtensionRecord.noOwner else { return nil }
        return tables.extensions[number].owner - tables.organizations[place].firstUser
    }

    /// Who has what a setting gives, ownership apart: numbers within the organisation.
    func holders(_ setting: Setting, _ basis: Basis?) -> [UInt32] {
        guard let basis, let place else { return [] }
        let row = tables.rows[Int(basis.row)]
        switch setting {
        case .status: return status(row)
        case .connectedCallers:
            switch row.callers {
            case .nobody: return []
            case .everyone: return status(row)
            // Who is named for the callers may see the status, unless nobody may.
            case .named(let set): return row.status == .nobody ? [] : tables.sets.members(of: set)
            }
        case .listenWhisperBarge:
            guard tables.organizations[place].isListeningEnabled, !basis.lacksConsent else { return [] }
            if case .named(let set) = row.listening { return tables.sets.members(of: set) }
            return []
        }
    }

    private func status(_ row: PermissionRow) -> [UInt32] {
        switch (row.status, row.callers) {
        case (.nobody, _): []
        case (.everyone, _): Array(0..<UInt32(users.count))
        case (.named(let set), .named(let callers)):
            Array(Set(tables.sets.members(of: set)).union(tables.sets.members(of: callers)))
        case (.named(let set), _): tables.sets.members(of: set)
        }
    }
}

/// Two policies of one organisation, side by side.
private struct RightsComparison {
    private struct Pair: Hashable {
        let old: OrganizationRights.Basis?
        let new: OrganizationRights.Basis?
        let setting: Setting
    }

    private typealias Difference = (gained: Set<String>, lost: Set<String>)

    private let old: OrganizationRights
    private let new: OrganizationRights
    /// The difference that two bases make is the same for every extension that has them.
    private var known: [Pair: Difference] = [:]
    /// Whether a number means the same user in both.
    private let hasSameUsers: Bool

    init(_ old: OrganizationRights, _ new: OrganizationRights) {
        (self.old, self.new) = (old, new)
        hasSameUsers = old.users == new.users
    }

    /// The extensions to compare; nil is every one that neither policy lists.
    private func targets(_ only: Set<String>?) -> [String?] {
        let numbers = only.map { Set($0.map(ASCIICase.fold)) } ?? Set(old.extensions.keys).union(new.extensions.keys)
        return (only == nil ? [nil] : []) + numbers.sorted().map(Optional.some)
    }

    mutating func changes(in organization: String, _ only: Set<String>?) -> [RightsChange] {
        var changes: [RightsChange] = []
        for target in targets(only) {
            let (before, after) = (target.flatMap { old.extensions[$0] }, target.flatMap { new.extensions[$0] })
            let name = after.map(new.number) ?? before.map(old.number)
            for setting in Setting.allCases {
                let (gained, lost) = difference(setting, before, after)
                guard !gained.isEmpty || !lost.isEmpty else { continue }
                changes.append(
                    RightsChange(
                        organization: organization,
                        target: name,
                        setting: setting,
                        gained: gained.sorted(),
                        lost: lost.sorted()
                    )
                )
            }
        }
        return changes
    }

    /// One setting in numbers. The time grows with the extensions and with the kinds of difference, not with their product with the users.
    mutating func summary(_ setting: Setting, _ only: Set<String>?, namesMax: Int) -> RightsSummary {
        var (gained, lost) = (RightsSummary.Tally(namesMax), RightsSummary.Tally(namesMax))
        var groups: [Pair: (count: Int, owners: [String: Int])] = [:]
        for target in targets(only) {
            let (before, after) = (target.flatMap { old.extensions[$0] }, target.flatMap { new.extensions[$0] })
            let pair = Pair(old: old.basis(before), new: new.basis(after), setting: setting)
            let name = after.map(new.number) ?? before.map(old.number)
            var own = Set<String>()
            if setting != .listenWhisperBarge {
                let (was, now) = (
                    old.owner(before).map { old.users[Int($0)] }, new.owner(after).map { new.users[Int($0)] }
                )
                own = Set([was, now].compactMap { $0 })
                for owner in own where was != now {
                    let (had, has) = (has(owner, was, setting, old, before), has(owner, now, setting, new, after))
                    if has, !had { gained.add(owner, name) }
                    if had, !has { lost.add(owner, name) }
                }
            }
            groups[pair, default: (0, [:])].count += 1
            for owner in own { groups[pair]?.owners[owner, default: 0] += 1 }
            let difference = difference(pair)
            gained.show(difference.gained, name, without: own)
            lost.show(difference.lost, name, without: own)
        }
        for (pair, group) in groups {
            let difference = difference(pair)
            gained.count(difference.gained, in: group.count, without: group.owners)
            lost.count(difference.lost, in: group.count, without: group.owners)
        }
        return RightsSummary(setting: setting, gained: gained, lost: lost)
    }

    private mutating func difference(_ setting: Setting, _ before: Int?, _ after: Int?) -> Difference {
        var result = difference(Pair(old: old.basis(before), new: new.basis(after), setting: setting))
        guard setting != .listenWhisperBarge else { return result }
        // Owners see their own extension, whatever it says.
        let (was, now) = (old.owner(before).map { old.users[Int($0)] }, new.owner(after).map { new.users[Int($0)] })
        if was == now {
            if let now {
                result.gained.remove(now)
                result.lost.remove(now)
            }
            return result
        }
        for name in Set([was, now].compactMap { $0 }) {
            let had = has(name, was, setting, old, before)
            let has = has(name, now, setting, new, after)
            result.gained.remove(name)
            result.lost.remove(name)
            if has, !had { result.gained.insert(name) }
            if had, !has { result.lost.insert(name) }
        }
        return result
    }

    private func has(
        _ name: String,
        _ owner: String?,
        _ setting: Setting,
        _ rights: OrganizationRights,
        _ number: Int?
    ) -> Bool {
        owner == name || rights.holders(setting, rights.basis(number)).contains { rights.users[Int($0)] == name }
    }

    private mutating func difference(_ pair: Pair) -> Difference {
        if let found = known[pair] { return found }
        let (had, have) = (old.holders(pair.setting, pair.old), new.holders(pair.setting, pair.new))
        // Most extensions are left as they are, and a name costs more than a number.
        if hasSameUsers, had == have {
            known[pair] = ([], [])
            return ([], [])
        }
        let before = Set(had.map { old.users[Int($0)] })
        let after = Set(have.map { new.users[Int($0)] })
        let difference = (after.subtracting(before), before.subtracting(after))
        known[pair] = difference
        return difference
    }
}
