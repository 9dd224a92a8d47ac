/// What a decision needs to know of an organisation. Numbers only: reading it makes no copy that counts references.
struct OrganizationRecord: Sendable {
    let firstUser: UInt32
    let defaultRow: UInt32
    let isListeningEnabled: Bool
    let mode: PolicyMode
    /// Whether an extension that is not listed would need a consent, which it cannot have.
    let unlistedLacksConsent: Bool
    /// Whether any extension, listed or not, lacks a consent that it needs.
    var anyLacksConsent: Bool
    /// Who may listen to every extension, listed or not.
    let listeningToEveryone: Grant
    /// Who sees the connected callers of every extension, listed or not.
    let seeingEveryCaller: Grant
}

/// What a decision needs to know of a user.
struct UserRecord: Sendable {
    let organization: UInt32
    /// Where the user's extensions begin in ``PolicyTables/owned``, and how many there are.
    let firstOwned: Int
    let ownedCount: Int
}

/// What a decision needs to know of an extension.
struct ExtensionRecord: Sendable {
    /// Stands for "nobody" in ``owner``.
    static let noOwner = UInt32.max

    let row: UInt32
    /// The owner's number over all organisations.
    let owner: UInt32
    /// Whether nobody may listen for want of a consent.
    var lacksConsent = false
}

/// What only explanations and listings need.
struct OrganizationText: Sendable {
    let name: String
    let domains: [String]
    let statuses: [String]
    let roles: [ResolvedRole]
    let userCount: Int
    /// Where the organisation's extensions are in ``PolicyTables/extensions``.
    let extensions: Range<Int>
}

/// A compiled policy: flat arrays, indexed by dense numbers.
struct PolicyTables: Sendable {
    // Read for every message.
    var organizations: [OrganizationRecord] = []
    var users: [UserRecord] = []
    var extensions: [ExtensionRecord] = []
    /// The extensions of the users, those of one user side by side.
    var owned: [UInt32] = []
    var rows: [PermissionRow] = []
    /// Which modes there are among the organisations.
    var modes: Set<PolicyMode> = []
    var sets = UserSets()
    var domainTable = NameTable([])
    /// Users by name; the scope is the organisation.
    var userTable = NameTable([])
    /// Extensions by number; the scope is the organisation.
    var extensionTable = NameTable([])

    // Read by explanations.
    var organizationTexts: [OrganizationText] = []
    var userNames: [String] = []
    var extensionNumbers: [String] = []
    var isListed: [Bool] = []
    /// For each extension whether listening to it needs a consent.
    var isConsentRequired: [Bool] = []
    /// For each row the rule that it was made of.
    var rules: [ResolvedRule] = []
}

extension PolicyTables {
    /// Marks what lacks a consent that it needs, in place of all marks before.
    mutating func mark(_ consents: StandingConsents) {
        for (place, text) in organizationTexts.enumerated() {
            var anyLacks = organizations[place].unlistedLacksConsent
            for number in text.extensions {
                let owner = ownerName(of: number)
                let lacks =
                    isConsentRequired[number]
                    && !consents.stands(for: extensionNumbers[number], of: text.name, owner: owner)
                extensions[number].lacksConsent = lacks
                anyLacks = anyLacks || lacks
            }
            organizations[place].anyLacksConsent = anyLacks
        }
    }

    /// The name of the user who owns an extension; nil when nobody does.
    func ownerName(of number: Int) -> String? {
        let owner = extensions[number].owner
        return owner == ExtensionRecord.noOwner ? nil : userNames[Int(owner)]
    }
}
