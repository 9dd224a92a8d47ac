import Testing

@testable import PolicyFile

@Suite struct KeyMarkTests {
    private func put(_ line: Int, _ column: Int, _ text: String) -> String? {
        KeyMark.put(line: line, column: column, in: text, number: 7)
    }

    @Test func marksAPlainKey() {
        #expect(put(2, 3, "a:\n  b: 1") == "a:\n  \u{E000}7\u{E001}b: 1")
    }

    @Test func marksAQuotedKeyInsideItsQuotes() {
        #expect(put(1, 2, "{\"b\": 1}") == "{\"\u{E000}7\u{E001}b\": 1}")
        #expect(put(1, 1, "'b': 1") == "'\u{E000}7\u{E001}b': 1")
    }

    @Test(arguments: ["&x b: 1", "*b : 1", "!!str b: 1", "? b", "[b]: 1"])
    func leavesOtherKeysAlone(_ text: String) {
        #expect(put(1, 1, text) == nil)
    }

    @Test func countsCharactersAndEveryLineBreak() {
        #expect(put(3, 2, "ä\r\nö\rüb") == "ä\r\nö\rü\u{E000}7\u{E001}b")
    }

    @Test func placesOutsideTheTextHaveNoKey() {
        #expect(put(9, 1, "a: 1") == nil)
        #expect(put(1, 9, "a: 1") == nil)
    }

    @Test func takesMarksOff() {
        #expect(KeyMark.take(off: "x\u{E000}12\u{E001}y") == "xy")
        #expect(KeyMark.take(off: "xy") == "xy")
    }

    @Test func takesOffWhatWasPut() throws {
        let marked = try #require(put(1, 1, "status: nobody"))
        #expect(KeyMark.take(off: marked) == "status: nobody")
    }
}
