import Hummingbird
import Logging
import NIOCore

/// The admin address: metrics and health for now. Its routes are tested without a socket through `router`.
public struct AdminApplication: Sendable {
    private let readiness: any ReadinessSource
    private let metrics: PrometheusRegistry

    /// An application over the process's metrics.
    public init(readiness: any ReadinessSource, metrics: PrometheusRegistry) {
        self.readiness = readiness
        self.metrics = metrics
    }

    /// The routes:
    /// - `GET /metrics`: Prometheus text (exposition format 0.0.4).
    /// - `GET /healthz`: 200 as long as the process answers.
    /// - `GET /readyz`: 200 when every check holds, else 503; the checks as JSON either way.
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

    private struct Readiness: ResponseCodable {
        let checks: [ReadinessCheck]
    }
}
