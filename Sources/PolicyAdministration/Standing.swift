import AccessPolicy

/// What somebody is in an organisation. Each may do what those before it may.
public enum Standing: Sendable, Comparable, CaseIterable {
    /// Nobody there: not even its name is told.
    case stranger
    /// One of its users: sees and sets the own extensions, and knows the names of the others.
    case user
    /// In its role `Admin`.
    case admin
    /// Runs Earshot.
    case `operator`
}

extension PolicyState {
    /// What somebody is in an organisation now; a user whom the policy has lost is a stranger.
    public func standing(of principal: Principal, in organization: String) -> Standing {
        switch principal.identity {
        case .operator: return .operator
        case .user(let home, let name):
            guard home.isSpelled(as: organization), self.organization(home)?.user(name) != nil else { return .stranger }
            return isAdmin(name, of: home) ? .admin : .user
        }
    }

    /// Whether somebody may see what is set for an extension: its owner, the Admin, the operator.
    public func maySee(_ number: String, of organization: String, _ principal: Principal) -> Bool {
        switch standing(of: principal, in: organization) {
        case .stranger: false
        case .user: owns(number, of: organization, principal)
        case .admin, .operator: true
        }
    }

    /// Whether somebody may set the three settings of an extension: its owner unless it is locked, the Admin, the operator.
    public func mayChange(_ number: String, of organization: String, _ principal: Principal) -> Bool {
        switch standing(of: principal, in: organization) {
        case .stranger: false
        case .user:
            owns(number, of: organization, principal)
                && self.organization(organization)?.settings(number)?.managed != .admin
        case .admin, .operator: true
        }
    }

    /// Whether somebody may ask for a person by this: everybody by a user's name, by a number only its owner and the Admin, for the answer tells whose it is.
    public func mayAsk(for watcher: String, of organization: String, _ principal: Principal) -> Bool {
        switch standing(of: principal, in: organization) {
        case .stranger: false
        case .user:
            self.organization(organization)?.user(watcher) != nil || owns(watcher, of: organization, principal)
        case .admin, .operator: true
        }
    }

    private func owns(_ number: String, of organization: String, _ principal: Principal) -> Bool {
        guard case .user(let home, let name) = principal.identity, home.isSpelled(as: organization) else {
            return false
        }
        let owned = self.organization(organization)?.user(name)?.extensions ?? []
        return owned.contains { $0.value.isSpelled(as: number) }
    }
}
