/// Organisations in shadow mode: their policy is asked, and what it says goes on record, but messages go as they would without it.
///
/// INVARIANT: the shadow of one organisation opens nothing of another that enforces its policy. Held by ShadowTests.
extension PolicySnapshot {
    /// Whether an organisation's policy is enforced; `enforce` for an id of another snapshot.
    public func mode(of organization: OrganizationID) -> PolicyMode {
        holds(organization) ? tables.organizations[Int(organization.index)].mode : .enforce
    }

    /// Whether this view lets go what the policy of an organisation would refuse. Never true of the policy itself.
    public func isOpen(_ organization: OrganizationID) -> Bool {
        isUnenforced && mode(of: organization) == .shadow
    }

    /// Whether this view lets go whatever any policy would refuse: no organisation enforces its own.
    public var isOpenToAll: Bool { isUnenforced && !tables.modes.contains(.enforce) }

    /// What is permitted anyway stays as it is; everything else is let go, if the target is this organisation's alone.
    func opened(
        _ decision: Decision,
        _ target: Span<UInt8>,
        in organization: OrganizationID,
        by watcher: UserID?
    ) -> Decision {
        guard decision.disclosure != .full, opens(target, in: organization, to: watcher) else { return decision }
        return .permit(Permit(rule: .shadow, disclosure: .full))
    }

    /// What names no target reaches whatever the PBX has, so that no organisation may enforce its policy.
    func openedForEveryone(_ decision: Decision, in organization: OrganizationID) -> Decision {
        guard decision.disclosure != .full, isOpen(organization), isOpenToAll else { return decision }
        return .permit(Permit(rule: .shadow, disclosure: .full))
    }

    /// Whether the target goes without the policy of its organisation.
    ///
    /// A PBX may look at the number and not at the domain. So where another organisation enforces its policy, a number that this one does not know must
    /// not be that one's, and is open to this one's users only; and to the users of the other nothing is.
    public func opens(_ target: Span<UInt8>, in organization: OrganizationID, to watcher: UserID?) -> Bool {
        guard isOpen(organization) else { return false }
        if isOpenToAll { return true }
        let isMember: Bool
        if let watcher {
            guard holds(watcher) else { return false }
            let home = OrganizationID(index: tables.users[Int(watcher.index)].organization, edition: edition)
            guard isOpen(home) else { return false }
            isMember = home == organization
        } else {
            isMember = false
        }
        if knows(target, in: organization) { return true }
        return isMember && !isKnownWhereEnforced(target)
    }

    private func isKnownWhereEnforced(_ target: Span<UInt8>) -> Bool {
        for index in tables.organizations.indices where tables.organizations[index].mode == .enforce {
            if knows(target, in: OrganizationID(index: UInt32(index), edition: edition)) { return true }
        }
        return false
    }
}
