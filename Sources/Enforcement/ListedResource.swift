import AccessPolicy
import SIPMessage

/// One member of a resource list (RFC 4662, RFC 5367), and what a watcher may see of it now.
struct ListedResource {
    /// Its URI: scheme, user, host and port, nothing more.
    let resource: SubscribedURI
    let decision: Decision
}

extension Pipeline {
    /// Judges a member of a list as a subscription to it alone would be judged.
    ///
    /// Nil when `uri` is no SIP URI with a user that can be dialled; a member of another organisation is denied.
    func listMember(
        _ uri: [UInt8],
        _ package: EventPackage,
        watcher: UserID?,
        _ organization: OrganizationID?,
        _ arrival: Arrival
    ) -> ListedResource? {
        guard let standalone = StandaloneURI(uri), let user = standalone.user, user.count <= Limits.dialledBytesMax,
            let resource = SubscribedURI(standalone.address, for: profile(for: arrival))
        else { return nil }
        return ListedResource(
            resource: resource,
            decision: rights(package, resource, watcher: watcher, organization)
        )
    }
}
