/// What a watcher may see of one member of a resource list, as the policy answers for its URI.
public enum ListMember: Sendable {
    /// The status and the caller.
    case full(SubscribedResource)
    /// The status.
    case status(SubscribedResource)
    /// Nothing; the list says so under the member's URI.
    case refused(SubscribedResource)
    /// The URI names nobody of the watcher's organisation: it is left out.
    case unknown

    /// The record of the member, in which its URI is.
    var resource: SubscribedResource? {
        switch self {
        case .full(let resource), .status(let resource), .refused(let resource): resource
        case .unknown: nil
        }
    }
}
