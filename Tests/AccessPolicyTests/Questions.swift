import AccessPolicy

/// Asks a snapshot by names, as tests have them. `#expect` cannot take a call that has a Span in it.
extension PolicySnapshot {
    func user(_ name: String, _ organization: OrganizationID) -> UserID? {
        user(named: name.utf8Span.span, in: organization)
    }

    func user(addressedAs userPart: String, _ organization: OrganizationID) -> UserID? {
        user(addressedAs: userPart.utf8Span.span, in: organization)
    }

    func organization(_ domain: String) -> OrganizationID? {
        organization(domain: domain.utf8Span.span)
    }

    func owns(_ target: String, _ organization: OrganizationID, _ watcher: UserID?) -> Bool {
        owns(target.utf8Span.span, in: organization, watcher)
    }

    func monitoring(_ target: String, _ organization: OrganizationID, by watcher: UserID?) -> Decision {
        monitoring(of: target.utf8Span.span, in: organization, by: watcher)
    }

    func listening(_ target: String, _ organization: OrganizationID, by watcher: UserID?) -> Decision {
        listening(to: target.utf8Span.span, in: organization, by: watcher)
    }

    /// The answers to all questions about a watcher and a target.
    func verdict(_ target: String, _ organization: OrganizationID, by watcher: UserID?) -> Oracle.Verdict {
        let disclosure = monitoring(target, organization, by: watcher).disclosure
        return Oracle.Verdict(
            status: disclosure >= .status,
            callers: disclosure == .full,
            listen: listening(target, organization, by: watcher).disclosure != .none,
            owns: owns(target, organization, watcher)
        )
    }
}
