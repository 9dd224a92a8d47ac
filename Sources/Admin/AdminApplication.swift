import Hummingbird
import Logging
import NIOCore

/// The admin address: metrics, health, and who watches and listens. Its routes are tested without a socket through `router`.
public struct AdminApplication: Sendable {
    private let readiness: any ReadinessSource
    private let live: any LiveSource
    private let metrics: PrometheusRegistry

    /// An application over the process's metrics.
    public init(readiness: any ReadinessSource, live: any LiveSource, metrics: PrometheusRegistry) {
        self.readiness = readiness
        self.live = live
        self.metrics = metrics
    }

    /// The routes:
    /// - `GET /metrics`: Prometheus text (exposition format 0.0.4).
    /// - `GET /healthz`: 200 as long as the process answers.
    /// - `GET /readyz`: 200 when every check holds, else 503; the checks as JSON either way.
    /// - `GET /live`: who watches and listens to whom now, as JSON; `watcher`, `extension` and `kind` in the query ask for some of it.
    public func router() -> Router<BasicRequestContext> {
        let router = Router()
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
        router.get("live") { [live] request, context in
            let parameters = request.uri.queryParameters
            let kind = try parameters.get("kind").map { text in
                guard let kind = LiveList.Kind(rawValue: text) else {
                    throw HTTPError(.badRequest, message: "`kind` is `subscription` or `listening`")
                }
                return kind
            }
            let query = LiveQuery(
                watcher: parameters.get("watcher"),
                target: parameters.get("extension"),
                kind: kind
            )
            return try Live(live.live(query)).response(from: request, context: context)
        }
        return router
    }

    /// The HTTP server, to be run as a service; it serves `host:port` and nothing else.
    public func server(host: String, port: Int, logger: Logger) -> some ApplicationProtocol {
        Application(
            router: router(),
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
