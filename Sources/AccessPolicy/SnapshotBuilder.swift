/// Lays resolved organisations out in tables.
struct SnapshotBuilder {
    private var tables = PolicyTables()
    private var sets = UserSets.Builder()
    private var domainNames: [NameTable.Name] = []
    private var userNames: [NameTable.Name] = []
    private var extensionNames: [NameTable.Name] = []

    /// Adds an organisation without problems.
    mutating func add(_ organization: ResolvedOrganization) {
        let source = organization.source
        let scope = UInt32(tables.organizations.count)
        let firstUser = UInt32(tables.users.count)
        let firstExtension = tables.extensions.count
        domainNames += source.domains.map { NameTable.Name(scope: 0, text: $0.value, value: scope) }

        var rows = RowBuilder(organization, firstRow: tables.rows.count)
        let defaultRow = rows.row(for: organization.defaults, &sets)
        var ownedBy: [[UInt32]] = Array(repeating: [], count: source.users.count)
        for item in organization.extensions {
            let number = UInt32(tables.extensions.count)
            let owner = item.owner.map { firstUser + $0 } ?? ExtensionRecord.noOwner
            tables.extensions.append(ExtensionRecord(row: rows.row(for: item.rule, &sets), owner: owner))
            tables.extensionNumbers.append(item.number)
            tables.isListed.append(item.isListed)
            tables.isConsentRequired.append(item.isConsentRequired)
            extensionNames.append(NameTable.Name(scope: scope, text: item.number, value: number))
            if let owner = item.owner { ownedBy[Int(owner)].append(number) }
        }
        for (offset, user) in source.users.enumerated() {
            let number = firstUser + UInt32(offset)
            userNames.append(NameTable.Name(scope: scope, text: user.name.value, value: number))
            tables.userNames.append(user.name.value)
            let owned = ownedBy[offset]
            tables.users.append(
                UserRecord(organization: scope, firstOwned: tables.owned.count, ownedCount: owned.count)
            )
            tables.owned += owned
        }
        tables.modes.insert(source.mode)
        tables.rows += rows.rows
        tables.rules += rows.rules
        tables.organizations.append(
            OrganizationRecord(
                firstUser: firstUser,
                defaultRow: defaultRow,
                isListeningEnabled: source.listening == .enabled,
                mode: source.mode,
                unlistedLacksConsent: source.consent == .required,
                anyLacksConsent: true,
                listeningToEveryone: rows.listeningToEveryone(&sets),
                seeingEveryCaller: rows.seeingEveryCaller(organization, &sets)
            )
        )
        tables.organizationTexts.append(
            OrganizationText(
                name: source.name.value,
                domains: source.domains.map(\.value),
                statuses: source.statuses.map(\.value),
                roles: organization.roles,
                userCount: source.users.count,
                extensions: firstExtension..<tables.extensions.count
            )
        )
    }

    /// The tables of all organisations added.
    consuming func finish(_ consents: StandingConsents) -> PolicyTables {
        tables.sets = sets.sets
        tables.domainTable = NameTable(domainNames)
        tables.userTable = NameTable(userNames)
        tables.extensionTable = NameTable(extensionNames)
        tables.mark(consents)
        return tables
    }
}

/// Makes the permission rows of one organisation, one for each different rule.
private struct RowBuilder {
    private(set) var rows: [PermissionRow] = []
    private(set) var rules: [ResolvedRule] = []
    private let firstRow: Int
    private let userCount: Int
    private let closures: [BitSet]
    private var rowNumbers: [ResolvedRule: UInt32] = [:]
    private var grants: [ResolvedAudience: Grant] = [:]

    init(_ organization: ResolvedOrganization, firstRow: Int) {
        self.firstRow = firstRow
        userCount = organization.source.users.count
        closures = RoleGraph(members: organization.roles.map(\.members)).closures(userCount: userCount)
    }

    mutating func row(for rule: ResolvedRule, _ sets: inout UserSets.Builder) -> UInt32 {
        if let number = rowNumbers[rule] { return number }
        let row = PermissionRow(
            status: grant(rule.status, &sets),
            callers: grant(rule.callers, &sets),
            listening: grant(rule.listening, &sets)
        )
        let number = UInt32(firstRow + rows.count)
        rows.append(row)
        rules.append(rule)
        rowNumbers[rule] = number
        return number
    }

    /// Who is named for listening in every row.
    func listeningToEveryone(_ sets: inout UserSets.Builder) -> Grant {
        var common: BitSet?
        for audience in Set(rules.map(\.listening)) {
            guard case .only(let members) = audience else { return .nobody }
            var named = users(members)
            if let others = common { named.formIntersection(others) }
            common = named
        }
        return common.map { .named(sets.number(of: $0)) } ?? .nobody
    }

    /// Who sees the connected callers of every extension, by its rule or as its owner.
    func seeingEveryCaller(_ organization: ResolvedOrganization, _ sets: inout UserSets.Builder) -> Grant {
        // Of extensions with one rule, an owner has them all only if nobody else owns one.
        var owners: [ResolvedRule: UInt32?] = [organization.defaults: nil]
        for item in organization.extensions {
            guard let known = owners[item.rule] else {
                owners[item.rule] = .some(item.owner)
                continue
            }
            if known != item.owner { owners[item.rule] = .some(nil) }
        }
        var common: BitSet?
        for (rule, owner) in owners {
            guard var seeing = seeingCallers(rule) else { continue }
            if let owner { seeing.insert(owner) }
            if let others = common { seeing.formIntersection(others) }
            common = seeing
        }
        guard let common else { return .everyone }
        return common.count == 0 ? .nobody : .named(sets.number(of: common))
    }

    /// Who sees the connected callers under a rule without owning anything; nil for everybody.
    private func seeingCallers(_ rule: ResolvedRule) -> BitSet? {
        switch (rule.status, rule.callers) {
        case (.nobody, _), (_, .nobody): BitSet(capacity: userCount)
        case (.everyone, .everyone): nil
        // Being named for the callers opens the status.
        case (_, .only(let members)): users(members)
        case (.only(let members), .everyone): users(members)
        }
    }

    private mutating func grant(_ audience: ResolvedAudience, _ sets: inout UserSets.Builder) -> Grant {
        switch audience {
        case .everyone: return .everyone
        case .nobody: return .nobody
        case .only(let members):
            if let grant = grants[audience] { return grant }
            let grant = Grant.named(sets.number(of: users(members)))
            grants[audience] = grant
            return grant
        }
    }

    private func users(_ members: [MemberReference]) -> BitSet {
        var users = BitSet(capacity: userCount)
        for member in members {
            switch member {
            case .user(let user): users.insert(user)
            case .role(let role): users.formUnion(closures[Int(role)])
            }
        }
        return users
    }
}
