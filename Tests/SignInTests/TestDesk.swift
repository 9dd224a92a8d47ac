import AdministeredStore
import PolicyAdministration
import PolicyStore
import Synchronization

@testable import SignIn

/// A desk over a store of its own, with secrets that count up.
final class TestDesk: Sendable {
    static let now: Int64 = 1_800_000_000
    static let password = "correct horse battery"
    static let root = AccountName(name: "root")
    static let alice = AccountName(organization: "Example Ltd", name: "alice")

    let store: any Store
    let desk: SignInDesk
    let events = Events()

    /// What the desk has told, for the record.
    final class Events: Sendable {
        private let told = Mutex<[SignInEvent]>([])

        var all: [SignInEvent] { told.withLock { $0 } }

        func add(_ event: SignInEvent) { told.withLock { $0.append(event) } }
        func clear() { told.withLock { $0.removeAll() } }
    }

    init(oidc: OIDCSettings? = nil, transport: any ProviderTransport = ProviderSession()) throws {
        store = try AdministeredStore.emptyStore()
        var settings = SignInSettings(
            address: "https://earshot.example",
            oidc: oidc,
            local: { LocalToken(keys: [1: [1], 2: [2]], current: 2) }
        )
        settings.cost = Self.cheap
        let counter = Atomic<UInt8>(0)
        let random = RandomBytes { count in
            let next = counter.wrappingAdd(1, ordering: .relaxed).newValue
            return [UInt8](repeating: next, count: count)
        }
        desk = SignInDesk(store: store, settings: settings, random: random, transport: transport) { [events] in
            events.add($0)
        }
    }

    static let cheap = PasswordHash.Cost(logRounds: 1, blockSize: 1, parallelism: 1)

    /// Makes an account with the password.
    func account(_ name: AccountName) throws {
        _ = try desk.addAccount(name, now: Self.now)
        try desk.setPassword(Self.password, of: name)
    }

    func signIn(
        _ name: AccountName = root,
        _ password: String = password,
        code: String? = nil,
        from address: String = "192.0.2.1",
        replacing former: String? = nil,
        at now: Int64 = now
    ) throws -> SignInOutcome {
        try desk.signIn(
            name: name.name,
            organization: name.organization,
            password: password,
            code: code,
            from: address,
            replacing: former,
            now: now
        )
    }

    /// The cookie of somebody who signs in now.
    func cookie(_ name: AccountName = root) throws -> String {
        guard case .signedIn(let cookie, _) = try signIn(name) else { throw SignInError.unfit("not signed in") }
        return cookie
    }

    /// Asks for codes of an account; gives the secret.
    func codes(_ name: AccountName = root, at now: Int64 = now) throws -> [UInt8] {
        _ = try desk.enrol(name.identity, from: "192.0.2.1")
        let secret = try store.account(name)?.totpPending ?? []
        let code = OneTimeCode.code(secret, step: OneTimeCode.step(at: now))
        guard try desk.confirm(name.identity, code: code, from: "192.0.2.1", now: now) else {
            throw SignInError.unfit("not confirmed")
        }
        return secret
    }
}
