import PolicyAdministration
import PolicyStore

/// An account as it may be shown.
public struct AccountInfo: Sendable, Hashable {
    /// Whose it is.
    public let name: AccountName
    /// Whether there is a password.
    public let hasPassword: Bool
    /// Whether a code is asked for.
    public let asksForCodes: Bool
    /// When it was made, in seconds since 1970.
    public let created: Int64

    init(_ stored: StoredAccount) {
        (name, created) = (stored.name, stored.created)
        (hasPassword, asksForCodes) = (stored.password != nil, stored.totpSecret != nil)
    }
}

/// Accounts, for whoever may make and withdraw them. Whether somebody may is for the caller to ask.
extension SignInDesk {
    /// Every account, operators first.
    public func accounts() throws(SignInError) -> [AccountInfo] {
        try asking { (store) throws(StoreError) in
            try store.accounts().map(AccountInfo.init)
        }
    }

    /// Somebody's own account; nil when they have none.
    public func account(_ identity: Principal.Identity) throws(SignInError) -> AccountInfo? {
        try asking { (store) throws(StoreError) in try store.account(AccountName(identity)).map(AccountInfo.init) }
    }

    /// Makes an account that nobody can use yet; false when there is one of its name.
    public func addAccount(
        _ name: AccountName,
        now: Int64,
        by visitor: Visitor = .machine
    ) throws(SignInError) -> Bool {
        try requireSpelling(of: name)
        let isNew = try asking { (store) throws(StoreError) in
            try store.add(StoredAccount(name: name, created: now))
        }
        if isNew { record(SignInEvent(.account, .made, name, by: visitor)) }
        return isNew
    }

    /// Refuses a name that would be another spelling of a name; an account from before there was this rule stays good.
    func requireSpelling(of name: AccountName) throws(SignInError) {
        guard let problem = name.spellingProblem else { return }
        let isThere = try asking { (store) throws(StoreError) in try store.account(name) != nil }
        if !isThere { throw .unfit(problem) }
    }

    /// Takes an account away, and its sessions, links and tokens with it; false when there is none.
    public func removeAccount(_ name: AccountName, by visitor: Visitor = .machine) throws(SignInError) -> Bool {
        let isGone = try asking { (store) throws(StoreError) in try store.removeAccount(name) }
        if isGone { record(SignInEvent(.account, .removed, name, by: visitor)) }
        return isGone
    }

    /// Asks no codes of somebody who has lost their authenticator; false when there is no such account.
    public func dropCodes(of name: AccountName) throws(SignInError) -> Bool {
        let isThere = try asking { (store) throws(StoreError) in try store.change(name, .withoutCodes) }
        if isThere { record(SignInEvent(.codes, .disabled, name, by: .machine)) }
        return isThere
    }
}
