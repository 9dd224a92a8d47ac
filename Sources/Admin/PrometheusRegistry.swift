import CoreMetrics
import Synchronization

/// A swift-metrics backend that keeps every metric in memory and writes them in Prometheus's text format.
///
/// swift-metrics has no Prometheus backend among the packages that we build on; this one has what the proxy uses: counters and gauges.
/// Recorders and timers are written as sum and count.
public final class PrometheusRegistry: MetricsFactory, Sendable {
    private struct Key: Hashable, Comparable {
        let label: String
        let dimensions: [String]

        static func < (one: Key, other: Key) -> Bool {
            if one.label != other.label { return one.label < other.label }
            return one.dimensions.lexicographicallyPrecedes(other.dimensions)
        }
    }

    private enum Metric {
        case counter(PrometheusCounter)
        case gauge(PrometheusGauge)
        case summary(PrometheusSummary)
    }

    private let metrics = Mutex<[Key: Metric]>([:])
    /// Metrics kept at the most; labels come from closed sets, so this is never met unless by a mistake of ours.
    private static let metricsMax = 4_096

    /// An empty registry.
    public init() {}

    /// All metrics, sorted, in exposition format 0.0.4.
    public func text() -> String {
        let all = metrics.withLock { $0 }
        var lines: [String] = []
        var described: Set<String> = []
        for (key, metric) in all.sorted(by: { $0.key < $1.key }) {
            let labels = key.dimensions.isEmpty ? "" : "{\(key.dimensions.joined(separator: ","))}"
            switch metric {
            case .counter(let counter):
                if described.insert(key.label).inserted { lines.append("# TYPE \(key.label) counter") }
                lines.append("\(key.label)\(labels) \(counter.value)")
            case .gauge(let gauge):
                if described.insert(key.label).inserted { lines.append("# TYPE \(key.label) gauge") }
                lines.append("\(key.label)\(labels) \(Self.text(of: gauge.value))")
            case .summary(let summary):
                if described.insert(key.label).inserted { lines.append("# TYPE \(key.label) summary") }
                let (sum, count) = summary.total
                lines.append("\(key.label)_sum\(labels) \(Self.text(of: sum))")
                lines.append("\(key.label)_count\(labels) \(count)")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A counter; the same one for the same label and dimensions.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        let made = find(label, dimensions) { .counter(PrometheusCounter()) }
        if case .counter(let counter) = made { return counter }
        return PrometheusCounter()
    }

    /// A recorder: a gauge, or with `aggregate` a sum and count.
    public func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        let made = find(label, dimensions) { aggregate ? .summary(PrometheusSummary()) : .gauge(PrometheusGauge()) }
        switch made {
        case .gauge(let gauge): return gauge
        case .summary(let summary): return summary
        case .counter: return PrometheusGauge()
        }
    }

    /// A timer, in nanoseconds.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        let made = find(label, dimensions) { .summary(PrometheusSummary()) }
        if case .summary(let summary) = made { return summary }
        return PrometheusSummary()
    }

    /// Metrics live as long as the process.
    public func destroyCounter(_ handler: any CounterHandler) {}
    /// Metrics live as long as the process.
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    /// Metrics live as long as the process.
    public func destroyTimer(_ handler: any TimerHandler) {}

    private func find(_ label: String, _ dimensions: [(String, String)], make: () -> Metric) -> Metric {
        let key = Key(label: label, dimensions: dimensions.map { "\($0.0)=\"\(Self.escape($0.1))\"" })
        return metrics.withLock { metrics in
            if let existing = metrics[key] { return existing }
            let metric = make()
            if metrics.count < Self.metricsMax { metrics[key] = metric }
            return metric
        }
    }

    /// Whole numbers without a fraction, as people and their scripts expect them.
    private static func text(of value: Double) -> String { Int64(exactly: value).map { "\($0)" } ?? "\(value)" }

    private static func escape(_ value: String) -> String {
        var escaped = ""
        for character in value {
            switch character {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            default: escaped.append(character)
            }
        }
        return escaped
    }
}
