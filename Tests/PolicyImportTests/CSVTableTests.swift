import Testing

@testable import PolicyImport

@Suite struct CSVTableTests {
    private static func table(_ text: String) -> (rows: [[String: String]], lines: [Int], problems: [String]) {
        var report = ImportReport()
        let table = CSVTable(ImportFile(name: "a.csv", text: text), &report)
        return (table.rows.map(\.fields), table.rows.map(\.place.line), report.problems.map { "\($0)" })
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func lineEndsOfEveryKind(_ end: String) {
        #expect(Self.table("a,b\(end)1,2\(end)3,4").rows == [["a": "1", "b": "2"], ["a": "3", "b": "4"]])
    }

    @Test func quotedFieldsHoldEverything() {
        #expect(Self.table("a,b\n\"1,\"\"x\"\"\n2\",3\n").rows == [["a": "1,\"x\"\n2", "b": "3"]])
    }

    @Test func linesAreCountedThroughQuotes() {
        #expect(Self.table("a\n\"1\n2\"\n3\n").lines == [2, 4])
    }

    @Test func aByteOrderMarkIsNoPartOfAName() {
        #expect(Self.table("\u{FEFF}a\n1\n").rows == [["a": "1"]])
    }

    @Test func semicolonsSeparateWhereThereIsNoComma() {
        #expect(Self.table("a;b\n1,5;2\n").rows == [["a": "1,5", "b": "2"]])
    }

    @Test func blankLinesAreNoRows() {
        #expect(Self.table("a,b\n\n1,2\n\n").rows.count == 1)
    }

    @Test(arguments: ["a,b\n\"1,2\n", "a,b\n\"1\"x,2\n"])
    func wrongQuotesAreAMistake(_ text: String) {
        #expect(Self.table(text).problems == ["a.csv:2: a quote is not closed, or something follows it"])
    }

    @Test func aRowOfAnotherLengthIsAMistake() {
        #expect(Self.table("a,b\n1\n1,2\n").problems == ["a.csv:2: the row has 1 fields, the header 2"])
    }

    @Test func twoColumnsOfOneNameAreAMistake() {
        #expect(Self.table("a,A\n").problems == ["a.csv:1: a column is there twice"])
    }
}
