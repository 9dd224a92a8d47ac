import AccessPolicy
import Synchronization

/// Where it is posted which policy is in force: who puts it in force writes, who looks at it and changes it reads.
public final class PolicyBulletin: Sendable {
    private let posted: Mutex<(state: PolicyState, consents: StandingConsents)>

    /// A policy that is in force, with the consents that it was made with.
    public init(_ state: PolicyState, _ consents: StandingConsents) { posted = Mutex((state, consents)) }

    /// The policy in force.
    public var state: PolicyState { posted.withLock { $0.state } }

    /// The consents that it was made with.
    public var consents: StandingConsents { posted.withLock { $0.consents } }

    /// Posts another that is in force now.
    public func post(_ state: PolicyState, _ consents: StandingConsents) {
        posted.withLock { $0 = (state, consents) }
    }
}
