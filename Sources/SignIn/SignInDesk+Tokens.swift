import PolicyAdministration
import PolicyStore

/// A token as it may be shown.
public struct TokenInfo: Sendable, Hashable {
    /// What it is called by: no secret.
    public let number: String
    /// What it is for, in its owner's words.
    public let label: String
    /// Whose it is.
    public let owner: Principal.Identity
    /// What it may be used for.
    public let scopes: Set<Scope>
    /// When it was made, in seconds since 1970.
    public let created: Int64
    /// When it ends.
    public let expires: Int64
    /// When it was last used, to the minute; nil when it never was.
    public let lastUsed: Int64?

    init(_ stored: StoredToken) {
        (number, label, owner) = (stored.number, stored.label, stored.account.identity)
        scopes = Set(stored.scopes.compactMap { Scope(rawValue: $0) })
        (created, expires, lastUsed) = (stored.created, stored.expires, stored.lastUsed)
    }
}

/// Tokens by which programs ask in somebody's name. They give what their owner may do at the time, of that what their scopes name, and no more.
extension SignInDesk {
    private static let prefix = "eat_"

    /// A token of somebody's own, which is shown once.
    ///
    /// - Parameters:
    ///   - scopes: no more than they have themselves.
    ///   - seconds: how long it lives; a year and a day at the most.
    public func makeToken(
        for principal: Principal,
        label: String,
        scopes: Set<Scope>,
        seconds: Int64,
        from address: String,
        now: Int64
    ) throws(SignInError) -> (token: String, info: TokenInfo) {
        let account = AccountName(principal.identity)
        guard principal.scopes.contains(.accounts), scopes.isSubset(of: principal.scopes) else {
            throw .unfit("a token gives no more than whoever makes it has; leave scopes out")
        }
        guard !scopes.isEmpty, seconds > 0, seconds <= Limits.tokenSecondsMax else {
            throw .unfit("a token has a scope at least, and ends within \(Limits.tokenSecondsMax / 86_400) days")
        }
        guard !label.isEmpty, label.utf8.count <= Limits.labelBytesMax,
            label.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 })
        else {
            throw .unfit("say in up to \(Limits.labelBytesMax) bytes what the token is for")
        }
        let text = Self.prefix + random.secret()
        let stored = StoredToken(
            hash: SecretHash.of(text, "token"),
            number: Base32.encode(random.bytes(10)).lowercased(),
            label: label,
            account: account,
            scopes: scopes.map(\.rawValue).sorted(),
            created: now,
            expires: now + seconds
        )
        let isKept = try asking { (store) throws(StoreError) in
            try store.account(account) != nil ? try store.add(stored) : nil
        }
        switch isKept {
        case true:
            let info = TokenInfo(stored)
            note(.made, info, by: Visitor(principal.identity, address: address))
            return (text, info)
        case false: throw .unfit("there are as many tokens as there may be; take some away")
        case nil: throw .unfit("a token belongs to an account, and `\(account.name)` has none; make one first")
        }
    }

    /// Somebody's own tokens; everybody's when an operator asks for them.
    public func tokens(for principal: Principal, everybodys: Bool = false) throws(SignInError) -> [TokenInfo] {
        let owner = everybodys && principal.isOperator ? nil : AccountName(principal.identity)
        return try asking { (store) throws(StoreError) in try store.tokens(of: owner).map(TokenInfo.init) }
    }

    /// Takes a token away: one's own, or anybody's as operator. False when there is none.
    public func removeToken(
        _ number: String,
        by principal: Principal,
        from address: String
    ) throws(SignInError) -> Bool {
        let owner = principal.isOperator ? nil : AccountName(principal.identity)
        let removed = try asking { (store) throws(StoreError) -> StoredToken? in
            let found = try store.tokens(of: owner).first { $0.number == number }
            return try store.removeToken(number, of: owner) ? found : nil
        }
        guard let removed else { return false }
        note(.removed, TokenInfo(removed), by: Visitor(principal.identity, address: address))
        return true
    }

    private func note(_ outcome: SignInEvent.Outcome, _ info: TokenInfo, by visitor: Visitor) {
        var event = SignInEvent(.token, outcome, AccountName(info.owner), by: visitor)
        (event.token, event.scopes, event.until) = (info.number, info.scopes, info.expires)
        record(event)
    }

    func owner(ofToken token: String, now: Int64) throws(SignInError) -> Principal? {
        guard token.hasPrefix(Self.prefix) else { return nil }
        let hash = SecretHash.of(token, "token")
        return try asking { (store) throws(StoreError) in
            guard let stored = try store.token(hash), now < stored.expires else { return nil }
            if stored.lastUsed ?? 0 <= now - Limits.seenSeconds { try store.used(hash, at: now) }
            return Principal(stored.account.identity, scopes: TokenInfo(stored).scopes)
        }
    }
}
