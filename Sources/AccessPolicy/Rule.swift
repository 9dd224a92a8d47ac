/// The rule that gave an answer. A value without text, so that the hot path can make it without allocating.
public enum Rule: Hashable, Sendable {
    /// The watcher owns the extension.
    case owner
    /// `status` is `everyone`.
    case statusEveryone
    /// `status` names the watcher.
    case statusNamed
    /// `status` is `nobody`.
    case statusNobody
    /// `status` is `only` and does not name the watcher.
    case statusNotNamed
    /// `status` is `only` and does not name the watcher, but `connected-callers` does.
    case openedByConnectedCallers
    /// `connected-callers` is `everyone`.
    case callersEveryone
    /// `connected-callers` names the watcher.
    case callersNamed
    /// `connected-callers` is `nobody`.
    case callersNobody
    /// `connected-callers` is `only` and does not name the watcher.
    case callersNotNamed
    /// `listen-whisper-barge` names the watcher.
    case listeningNamed
    /// `listen-whisper-barge` is `only` and does not name the watcher.
    case listeningNotNamed
    /// `listen-whisper-barge` is `nobody`.
    case listeningNobody
    /// `listen-whisper-barge` names the watcher, but no consent stands where one is required.
    case consentMissing
    /// Listening is switched off for the organisation.
    case listeningDisabled
    /// It is not known who watches.
    case unidentifiedWatcher
    /// The watcher belongs to another organisation.
    case otherOrganization
    /// No organisation has the domain.
    case unknownDomain
    /// The organisation's policy is not enforced.
    case shadow
    /// The message is not the policy's subject.
    case passThrough(PassThrough)
}

/// Why a message is none of the policy's business.
public enum PassThrough: Hashable, Sendable {
    /// A response that belongs to a request let through before.
    case response
    /// Signalling that tells no one about anyone: calls, registrations, and so on.
    case signalling
    /// A service on the sender's own behalf, such as the own voice mail lamp.
    case ownService
    /// The news that a subscription has ended, which tells no state.
    case endOfSubscription
}

extension Rule {
    /// The name of the rule in audit records and metrics. Stable: others search for it.
    public var identifier: String {
        switch self {
        case .owner: "owner"
        case .statusEveryone: "status-everyone"
        case .statusNamed: "status-named"
        case .statusNobody: "status-nobody"
        case .statusNotNamed: "status-not-named"
        case .openedByConnectedCallers: "opened-by-connected-callers"
        case .callersEveryone: "callers-everyone"
        case .callersNamed: "callers-named"
        case .callersNobody: "callers-nobody"
        case .callersNotNamed: "callers-not-named"
        case .listeningNamed: "listening-named"
        case .listeningNotNamed: "listening-not-named"
        case .listeningNobody: "listening-nobody"
        case .consentMissing: "consent-missing"
        case .listeningDisabled: "listening-disabled"
        case .unidentifiedWatcher: "unidentified-watcher"
        case .otherOrganization: "other-organization"
        case .unknownDomain: "unknown-domain"
        case .shadow: "shadow"
        case .passThrough(.response): "pass-through-response"
        case .passThrough(.signalling): "pass-through-signalling"
        case .passThrough(.ownService): "pass-through-own-service"
        case .passThrough(.endOfSubscription): "pass-through-end-of-subscription"
        }
    }
}
