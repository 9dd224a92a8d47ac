/// The consents to being listened to that stand: those that were given and not withdrawn since.
///
/// An input of ``PolicyCompiler`` beside the policy. A consent is a person's: it is for an extension while it belongs to the user who owned it
/// then, or to nobody if nobody did. Names are compared without ASCII case, as everywhere in a policy.
public struct StandingConsents: Equatable, Sendable {
    private struct Place: Hashable {
        let organization: String
        let number: String

        init(_ number: String, _ organization: String) {
            self.organization = ASCIICase.fold(organization)
            self.number = ASCIICase.fold(number)
        }
    }

    /// For each extension the owners whose consent stands; nil for an extension without an owner.
    private var owners: [Place: Set<String?>] = [:]

    /// No consents.
    public init() {}

    /// How many extensions have a consent that stands, whoever owned them then.
    public var count: Int { owners.count }

    /// Takes in that a consent was given for an extension that belonged to this user; to nobody when nil.
    public mutating func give(for number: String, of organization: String, owner: String?) {
        owners[Place(number, organization), default: []].insert(owner.map { ASCIICase.fold($0) })
    }

    /// Takes in that consent was withdrawn for an extension: all that stands for it, whoever gave it.
    public mutating func withdraw(for number: String, of organization: String) {
        owners[Place(number, organization)] = nil
    }

    /// Whether a consent stands for an extension that belongs to this user; to nobody when nil.
    public func stands(for number: String, of organization: String, owner: String?) -> Bool {
        owners[Place(number, organization)]?.contains(owner.map { ASCIICase.fold($0) }) ?? false
    }
}
