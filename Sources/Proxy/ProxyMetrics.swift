import Enforcement
import Metrics

/// The counters of the proxy, by swift-metrics. Labels take only values from closed sets, so that traffic cannot grow them.
struct ProxyMetrics: Sendable {
    private let judged: [JudgementCounter: Counter]
    private let bytes = Counter(label: "earshot_received_bytes_total")
    private let sendFailures = Counter(label: "earshot_send_failures_total")
    private let connections = Counter(label: "earshot_connections_total")
    private let connectionsRefused = Counter(label: "earshot_connections_refused_total")
    private let streamsBroken = Counter(label: "earshot_streams_broken_total")
    private let bindingsLate = Counter(label: "earshot_binding_writes_late_total")
    private let bindingsRefused = Counter(label: "earshot_bindings_refused_total")

    private let ended = Dictionary(
        uniqueKeysWithValues: Ending.allCases.map {
            ($0, Counter(label: "earshot_revocations_total", dimensions: [("ended", $0.rawValue)]))
        }
    )

    /// What a right that was taken away has ended.
    private enum Ending: String, CaseIterable {
        case subscription
        case listening = "listening-call"
        /// Nothing: the PBX refused.
        case refused

        init(_ record: AuditRecord) {
            self =
                record.rule == AuditRecord.endRefused
                ? .refused : record.question == .listen ? .listening : .subscription
        }
    }

    init() {
        judged = Dictionary(
            uniqueKeysWithValues: JudgementCounter.all.map {
                ($0, Counter(label: $0.name, dimensions: [($0.label.name, $0.label.value)]))
            }
        )
    }

    func count(_ judgement: Judgement, receivedBytes: Int) {
        bytes.increment(by: receivedBytes)
        for counter in judgement.counters { judged[counter]?.increment() }
    }

    /// What a record is of that has a counter of its own.
    func count(_ record: AuditRecord) {
        guard record.verdict == .revoke else { return }
        switch record.mode {
        case .enforce: ended[Ending(record)]?.increment()
        case .shadow: judged[.withheld(.revoke)]?.increment()
        }
    }

    /// Whether a PBX answers.
    func recordPBX(_ pbx: Endpoint, isUp: Bool) {
        Gauge(label: "earshot_pbx_up", dimensions: [("pbx", pbx.text)]).record(isUp ? 1 : 0)
    }

    /// Whether a PBX took wrong credentials for good: 1 when it did, 0 when it refused them, -1 when it did not say.
    func recordTrust(_ pbx: Endpoint, _ method: String, _ finding: CanaryFinding) {
        let value =
            switch finding {
            case .challenged: 0
            case .trusted: 1
            case .silent: -1
            }
        Gauge(label: "earshot_pbx_trusts_proxy", dimensions: [("pbx", pbx.text), ("method", method)]).record(value)
    }

    func countConnection(accepted: Bool) { (accepted ? connections : connectionsRefused).increment() }
    func countBrokenStream() { streamsBroken.increment() }
    func countSendFailure() { sendFailures.increment() }
    func countBindingLate() { bindingsLate.increment() }
    func countBindingRefused() { bindingsRefused.increment() }
}
