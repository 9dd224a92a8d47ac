import Foundation
import Hummingbird
import HummingbirdTesting
import Metrics
import NIOCore
import Testing

@testable import Admin

@Suite struct AdminApplicationTests {
    struct Fixed: ReadinessSource {
        let ok: Bool
        func checks() -> [ReadinessCheck] {
            [
                ReadinessCheck(name: "sockets", ok: ok, detail: "as told"),
                ReadinessCheck(name: "policy", ok: true, detail: "revision 1"),
            ]
        }
    }

    /// Lists one entry for what it was asked, so that a test sees what came through.
    struct Listed: LiveSource {
        func live(_ query: LiveQuery) -> LiveList {
            LiveList(live: [LiveListTests.entry(query)], truncated: query.kind == .listening)
        }
    }

    static func application(ok: Bool = true, metrics: PrometheusRegistry = PrometheusRegistry()) throws
        -> some ApplicationProtocol
    {
        try AdminStage().application(readiness: Fixed(ok: ok), live: Listed(), metrics: metrics)
    }

    @Test func healthzAnswersAsLongAsTheProcessDoes() async throws {
        try await Self.application(ok: false).test(.router) { client in
            try await client.execute(uri: "/healthz", method: .get) { #expect($0.status == .ok) }
        }
    }

    @Test func readyzIs200WhenEveryCheckHolds() async throws {
        try await Self.application().test(.router) { client in
            try await client.execute(uri: "/readyz", method: .get) { response in
                #expect(response.status == .ok)
                let body = try JSONDecoder().decode(
                    [String: [ReadinessCheck]].self,
                    from: Data(response.body.readableBytesView)
                )
                #expect(body["checks"]?.map(\.name) == ["sockets", "policy"])
            }
        }
    }

    @Test func readyzIs503WhenOneCheckFails() async throws {
        try await Self.application(ok: false).test(.router) { client in
            try await client.execute(uri: "/readyz", method: .get) { #expect($0.status == .serviceUnavailable) }
        }
    }

    @Test func metricsAreInPrometheusText() async throws {
        let metrics = PrometheusRegistry()
        metrics.makeCounter(label: "earshot_messages_total", dimensions: [("verdict", "forward")]).increment(by: 3)
        try await Self.application(metrics: metrics).test(.router) { client in
            try await client.execute(uri: "/metrics", method: .get) { response in
                #expect(response.headers[.contentType]?.hasPrefix("text/plain; version=0.0.4") == true)
                #expect(
                    String(buffer: response.body)
                        == "# TYPE earshot_messages_total counter\nearshot_messages_total{verdict=\"forward\"} 3\n"
                )
            }
        }
    }

    @Test func otherPathsAreNotFound() async throws {
        try await Self.application().test(.router) { client in
            try await client.execute(uri: "/policy", method: .get) { #expect($0.status == .notFound) }
        }
    }
}
