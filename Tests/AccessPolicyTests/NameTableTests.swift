import Testing

@testable import AccessPolicy

@Suite struct NameTableTests {
    private func table(_ names: [String], scope: UInt32 = 0) -> NameTable {
        NameTable(names.enumerated().map { NameTable.Name(scope: scope, text: $1, value: UInt32($0)) })
    }

    private func find(_ name: String, in table: NameTable, scope: UInt32 = 0) -> UInt32? {
        table.value(of: name.utf8Span.span, scope: scope)
    }

    @Test func emptyTableHasNothing() {
        #expect(find("", in: table([])) == nil)
        #expect(find("a", in: table([])) == nil)
    }

    @Test func findsEachOfManyNames() {
        let names = (0..<20_000).map { "user\($0)" }
        let table = table(names)
        #expect(names.indices.allSatisfy { find(names[$0], in: table) == UInt32($0) })
    }

    @Test func findsNoOtherName() {
        let table = table((0..<1_000).map { "user\($0)" })
        #expect((1_000..<5_000).allSatisfy { find("user\($0)", in: table) == nil })
    }

    @Test func probesAreBounded() {
        let table = table((0..<20_000).map { "\($0)" })
        #expect(table.longestProbe <= PolicyLimits.probes)
    }

    @Test func foldsASCIILettersOnly() {
        let table = table(["Alice", "\u{C4}rger", "@[`{"])
        #expect(find("aLICE", in: table) == 0)
        #expect(find("\u{C4}RGER", in: table) == 1)
        #expect(find("\u{E4}rger", in: table) == nil)
        #expect(find("`{@[", in: table) == nil)
        #expect(find("@[`{", in: table) == 2)
        #expect(find("`[@{", in: table) == nil)
    }

    @Test func scopesAreApart() {
        let table = NameTable([
            NameTable.Name(scope: 0, text: "101", value: 7), NameTable.Name(scope: 1, text: "101", value: 8),
        ])
        #expect(find("101", in: table, scope: 0) == 7)
        #expect(find("101", in: table, scope: 1) == 8)
        #expect(find("101", in: table, scope: 2) == nil)
    }

    @Test func prefixIsAnotherName() {
        let table = table(["101"])
        #expect(find("10", in: table) == nil)
        #expect(find("1011", in: table) == nil)
        #expect(find("101\0", in: table) == nil)
    }

    @Test func overlongNameIsNotFound() {
        let long = String(repeating: "a", count: PolicyLimits.nameBytes + 1)
        #expect(find(long, in: table([long])) == nil)
    }
}
