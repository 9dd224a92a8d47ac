import Crypto
import Foundation
import PolicyAdministration
import PolicyStore
import Synchronization

/// Where people and programs say who they are.
///
/// Calls block: they ask the store, and some hash a password. Times are seconds since 1970, and arguments.
public final class SignInDesk: Sendable {
    /// Bytes of a password at the most.
    public static let passwordBytesMax = Limits.passwordBytesMax
    /// Bytes of what a token is for.
    public static let labelBytesMax = Limits.labelBytesMax
    /// Days that a token may live.
    public static let tokenDaysMax = Limits.tokenSecondsMax / 86_400

    /// What it was made with.
    public let settings: SignInSettings
    let store: any AccountStore
    let random: RandomBytes
    let checks: PasswordChecks
    /// The identity provider, if there is one.
    let provider: IdentityProvider?
    /// Puts on record what was done, or refused. Must not wait.
    let record: @Sendable (SignInEvent) -> Void
    private let pruned = Mutex<Int64>(0)

    /// A desk over a store.
    ///
    /// - Parameter record: told of everything that was done or refused; must not wait.
    public init(
        store: any AccountStore,
        settings: SignInSettings,
        random: RandomBytes = .system,
        transport: any ProviderTransport = ProviderSession(),
        record: @escaping @Sendable (SignInEvent) -> Void = { _ in }
    ) {
        (self.store, self.settings, self.random, self.record) = (store, settings, random, record)
        checks = PasswordChecks(cost: settings.cost, random: random)
        provider = settings.oidc.map { IdentityProvider($0, transport: transport) }
    }

    // MARK: Who asks

    /// Whose a bearer token is: an API token, or one of this machine's command line. Nil when it is nobody's, or has ended.
    public func principal(bearer: String, now: Int64) throws(SignInError) -> Principal? {
        guard bearer.utf8.count <= Limits.secretCharactersMax else { return nil }
        if bearer.hasPrefix(LocalToken.prefix) {
            guard settings.local()?.accepts(bearer, now: now) == true else { return nil }
            return Principal(.operator(name: LocalToken.name))
        }
        return try owner(ofToken: bearer, now: now)
    }

    /// The session of a cookie; nil when there is none, or it has ended.
    public func session(cookie: String, now: Int64) throws(SignInError) -> Session? {
        guard let hash = hash(ofCookie: cookie) else { return nil }
        return try asking { (store) throws(StoreError) in
            guard let stored = try store.session(hash) else { return nil }
            guard now < stored.expires, stored.seen > now - Limits.sessionIdleSeconds else {
                try store.endSession(hash)
                return nil
            }
            if stored.seen <= now - Limits.seenSeconds { try store.seen(hash, at: now) }
            return Session(stored)
        }
    }

    // MARK: Signing in and out

    /// Signs somebody in by password, and by code where their account asks for one.
    ///
    /// - Parameters:
    ///   - organization: of a user of the policy; where nil an operator is meant, or the only user of that name.
    ///   - address: where it comes from, without port.
    ///   - former: the cookie that the browser had, whose session ends.
    public func signIn(
        name: String,
        organization: String? = nil,
        password: String,
        code: String? = nil,
        from address: String,
        replacing former: String? = nil,
        now: Int64
    ) throws(SignInError) -> SignInOutcome {
        try prune(now: now)
        let account = try find(name, organization)
        let typed = AccountName(organization: organization, name: name)
        let outcome = try attempt(account, typed, password, code, from: address, replacing: former, now: now)
        note(outcome, .password, account?.name, from: address)
        return outcome
    }

    /// One attempt, counted before it is made.
    private func attempt(
        _ account: StoredAccount?,
        _ typed: AccountName,
        _ password: String,
        _ code: String?,
        from address: String,
        replacing former: String?,
        now: Int64
    ) throws(SignInError) -> SignInOutcome {
        // What was typed is counted, and not whom it meant: else two ways to type a name would share their waits where somebody has it, and tell so.
        let (place, subject) = (Self.subject(address: address), Self.subject(account: typed))
        for (subject, delays) in [(place, Limits.addressDelays), (subject, Limits.accountDelays)] {
            let until = try asking { (store) throws(StoreError) in
                try store.attempt(subject, at: now, delays: delays)
            }
            guard until == 0 else { return .locked(until: until) }
        }
        let isRight: Bool
        do throws(SignInError) {
            isRight = try checks.matches(password, account?.password)
        } catch {
            // Who was turned away has not guessed.
            try takeBack([place, subject])
            throw error
        }
        guard isRight, let account else { return .refused }
        if let secret = account.totpSecret {
            guard let code, !code.isEmpty else {
                // Neither a failure nor a success: otherwise the one would be forgiven by the other.
                try takeBack([place, subject])
                return .needsCode
            }
            guard try take(code, secret, of: account, now: now) else { return .refused }
        }
        try asking { (store) throws(StoreError) in
            for subject in [subject, Self.subject(account: account.name)] { try store.forgive(subject) }
            try store.takeBack(place)
        }
        return try begin(account.name, replacing: former, now: now)
    }

    /// Ends the session of a cookie.
    public func signOut(cookie: String, from address: String) throws(SignInError) {
        guard let hash = hash(ofCookie: cookie) else { return }
        let ended = try asking { (store) throws(StoreError) -> StoredSession? in
            let session = try store.session(hash)
            try store.endSession(hash)
            return session
        }
        guard let account = ended?.account else { return }
        record(SignInEvent(.session, .ended, account, by: Visitor(account.identity, address: address)))
    }

    /// Ends every session of somebody.
    public func signOutEverywhere(_ identity: Principal.Identity, from address: String) throws(SignInError) {
        let account = AccountName(identity)
        try asking { (store) throws(StoreError) in try store.endSessions(of: account) }
        var event = SignInEvent(.session, .ended, account, by: Visitor(identity, address: address))
        event.isEverywhere = true
        record(event)
    }

    /// A new session, under a new name: nobody has seen it before.
    func begin(
        _ account: AccountName,
        replacing former: String?,
        now: Int64
    ) throws(SignInError) -> SignInOutcome {
        let cookie = random.secret()
        let stored = StoredSession(
            hash: SecretHash.of(cookie, "session"),
            account: account,
            csrf: random.secret(),
            created: now,
            seen: now,
            expires: now + Limits.sessionSeconds
        )
        let old = former.flatMap(hash(ofCookie:))
        try asking { (store) throws(StoreError) in
            if let old { try store.endSession(old) }
            try store.begin(stored)
        }
        return .signedIn(cookie: cookie, Session(stored))
    }

    // MARK: What all of it needs

    /// Asks the store; what it says when it cannot answer is for the operator.
    func asking<Value>(
        _ work: (any AccountStore) throws(StoreError) -> Value
    ) throws(SignInError) -> Value {
        do throws(StoreError) {
            return try work(store)
        } catch {
            throw .store(error.text)
        }
    }

    private func takeBack(_ subjects: [[UInt8]]) throws(SignInError) {
        try asking { (store) throws(StoreError) in for subject in subjects { try store.takeBack(subject) } }
    }

    /// Takes a code: never twice, also when two come at once.
    func take(
        _ code: String,
        _ secret: [UInt8],
        of account: StoredAccount,
        now: Int64
    ) throws(SignInError) -> Bool {
        guard let step = OneTimeCode.step(of: code, secret: secret, at: now, after: account.totpStep) else {
            return false
        }
        return try asking { (store) throws(StoreError) in try store.change(account.name, .used(step: step)) }
    }

    /// Nil for what is no cookie of ours.
    func hash(ofCookie cookie: String) -> [UInt8]? {
        cookie.isEmpty || cookie.utf8.count > Limits.secretCharactersMax ? nil : SecretHash.of(cookie, "session")
    }

    /// What is counted is kept as hashes: people type passwords where names belong.
    static func subject(account name: AccountName) -> [UInt8] {
        SecretHash.of("\(name.organization ?? "")\u{0}\(name.name)", "attempt/account")
    }

    /// One house has 2^64 addresses of IPv6 and may use them all: they count as one.
    static func subject(address: String) -> [UInt8] {
        SecretHash.of(AddressGroup.of(address), "attempt/address")
    }

    /// Forgets the failures of somebody, in each form in which they may type who they are.
    func forgive(_ name: AccountName) throws(SignInError) {
        let isShort = try find(name.name, nil)?.name == name
        try asking { (store) throws(StoreError) in
            try store.forgive(Self.subject(account: name))
            if isShort { try store.forgive(Self.subject(account: AccountName(name: name.name))) }
        }
    }

    private func find(_ name: String, _ organization: String?) throws(SignInError) -> StoredAccount? {
        let texts = [name, organization ?? "-"]
        guard texts.allSatisfy({ !$0.isEmpty && $0.utf8.count <= Limits.nameBytesMax && !$0.utf8.contains(0) }) else {
            return nil
        }
        return try asking { (store) throws(StoreError) in
            let key = AccountName(organization: organization, name: name)
            if let account = try store.account(key) { return account }
            guard organization == nil else { return nil }
            let all = try store.accounts(named: name)
            return all.count == 1 ? all.first : nil
        }
    }

    private func prune(now: Int64) throws(SignInError) {
        let isDue = pruned.withLock { last in
            guard now - last >= Limits.pruneSeconds else { return false }
            last = now
            return true
        }
        guard isDue else { return }
        try asking { (store) throws(StoreError) in try store.pruneAccounts(before: now) }
    }
}
