import PBXFiles
import Testing

/// Tags of files that administrators wrote.
@Suite struct XMLTagScannerTests {
    private func tags(_ text: String) -> [String] {
        var scanner = XMLTagScanner(text)
        var tags: [String] = []
        while let tag = scanner.next() {
            let attributes = tag.attributes.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
            tags.append("\(tag.line) \(tag.isStart ? "+" : "")\(tag.isEnd ? "-" : "")\(tag.name)\(attributes)")
        }
        return tags + scanner.badLines.map { "\($0) bad" }
    }

    @Test func tagsComeWithTheirLines() {
        #expect(tags("<a>\n<b x='1' y=\"2\"/>\n</a>") == ["1 +a", "2 +-b x=1 y=2", "3 -a"])
    }

    @Test func commentsAndInstructionsAreSkipped() {
        #expect(tags("<?xml version=\"1.0\"?><!DOCTYPE a><!-- <b/>\n --><c/>") == ["2 +-c"])
    }

    @Test func entitiesAreReadOnce() {
        #expect(tags("<a x=\"&lt;&amp;lt;&quot;&apos;&gt;\"/>") == ["1 +-a x=<&lt;\"'>"])
    }

    @Test func whatIsNoTagIsReportedAndSkipped() {
        #expect(tags("<a x=1/>\n<b/>") == ["2 +-b", "1 bad"])
    }
}
