import AccessPolicy
import EventBody
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
            let resource = SubscribedURI(standalone.address, for: pbx.profile)
        else { return nil }
        return ListedResource(
            resource: resource,
            decision: rights(package, resource, watcher: watcher, organization)
        )
    }
}

extension Pipeline {
    /// A NOTIFY's resource list, each member as the watcher may see it under the policy in force; nil when the body is none, or the package
    /// has no status-only form.
    func list(_ arrival: Arrival, _ subscription: Subscription) -> RebuiltList? {
        let message = arrival.message
        guard message.body.count > 0, case .document(let package)? = subscription.rebuild,
            subscription.judged == subscription.package, let type = arrival.fields.contentType
        else { return nil }
        guard MediaType(type, in: message).isMultipart else { return nil }
        let contentType = message.copy(type)
        return ListRebuilder.rebuild(
            message.copy(message.body),
            contentType: contentType,
            contentEncoding: message.first(.contentEncoding) != nil,
            package: package,
            list: subscription.record,
            judge: { uri in member(uri, arrival, subscription) },
            pseudonym: RebuiltNotify.pseudonym(arrival, settings.keys)
        )
    }

    /// What the policy says of one member; of another organisation, and of a URI that is none, nothing.
    private func member(_ uri: [UInt8], _ arrival: Arrival, _ subscription: Subscription) -> ListMember {
        let (watcher, organization) = (subscription.watcher, subscription.organization)
        guard let organization,
            let listed = listMember(uri, subscription.judged, watcher: watcher, organization, arrival)
        else { return .unknown }
        let record = listed.resource.record(subscription.statuses)
        switch listed.decision {
        case .permit(let permit):
            return permit.disclosure == .full && subscription.isKnown ? .full(record) : .status(record)
        case .deny(let denial):
            guard denial.rule != .otherOrganization else { return .unknown }
            return .refused(record, isNamed: snapshot.knows(listed.resource.user.canonical.span, in: organization))
        }
    }
}
