import Testing

@testable import SIPMessage

@Suite struct UnescapingTests {
    private func decode(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        return Unescaping.decode(bytes.span, bytes.span.all).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test func decodesOnce() {
        #expect(decode("%2A33") == "*33")
        #expect(decode("%2541") == "%41")
        #expect(decode("a%62c") == "abc")
        #expect(decode("") == "")
    }

    @Test(arguments: ["%", "%4", "%zz", "%+3", "%00", "%0a", "%7F", "%80", "é", "a%C3%A9", "%4%31"])
    func refuses(_ text: String) {
        #expect(decode(text) == nil)
    }
}
