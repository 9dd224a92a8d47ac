import Testing

@testable import DialplanLint

/// Options as `ast_app_parse_options` takes them apart.
@Suite struct SpyOptionsTests {
    @Test func lettersHaveTheirArguments() {
        #expect(
            SpyOptions("qe(PJSIP/1:PJSIP/2)ES g(a)").letters == [
                "q": "", "e": "PJSIP/1:PJSIP/2", "E": "", "S": "", "g": "a",
            ]
        )
    }

    @Test func lettersOfAnArgumentAreNoOptions() {
        #expect(!SpyOptions("e(dX)").has("d"))
    }

    @Test func bracketsWithinAnArgumentCount() {
        #expect(SpyOptions("e(${DB(a/b)})d").letters == ["e": "${DB(a/b)}", "d": ""])
    }

    @Test(arguments: ["${O}", "q${O}", "$[${O}]E"])
    func whatAVariableSaysIsHidden(_ text: String) { #expect(SpyOptions(text).areHidden) }

    @Test(arguments: ["", "q", "e(${O})"])
    func whatIsWrittenIsNot(_ text: String) { #expect(!SpyOptions(text).areHidden) }

    @Test func anArgumentWithoutEndTakesTheRest() {
        #expect(SpyOptions("e(PJSIP/1d").letters == ["e": "PJSIP/1d"])
    }
}
