import AccessPolicy

/// Who subscribes to what under load, and what the policy says of it before and after the change.
public struct LoadPlan: Sendable {
    /// What the members of the emptied role lose.
    public enum Loss: Sendable {
        /// All that they may see.
        case everything
        /// The callers; the status stays.
        case callers
    }

    /// Subscriptions of the role that is emptied.
    public var lost: Int
    /// Subscriptions of the role that stays.
    public var kept: Int
    /// What is lost.
    public var loss: Loss
    /// NOTIFYs that the PBX sends in a second of its own accord, over all its subscriptions.
    public var notifiesPerSecond: Int

    /// A plan.
    public init(lost: Int, kept: Int, loss: Loss, notifiesPerSecond: Int) {
        self.lost = lost
        self.kept = kept
        self.loss = loss
        self.notifiesPerSecond = notifiesPerSecond
    }

    /// Phones whose users are in the role that is emptied; after them come those of the other.
    static let losingPhones = 40
    static let keepingPhones = 10

    /// All subscriptions, those that are lost first.
    public var subscriptions: Int { lost + kept }

    /// The phone that has a subscription.
    func phone(of subscription: Int) -> Int {
        subscription < lost
            ? subscription % Self.losingPhones
            : Self.losingPhones + (subscription - lost) % Self.keepingPhones
    }

    /// The extension that a subscription is to.
    func name(of subscription: Int) -> String {
        let place = subscription < lost ? subscription / Self.losingPhones : (subscription - lost) / Self.keepingPhones
        return "\(1_000 + place)"
    }

    private var extensions: Int {
        max((lost + Self.losingPhones - 1) / Self.losingPhones, (kept + Self.keepingPhones - 1) / Self.keepingPhones)
    }

    /// The policy before or after the role was emptied.
    func snapshot(emptied: Bool) throws -> PolicySnapshot {
        let users = (0..<Self.losingPhones + Self.keepingPhones).map { "w\($0)" }
        let members = users.map { Member(.user, $0) }
        let both = Located(Audience.only([Member(.role, "Losing"), Member(.role, "Keeping")]))
        let organization = Organization(
            name: "Endurance",
            domains: [Located(Watchers.domain)],
            users: users.map { User(Located($0)) },
            roles: [
                Role("Losing", members: emptied ? [] : Array(members.prefix(Self.losingPhones))),
                Role("Keeping", members: Array(members.dropFirst(Self.losingPhones))),
            ],
            extensions: (0..<extensions).map {
                ExtensionSettings(
                    Located("\(1_000 + $0)"),
                    status: loss == .everything ? both : Located(.everyone),
                    connectedCallers: both
                )
            }
        )
        return try PolicyCompiler.compile(PolicyModel(organizations: [organization]), revision: emptied ? 2 : 1)
    }
}
