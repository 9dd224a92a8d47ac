import AccessPolicy
import Foundation
import PolicyAdministration
import PolicyStore

/// Links by which somebody sets a password, and passwords that are changed.
extension SignInDesk {
    /// How long a link is good when nothing else is said.
    public static let linkSeconds: Int64 = 3_600

    /// A link for somebody to set a password by, once; any other for them ends. The account is made when it is used, if there is none.
    ///
    /// - Returns: the whole address, to be given to that person and nobody else.
    public func makeLink(
        for name: AccountName,
        seconds: Int64 = linkSeconds,
        now: Int64,
        by visitor: Visitor = .machine
    ) throws(SignInError) -> String {
        try requireSpelling(of: name)
        let secret = random.secret()
        let link = StoredLink(hash: SecretHash.of(secret, "link"), account: name, expires: now + seconds)
        try asking { (store) throws(StoreError) in try store.add(link) }
        var event = SignInEvent(.link, .made, name, by: visitor)
        event.until = link.expires
        record(event)
        return "\(settings.address)/sign-in/link/\(secret)"
    }

    /// The link for the first operator; nil when there is an operator who can sign in.
    public func firstLink(now: Int64) throws(SignInError) -> String? {
        let hasOperator = try asking { (store) throws(StoreError) in
            try store.accounts().contains { $0.name.organization == nil && $0.password != nil }
        }
        guard !hasOperator, settings.oidc?.operators.isEmpty ?? true else { return nil }
        return try makeLink(for: AccountName(name: "admin"), now: now)
    }

    /// Whose password a link sets; nil when it is none, was used or has ended. It stays good.
    public func owner(ofLink secret: String, now: Int64) throws(SignInError) -> AccountName? {
        guard secret.utf8.count <= Limits.secretCharactersMax else { return nil }
        return try asking { (store) throws(StoreError) in
            try store.link(SecretHash.of(secret, "link"), at: now)?.account
        }
    }

    /// Sets the password that a link is for, ends what went by the old one, and signs in; where the account asks for codes, to be done with one.
    public func redeem(
        link secret: String,
        password: String,
        replacing former: String? = nil,
        from address: String,
        now: Int64
    ) throws(SignInError) -> SignInOutcome {
        let account = try used(secret, password, from: address, now: now)
        let outcome: SignInOutcome =
            if let account {
                account.totpSecret == nil ? try begin(account.name, replacing: former, now: now) : .needsCode
            } else {
                .refused
            }
        note(outcome, .link, account?.name, from: address)
        return outcome
    }

    /// Uses a link up; gives whose it was, with the new password.
    private func used(
        _ secret: String,
        _ password: String,
        from address: String,
        now: Int64
    ) throws(SignInError) -> StoredAccount? {
        guard let owner = try owner(ofLink: secret, now: now) else { return nil }
        let hash = try newHash(password, for: owner)
        let (account, isNew) = try asking { (store) throws(StoreError) -> (StoredAccount?, Bool) in
            let isNew = try store.account(owner) == nil
            guard let name = try store.redeem(SecretHash.of(secret, "link"), password: hash, at: now) else {
                return (nil, false)
            }
            return (try store.account(name), isNew)
        }
        guard let account else { return nil }
        try forgive(account.name)
        let visitor = Visitor(account.name.identity, address: address)
        if isNew { record(SignInEvent(.account, .made, account.name, by: visitor)) }
        record(SignInEvent(.link, .used, account.name, by: visitor))
        return account
    }

    /// Changes somebody's own password. Every session of theirs ends, and a new one begins.
    public func changePassword(
        of identity: Principal.Identity,
        from old: String,
        to new: String,
        at address: String,
        now: Int64
    ) throws(SignInError) -> SignInOutcome {
        let name = AccountName(identity)
        let answer = try check(old, of: name, now: now)
        if answer == .right { try replacePassword(new, of: name) }
        note(answer, .password, .changed, name, by: Visitor(identity, address: address))
        switch answer {
        case .refused: return .refused
        case .locked(let until): return .locked(until: until)
        case .right: return try begin(name, replacing: nil, now: now)
        }
    }

    /// Gives an account another password, by right of whoever runs this machine. Every session of it ends.
    public func setPassword(_ password: String, of name: AccountName) throws(SignInError) {
        try replacePassword(password, of: name)
        record(SignInEvent(.password, .changed, name, by: .machine))
    }

    private func replacePassword(_ password: String, of name: AccountName) throws(SignInError) {
        let hash = try newHash(password, for: name)
        let isThere = try asking { (store) throws(StoreError) in try store.change(name, .password(hash)) }
        guard isThere else { throw .unfit("there is no account `\(name.name)`") }
        try forgive(name)
    }

    /// What came of a question for somebody's own password.
    public enum PasswordAnswer: Sendable, Equatable {
        /// It is theirs.
        case right
        /// It is not.
        case refused
        /// After too many failures: not before that moment (seconds since 1970).
        case locked(until: Int64)
    }

    /// Whether it is their password, asked of somebody who has signed in already: a session that was stolen must not tell.
    func check(_ password: String, of name: AccountName, now: Int64) throws(SignInError) -> PasswordAnswer {
        let subject = Self.subject(account: name)
        let until = try asking { (store) throws(StoreError) in
            try store.attempt(subject, at: now, delays: Limits.accountDelays)
        }
        guard until == 0 else { return .locked(until: until) }
        let account = try asking { (store) throws(StoreError) in try store.account(name) }
        guard try checks.matches(password, account?.password) else { return .refused }
        try asking { (store) throws(StoreError) in try store.forgive(subject) }
        return .right
    }

    private func newHash(_ password: String, for name: AccountName) throws(SignInError) -> String {
        if let problem = Self.problem(inPassword: password, of: name.name) { throw .unfit(problem) }
        return try checks.hash(password, salt: random.bytes(PasswordHash.saltBytes))
    }

    /// What is wrong with a password, for whoever chose it; nil when it may be taken. Length is all that is asked for, and that it is not the name.
    public static func problem(inPassword password: String, of name: String) -> String? {
        if password.count < Limits.passwordCharactersMin {
            return "a password has at least \(Limits.passwordCharactersMin) characters; several words are a good one"
        }
        if password.utf8.count > Limits.passwordBytesMax {
            return "a password has at most \(Limits.passwordBytesMax) bytes"
        }
        if NameSyntax.hasControlCharacter(password) {
            return "a password has no control characters; choose another"
        }
        let isName = password.lowercased().replacing(name.lowercased(), with: "").isEmpty
        return isName ? "the name is no password; choose another" : nil
    }
}
