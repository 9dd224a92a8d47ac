import AccessPolicy
import EventBody

/// A subscription as the proxy knows it at the moment of a NOTIFY: from the token, or guessed for a dialog that it knows nothing of.
struct Subscription {
    let package: EventPackage
    let resource: SubscribedURI
    /// The policy's user who watches; nil when not identified or no longer in the policy.
    let watcher: UserID?
    let organization: OrganizationID?
    /// The custom statuses that the organisation lets a status-only watcher see.
    let statuses: [String]
    /// Whether a token vouches for it. If not, nothing is ever forwarded whole.
    let isKnown: Bool

    /// The package whose documents are written anew; presence for those that have none, because its safest body says least.
    var rebuild: MonitoredPackage? {
        if case .monitored(let rebuild) = package.treatment { return rebuild }
        return nil
    }
}
