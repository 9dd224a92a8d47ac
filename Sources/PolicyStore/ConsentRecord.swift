import AccessPolicy

/// A consent with what became of it.
public struct ConsentRecord: Sendable, Hashable {
    /// Whether a consent is worth something.
    public enum Standing: Sendable, Hashable {
        /// It lets those listen who have the right.
        case counts
        /// It would, but the policy asks for none.
        case notRequired
        /// It was withdrawn.
        case withdrawn
        /// The extension belongs to somebody else now, or to nobody.
        case ownerChanged(now: String?)
        /// The extension is neither listed nor owned now.
        case extensionUnknown
        /// The policy has no organisation of that name now.
        case organizationUnknown

        /// The name that lists and the API write.
        public var name: String {
            switch self {
            case .counts: "counts"
            case .notRequired: "not-required"
            case .withdrawn: "withdrawn"
            case .ownerChanged: "owner-changed"
            case .extensionUnknown: "extension-unknown"
            case .organizationUnknown: "organization-unknown"
            }
        }
    }

    /// The consent as it was recorded.
    public let entry: ConsentEntry
    /// The entry that ended it, if one did.
    public let withdrawal: ConsentEntry?

    /// A consent, which an entry gave and perhaps another ended.
    public init(_ entry: ConsentEntry, withdrawal: ConsentEntry? = nil) {
        (self.entry, self.withdrawal) = (entry, withdrawal)
    }

    /// The consents of a whole register, in its order.
    public static func all(in entries: [ConsentEntry]) -> [ConsentRecord] {
        var withdrawals: [Place: ConsentEntry] = [:]
        var records: [ConsentRecord] = []
        // From the end: what is nearest behind a consent is what ended it.
        for entry in entries.reversed() {
            let place = Place(entry)
            switch entry.event {
            case .withdrawn: withdrawals[place] = entry
            case .given: records.append(ConsentRecord(entry, withdrawal: withdrawals[place]))
            }
        }
        return records.reversed()
    }

    /// Whether it is for this extension of this organisation, in any ASCII case.
    public func isFor(_ number: String, of organization: String) -> Bool {
        Place(number, organization) == Place(entry)
    }

    /// What the consent is worth under a policy.
    public func standing(under policy: PolicySnapshot) -> Standing {
        guard withdrawal == nil, case .given(by: _, on: _, let owner) = entry.event else { return .withdrawn }
        guard let organization = policy.organization(named: entry.organization) else { return .organizationUnknown }
        guard let known = policy.knownExtension(entry.extensionNumber, in: organization) else {
            return .extensionUnknown
        }
        guard known.owner.map(ASCIICase.fold) == owner.map(ASCIICase.fold) else {
            return .ownerChanged(now: known.owner)
        }
        return known.isConsentRequired ? .counts : .notRequired
    }

    private struct Place: Hashable {
        let organization: String
        let number: String

        init(_ entry: ConsentEntry) { self.init(entry.extensionNumber, entry.organization) }

        init(_ number: String, _ organization: String) {
            self.organization = ASCIICase.fold(organization)
            self.number = ASCIICase.fold(number)
        }
    }
}
