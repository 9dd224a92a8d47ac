import Testing

@testable import EventBody

@Suite struct TextCollectorTests {
    private func collected(_ text: String, limit: Int = 100) -> (text: String, isOverflowing: Bool) {
        let bytes = Array(text.utf8)
        var collector = TextCollector()
        collector.begin(limit: limit)
        collector.appendText(0..<bytes.count, bytes.span)
        return (String(decoding: collector.bytes, as: UTF8.self), collector.isOverflowing)
    }

    @Test(arguments: [
        ("early", "early"), ("  \n early", "early"), ("a&amp;b", "a&b"), ("a & b", "a & b"), ("&#xE9;", "é"),
        ("&x;", "&x;"),
    ])
    func replacesReferences(_ text: String, _ expected: String) {
        #expect(collected(text).text == expected)
    }

    @Test func stopsAtTheLimit() {
        #expect(collected("12345", limit: 5) == ("12345", false))
        #expect(collected("123456", limit: 5) == ("12345", true))
    }

    @Test func takesCDATAAsItIs() {
        let bytes = Array("&lt;".utf8)
        var collector = TextCollector()
        collector.begin(limit: 10)
        collector.appendLiteral(0..<bytes.count, bytes.span)
        #expect(collector.bytes == bytes)
    }

    @Test func beginsAnew() {
        let bytes = Array("abc".utf8)
        var collector = TextCollector()
        collector.begin(limit: 2)
        collector.appendText(0..<bytes.count, bytes.span)
        collector.begin(limit: 2)
        #expect(collector.bytes.isEmpty)
        #expect(!collector.isOverflowing)
    }

    private func collected(_ text: String) -> TextCollector {
        let bytes = Array(text.utf8)
        var collector = TextCollector()
        collector.begin(limit: Limits.tokenBytesMax)
        collector.appendText(0..<bytes.count, bytes.span)
        return collector
    }

    @Test(arguments: [
        ("7", 7), (" 99 ", 99), ("007", 7), ("0", 0), ("100", nil), ("-1", nil), ("1 2", nil), ("", nil), ("0x1", nil),
        ("15550199", nil), ("&#57;", 9),
    ])
    func readsABoundedNumber(_ text: String, _ expected: UInt64?) {
        #expect(collected(text).number(max: 99) == expected)
    }

    @Test(arguments: [
        ("true", true), (" FALSE ", false), ("1", true), ("0", false), ("yes", nil), ("", nil), ("true1555", nil),
    ])
    func readsABoolean(_ text: String, _ expected: Bool?) {
        #expect(collected(text).truth == expected)
    }
}
