/// A policy, compiled: immutable, and fast to ask.
///
/// Names are looked up from UTF-8 bytes without making a String, and decisions allocate nothing. Get one from
/// ``PolicyCompiler``; hand it to event loops through ``SnapshotPublisher``.
public final class PolicySnapshot: Sendable {
    /// The number of this policy.
    public let revision: UInt64
    let tables: PolicyTables
    /// What the ids of this snapshot carry.
    let edition: UInt32
    /// The same policy as messages go by it: what an organisation in shadow mode would refuse is permitted. Nil when every organisation enforces its
    /// policy, and in such a view itself. Ids are good in both.
    public let unenforced: PolicySnapshot?
    /// Whether this is such a view.
    public let isUnenforced: Bool

    init(revision: UInt64, tables: PolicyTables) {
        self.revision = revision
        self.tables = tables
        edition = UInt32(truncatingIfNeeded: revision)
        isUnenforced = false
        unenforced = tables.modes.contains(.shadow) ? PolicySnapshot(unenforcing: tables, revision) : nil
    }

    private init(unenforcing tables: PolicyTables, _ revision: UInt64) {
        self.revision = revision
        self.tables = tables
        edition = UInt32(truncatingIfNeeded: revision)
        isUnenforced = true
        unenforced = nil
    }

    /// The same policy with other consents, as compiling it anew with them would make it.
    public func with(_ consents: StandingConsents, revision: UInt64) -> PolicySnapshot {
        var tables = tables
        tables.mark(consents)
        return PolicySnapshot(revision: revision, tables: tables)
    }

    /// A snapshot that shares the tables of another but not its reference count. Event loops on different threads that
    /// count references on one object would pass its cache line to and fro.
    convenience init(sharing other: PolicySnapshot) {
        self.init(revision: other.revision, tables: other.tables)
    }
}

// MARK: Names

extension PolicySnapshot {
    /// The organisation that a host belongs to; nil when no organisation has it.
    ///
    /// - Parameter domain: the host of a SIP URI without the port, in any ASCII case; IPv6 in brackets, compared as
    ///   written.
    public func organization(domain: Span<UInt8>) -> OrganizationID? {
        tables.domainTable.value(of: domain, scope: 0).map { OrganizationID(index: $0, edition: edition) }
    }

    /// The organisation of a name, in any ASCII case; nil when there is none. Slow: for commands, not for messages.
    public func organization(named name: String) -> OrganizationID? {
        let folded = Spelling(ASCIICase.fold(name))
        let index = tables.organizationTexts.firstIndex { Spelling(ASCIICase.fold($0.name)) == folded }
        return index.map { OrganizationID(index: UInt32($0), edition: edition) }
    }

    /// All organisations in the order of the policy.
    public var organizations: [OrganizationID] {
        tables.organizations.indices.map { OrganizationID(index: UInt32($0), edition: edition) }
    }

    /// The user of a name, in any ASCII case; nil when the organisation has none.
    public func user(named name: Span<UInt8>, in organization: OrganizationID) -> UserID? {
        guard organization.edition == edition else { return nil }
        return tables.userTable.value(of: name, scope: organization.index).map { UserID(index: $0, edition: edition) }
    }

    /// The user of an AOR, by its user part (unescaped): a user name, or an extension that a user owns. Nil for others.
    public func user(addressedAs userPart: Span<UInt8>, in organization: OrganizationID) -> UserID? {
        if let user = user(named: userPart, in: organization) { return user }
        guard organization.edition == edition,
            let number = tables.extensionTable.value(of: userPart, scope: organization.index)
        else { return nil }
        let owner = tables.extensions[Int(number)].owner
        return owner == ExtensionRecord.noOwner ? nil : UserID(index: owner, edition: edition)
    }

    /// The user's name as written; empty for an id of another snapshot.
    public func name(of user: UserID) -> String {
        holds(user) ? tables.userNames[Int(user.index)] : ""
    }

    /// The organisation's name as written; empty for an id of another snapshot.
    public func name(of organization: OrganizationID) -> String {
        text(of: organization)?.name ?? ""
    }

    /// The organisation that a user belongs to. For an id of another snapshot, an id that every question refuses.
    public func organization(of user: UserID) -> OrganizationID {
        guard holds(user) else { return OrganizationID(index: .max, edition: edition) }
        return OrganizationID(index: tables.users[Int(user.index)].organization, edition: edition)
    }

    /// The custom statuses of an organisation; none for an id of another snapshot.
    public func statuses(of organization: OrganizationID) -> [String] {
        text(of: organization)?.statuses ?? []
    }

    /// The domains of an organisation as written; none for an id of another snapshot.
    public func domains(of organization: OrganizationID) -> [String] {
        text(of: organization)?.domains ?? []
    }

    /// The first user of that name in the order of the organisations, in any ASCII case; nil when none has one.
    public func user(named name: String) -> UserID? {
        for organization in organizations {
            if let user = user(named: name.utf8.span, in: organization) { return user }
        }
        return nil
    }

    /// The extensions that a user owns; none for an id of another snapshot. Slow: for commands, not for messages.
    public func extensions(of user: UserID) -> [String] {
        guard holds(user) else { return [] }
        let record = tables.users[Int(user.index)]
        return (0..<record.ownedCount).map { tables.extensionNumbers[Int(tables.owned[record.firstOwned + $0])] }
    }

    /// The numbers of all extensions that are listed or owned. Slow: for commands, not for messages.
    public var extensionNumbers: [String] { tables.extensionNumbers }

    /// How many users all organisations have together.
    public var userCount: Int { tables.users.count }

    func text(of organization: OrganizationID) -> OrganizationText? {
        holds(organization) ? tables.organizationTexts[Int(organization.index)] : nil
    }

    func holds(_ user: UserID) -> Bool {
        user.edition == edition && Int(user.index) < tables.users.count
    }

    func holds(_ organization: OrganizationID) -> Bool {
        organization.edition == edition && Int(organization.index) < tables.organizations.count
    }
}
