import CoreMetrics
import Testing

@testable import Admin

@Suite struct PrometheusRegistryTests {
    @Test func theSameLabelAndDimensionsAreOneCounter() {
        let registry = PrometheusRegistry()
        registry.makeCounter(label: "c", dimensions: [("a", "1")]).increment(by: 2)
        registry.makeCounter(label: "c", dimensions: [("a", "1")]).increment(by: 5)
        registry.makeCounter(label: "c", dimensions: [("a", "2")]).increment(by: 1)
        #expect(registry.text() == "# TYPE c counter\nc{a=\"1\"} 7\nc{a=\"2\"} 1\n")
    }

    @Test func aGaugeIsTheLastNumber() {
        let registry = PrometheusRegistry()
        let gauge = registry.makeRecorder(label: "g", dimensions: [], aggregate: false)
        gauge.record(Int64(4))
        gauge.record(2.5)
        #expect(registry.text() == "# TYPE g gauge\ng 2.5\n")
    }

    @Test(arguments: [(1.0, "1"), (0, "0"), (-1, "-1"), (1e300, "1e+300"), (.nan, "nan")])
    func aWholeNumberHasNoFraction(_ value: Double, _ text: String) {
        let registry = PrometheusRegistry()
        registry.makeRecorder(label: "g", dimensions: [], aggregate: false).record(value)
        #expect(registry.text() == "# TYPE g gauge\ng \(text)\n")
    }

    @Test func anAggregateIsSumAndCount() {
        let registry = PrometheusRegistry()
        let recorder = registry.makeRecorder(label: "r", dimensions: [], aggregate: true)
        recorder.record(Int64(4))
        recorder.record(Int64(6))
        #expect(registry.text() == "# TYPE r summary\nr_sum 10\nr_count 2\n")
    }

    @Test func labelValuesAreEscaped() {
        let registry = PrometheusRegistry()
        registry.makeCounter(label: "c", dimensions: [("a", "x\"\\\ny")]).increment(by: 1)
        #expect(registry.text() == "# TYPE c counter\nc{a=\"x\\\"\\\\\\ny\"} 1\n")
    }
}
