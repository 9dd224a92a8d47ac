import Chance
import Testing

@testable import TargetResolution

@Suite struct ServiceOrderTests {
    static func record(_ priority: UInt16, _ weight: UInt16, _ target: String) -> SRVRecord {
        SRVRecord(priority: priority, weight: weight, port: 5060, target: target)
    }

    /// How often each is the first of a thousand orders.
    static func firsts(_ records: [SRVRecord]) -> [String: Int] {
        var generator = SeededRandom(seed: 1)
        return (0..<1_000).reduce(into: [:]) { counts, _ in
            counts[ServiceOrder.order(records, using: &generator)[0].target, default: 0] += 1
        }
    }

    @Test func lowerPrioritiesComeFirst() {
        var generator = SeededRandom(seed: 1)
        let records = [Self.record(30, 100, "c"), Self.record(10, 0, "a"), Self.record(20, 65_535, "b")]
        #expect(ServiceOrder.order(records, using: &generator).map(\.target) == ["a", "b", "c"])
    }

    @Test func heavierOnesComeFirstMoreOften() {
        let firsts = Self.firsts([Self.record(1, 30, "light"), Self.record(1, 90, "heavy")])
        #expect((680...820).contains(firsts["heavy"] ?? 0))
    }

    @Test func thoseWithoutWeightComeFirstSeldom() {
        let firsts = Self.firsts([Self.record(1, 0, "none"), Self.record(1, 99, "some")])
        #expect((1...40).contains(firsts["none"] ?? 0))
    }

    @Test func noneIsLostOrRepeated() {
        var generator = SeededRandom(seed: 1)
        let records = (0..<32).map { Self.record(UInt16($0 % 3), UInt16($0 % 5) * 10, "\($0)") }
        let ordered = ServiceOrder.order(records, using: &generator)
        #expect(Set(ordered) == Set(records))
        #expect(ordered.count == records.count)
        #expect(ordered.map(\.priority) == ordered.map(\.priority).sorted())
    }
}
