import AccessPolicy
import Testing
import Yams

@testable import PolicyFile

@Suite struct NodeReaderTests {
    @Test func emptyScalarsAreNull() {
        #expect(NodeReader.isNull(Node("", .implicit, .plain)))
        #expect(NodeReader.isNull(Node("~", .implicit, .plain)))
        #expect(!NodeReader.isNull(Node("", .implicit, .doubleQuoted)))
        #expect(!NodeReader.isNull(Node("null", .implicit, .singleQuoted)))
    }

    @Test func readingEndsAtTheLimitOfElements() throws {
        // Two lists of three behind one anchor, and the outer list itself: 8 elements.
        let list = try #require(try compose(yaml: "[&x [a, b, c], *x]"))
        for (limit, problems) in [(8, 0), (7, 1), (2, 1), (1, 1)] {
            var reader = NodeReader(file: "p.yaml", elementsMax: limit)
            for inner in reader.list(list, "outer") { _ = reader.list(inner, "inner") }
            #expect(reader.problems.count == problems, "limit \(limit)")
        }
    }

    @Test func elementsPastTheLimitAreNotGiven() throws {
        let list = try #require(try compose(yaml: "[a, b, c]"))
        var reader = NodeReader(file: "p.yaml", elementsMax: 2)
        #expect(reader.list(list, "list").isEmpty)
        #expect(reader.list(list, "list").isEmpty)
        let problem = "the file holds more than 2 entries, aliases followed; use fewer aliases"
        #expect(reader.problems.map(\.text) == [problem])
    }
}
