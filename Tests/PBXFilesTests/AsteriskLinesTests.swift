import PBXFiles
import Testing

/// Lines without comments, as Asterisk's `config.c` takes them out.
@Suite struct AsteriskLinesTests {
    private func lines(_ text: String) -> [String] { AsteriskLines.of(text).map { "\($0.number) \($0.line)" } }

    @Test func aSemicolonBeginsAComment() {
        #expect(lines("a = 1 ; one\n; two\n  b = 2  ") == ["1 a = 1", "3 b = 2"])
    }

    @Test func anEscapedOneDoesNot() {
        #expect(lines("a = 1\\;2 ; x") == ["1 a = 1;2"])
    }

    @Test func aBlockMayGoOnForLines() {
        #expect(lines("a ;-- x\nb\n c --; d\ne") == ["1 a", "3 d", "4 e"])
    }

    @Test func threeDashesBeginNone() {
        #expect(lines(";--- x\na") == ["2 a"])
    }

    @Test func aBlockThatDoesNotEndTakesTheRest() {
        #expect(lines("a\n;-- b\nc") == ["1 a"])
    }
}
