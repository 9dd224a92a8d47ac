import AdministeredStore
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import PolicyAdministration
import PolicyStore
import Synchronization
import Testing

@testable import Admin
@testable import SignIn

/// An admin address without a socket: a policy, a store of its own, and a clock that stands still until a test moves it.
final class AdminStage: Sendable {
    static let text = """
        organization: Example Ltd
        domains: [example.com]
        users:
          alice: {name: Alice Ng, extensions: ["101"]}
          bob: {name: Bob Roy, extensions: ["102"]}
        roles:
          Admin: ["user:alice"]
        """
    static let password = "correct horse battery"

    let desk: SignInDesk
    let store: any Store
    private let bulletin: PolicyBulletin
    private let moment = Mutex<Int64>(1_800_000_000)

    init(address: String = "http://127.0.0.1:8080") throws {
        let place = try AdministeredStore(Self.text)
        (store, bulletin) = (place.store, place.bulletin)
        var settings = SignInSettings(address: address)
        settings.cost = .init(logRounds: 1, blockSize: 1, parallelism: 1)
        desk = SignInDesk(store: store, settings: settings)
    }

    /// The time, in seconds since 1970.
    var now: Int64 { moment.withLock { $0 } }

    func pass(seconds: Int64) { moment.withLock { $0 += seconds } }

    func application(
        readiness: any ReadinessSource = AdminApplicationTests.Fixed(ok: true),
        live: any LiveSource = AdminApplicationTests.Listed(),
        metrics: PrometheusRegistry = PrometheusRegistry()
    ) -> some ApplicationProtocol {
        Application(router: router(readiness: readiness, live: live, metrics: metrics))
    }

    func router(
        readiness: any ReadinessSource = AdminApplicationTests.Fixed(ok: true),
        live: any LiveSource = AdminApplicationTests.Listed(),
        metrics: PrometheusRegistry = PrometheusRegistry()
    ) -> Router<AdminRequestContext> {
        let clock = AdminClock { self.now }
        let api = API(
            PolicyAdministration(bulletin, store: store) {},
            store: store,
            desk: desk,
            live: live,
            audit: APIStage.Recorded(),
            featureCodes: FeatureCodeList([]),
            now: clock.now
        )
        let application = AdminApplication(
            readiness: readiness,
            live: live,
            metrics: metrics,
            policy: bulletin,
            clock: clock,
            api: api
        )
        return application.router()
    }

    /// A token of somebody, whose account is made.
    func token(_ principal: Principal, _ scopes: Set<Scope> = Set(Scope.allCases)) throws -> String {
        _ = try desk.addAccount(AccountName(principal.identity), now: now)
        return try desk.makeToken(
            for: principal,
            label: "test",
            scopes: scopes,
            seconds: 3_600,
            from: "192.0.2.1",
            now: now
        ).token
    }

    /// Somebody with a password.
    func account(_ principal: Principal) throws {
        let name = AccountName(principal.identity)
        _ = try desk.addAccount(name, now: now)
        try desk.setPassword(Self.password, of: name)
    }

    /// Somebody who has signed in: the headers of their browser.
    func browser(_ principal: Principal) throws -> (cookie: HTTPFields, csrf: String) {
        try account(principal)
        let name = AccountName(principal.identity)
        let outcome = try desk.signIn(
            name: name.name,
            organization: name.organization,
            password: Self.password,
            from: "192.0.2.1",
            now: now
        )
        guard case .signedIn(let cookie, let session) = outcome else { throw SignInError.unfit("\(outcome)") }
        return ([.cookie: "\(desk.settings.cookieName)=\(cookie)"], session.csrfToken)
    }
}

/// What a body is as JSON.
func json(_ response: TestResponse) throws -> [String: Any] {
    let body = try JSONSerialization.jsonObject(with: Data(response.body.readableBytesView))
    return try #require(body as? [String: Any])
}
