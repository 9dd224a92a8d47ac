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

    init(_ old: OrganizationRights, _ new: OrganizationRights) {
        (self.old, self.new) = (old, new)
    }

    mutating func changes(in organization: String, _ only: Set<String>?) -> [RightsChange] {
        var changes: [RightsChange] = []
        let numbers = only.map { Set($0.map(ASCIICase.fold)) } ?? Set(old.extensions.keys).union(new.extensions.keys)
        for target in (only == nil ? [nil] : []) + numbers.sorted().map(Optional.some) {
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
        let before = Set(old.holders(pair.setting, pair.old).map { old.users[Int($0)] })
        let after = Set(new.holders(pair.setting, pair.new).map { new.users[Int($0)] })
        let difference = (after.subtracting(before), before.subtracting(after))
        known[pair] = difference
        return difference
    }
}
