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

    /// What a rebuilt document may say of it.
    var record: SubscribedResource { resource.record(statuses) }

    /// What its documents are judged as. A package that is not monitoring may still bring a lamp (Cisco puts dialog-info into
    /// `Event: refer`), and then it tells what `dialog` tells.
    var judged: EventPackage {
        switch package.treatment {
        case .passed, .commandFromPBX: .dialog
        case .monitored, .own, .refused: package
        }
    }

    /// What is written anew for a watcher who may see the status only; nil where that is nothing.
    var rebuild: EventPackage.StatusForm? {
        if case .monitored(let rebuild) = judged.treatment { return rebuild }
        return nil
    }
}
