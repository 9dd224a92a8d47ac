import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOSSL
import PolicyAdministration
import SignIn

/// The admin address: metrics, health, and who watches and listens. Its routes are tested without a socket through `router`.
public struct AdminApplication: Sendable {
    private let readiness: any ReadinessSource
    private let live: any LiveSource
    private let metrics: PrometheusRegistry
    private let policy: PolicyBulletin
    private let clock: AdminClock
    private let api: API
    private let pages: PageRoutes?

    /// An application over the process's metrics.
    ///
    /// - Parameters:
    ///   - policy: where it is told which policy is in force.
    ///   - api: the policy for programs, and the desk where people say who they are.
    ///   - pages: the administrator's screen; none when nil.
    public init(
        readiness: any ReadinessSource,
        live: any LiveSource,
        metrics: PrometheusRegistry,
        policy: PolicyBulletin,
        clock: AdminClock = .system,
        api: API,
        pages: PageRoutes? = nil
    ) {
        self.pages = pages
        (self.readiness, self.live, self.metrics) = (readiness, live, metrics)
        (self.policy, self.clock, self.api) = (policy, clock, api)
    }

    /// The routes, behind what every request goes through: who asks, and from which page.
    ///
    /// `/api/v1`, `/access/v1` and `/.well-known/authzen-configuration` are the API's, whose document says what they take.
    ///
    /// For everybody:
    /// - `GET /metrics`: Prometheus text (exposition format 0.0.4).
    /// - `GET /healthz`: 200 as long as the process answers.
    /// - `GET /readyz`: 200 when every check holds, else 503; the checks as JSON either way.
    /// - The pages by which somebody signs in (`SignInPages`).
    ///
    /// For those who have: the page of their account (`AccountPages`).
    ///
    /// For operators, and Admins of their organisation:
    /// - `GET /live`: who watches and listens to whom now, as JSON; `watcher`, `extension` and `kind` in the query ask for some of it.
    public func router() -> Router<AdminRequestContext> {
        let (router, desk) = (Router(context: AdminRequestContext.self), api.desk)
        router.addMiddleware {
            SecurityHeaders()
            ProblemAnswers()
            Authentication(desk: desk, clock: clock)
            CrossSiteGuard(address: desk.settings.address)
        }
        // Before the routes: what is added to a router holds for those that come after it.
        router.add(middleware: APIMiddleware(api: api))
        addHealth(to: router)
        // A test reads its files.
        if let look = pages?.desk.look ?? (try? PageLook.own.get()) {
            SignInPages(desk: desk, clock: clock, policy: policy, look: look).add(to: router)
            AccountPages(desk: desk, clock: clock, look: look).add(to: router)
        }
        pages?.add(to: router)
        router.get("live") { [live, policy] request, context in
            let query = try Self.query(request, for: try context.signedIn(for: .live), policy.state)
            return try Live(live.live(query)).response(from: request, context: context)
        }
        return router
    }

    private func addHealth(to router: Router<AdminRequestContext>) {
        router.get("metrics") { [metrics] _, _ in
            Response(
                status: .ok,
                headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: .init(byteBuffer: ByteBuffer(string: metrics.text()))
            )
        }
        router.get("healthz") { _, _ in "ok\n" }
        router.get("readyz") { [readiness] request, context in
            let checks = readiness.checks()
            var response = try Readiness(checks: checks).response(from: request, context: context)
            response.status = checks.allSatisfy(\.ok) ? .ok : .serviceUnavailable
            return response
        }
    }

    /// What is asked for, of that which may be seen: all by an operator, the own organisation's by its Admin.
    private static func query(_ request: Request, for principal: Principal, _ policy: PolicyState) throws -> LiveQuery {
        let parameters = request.uri.queryParameters
        let kind = try parameters.get("kind").map { text in
            guard let kind = LiveList.Kind(rawValue: text) else {
                throw HTTPError(.badRequest, message: "`kind` is `subscription` or `listening`")
            }
            return kind
        }
        var query = LiveQuery(watcher: parameters.get("watcher"), target: parameters.get("extension"), kind: kind)
        switch principal.identity {
        case .operator: break
        case .user(let organization, _):
            guard policy.standing(of: principal, in: organization) >= .admin else { throw HTTPError(.forbidden) }
            query.organization = organization
        }
        return query
    }

    /// The HTTP server, to be run as a service; it serves `host:port` and nothing else.
    ///
    /// - Parameter tls: asked for each connection what it is served with, so that a certificate can be renewed; without it it is plain HTTP.
    /// - Throws: what NIOSSL says of the certificate.
    public func server(
        host: String,
        port: Int,
        tls: (@Sendable () -> (chain: [NIOSSLCertificateSource], key: NIOSSLPrivateKeySource))?,
        logger: Logger
    ) throws -> some ApplicationProtocol {
        var server = HTTPServerBuilder.http1()
        if let tls {
            let first = tls()
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: first.chain,
                privateKey: first.key
            )
            configuration.minimumTLSVersion = .tlsv12
            configuration.sslContextCallback = { _, promise in
                var now = NIOSSLContextConfigurationOverride()
                (now.certificateChain, now.privateKey) = tls()
                promise.succeed(now)
            }
            server = try .tls(server, tlsConfiguration: configuration)
        }
        return Application(
            router: router(),
            server: server,
            configuration: .init(address: .hostname(host, port: port), serverName: "earshot"),
            logger: logger
        )
    }

    private struct Live: ResponseEncodable {
        let list: LiveList

        init(_ list: LiveList) { self.list = list }

        func encode(to encoder: any Encoder) throws { try list.encode(to: encoder) }
    }

    private struct Readiness: ResponseCodable {
        let checks: [ReadinessCheck]
    }
}
