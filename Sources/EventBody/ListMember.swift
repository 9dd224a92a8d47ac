/// What a watcher may see of one member of a resource list, as the policy answers for its URI.
public enum ListMember: Sendable {
    /// The status and the caller.
    case full(SubscribedResource)
    /// The status.
    case status(SubscribedResource)
    /// Nothing; the list says so under the member's URI. Of a broken list only if the policy names the member: there, somebody's
    /// markup may have made it.
    case refused(SubscribedResource, isNamed: Bool)
    /// The URI names nobody of the watcher's organisation: it is left out.
    case unknown

    /// The record of the member, in which its URI is.
    var resource: SubscribedResource? {
        switch self {
        case .full(let resource), .status(let resource), .refused(let resource, _): resource
        case .unknown: nil
        }
    }
}
