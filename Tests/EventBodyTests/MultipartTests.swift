import Testing

@testable import EventBody

@Suite struct MultipartTests {
    private func read(_ text: String, boundary: String = "b") -> Multipart? {
        let bytes = Array(text.utf8)
        return Multipart.read(bytes.span, boundary: Array(boundary.utf8))
    }

    private func contents(_ text: String, boundary: String = "b") -> [String]? {
        let bytes = Array(text.utf8)
        return read(text, boundary: boundary)?.parts.map { String(decoding: bytes[$0.content], as: UTF8.self) }
    }

    @Test(arguments: ["\r\n", "\n"])
    func partsAreBetweenTheDelimiters(_ lineEnd: String) {
        let text = ["--b", "A: 1", "", "one", "--b", "", "two", "", "--b--", ""].joined(separator: lineEnd)
        #expect(contents(text) == ["one", "two\(lineEnd)"])
        #expect(read(text)?.isClean == true)
    }

    @Test func anEmptyLineBeforeAndBehindIsClean() {
        #expect(read("\r\n--b\r\n\r\none\r\n--b--\r\n\r\n")?.isClean == true)
    }

    @Test(arguments: [
        "before\r\n--b\r\n\r\none\r\n--b--", "--b\r\n\r\none\r\n--b--\r\nbehind", "--b\r\n\r\none",
        "--b\r\n\r\none --b two\r\n--b--", "--b\r\n\r\none\r\n--bb\r\n--b--",
    ])
    func whatAnotherReaderMaySeeOtherwiseIsNotClean(_ text: String) {
        #expect(read(text)?.parts.count == 1)
        #expect(read(text)?.isClean == false)
    }

    @Test func theLastPartWithoutAnEndSaysSo() {
        #expect(read("--b\r\n\r\none\r\n--b\r\n\r\ntwo")?.parts.map(\.isTerminated) == [true, false])
    }

    @Test func aDelimiterHasItsLineToItself() {
        #expect(contents("--b \t\r\n\r\none\r\n--bc\r\n--b --\r\nx--b\r\n--b--") == ["one\r\n--bc\r\n--b --\r\nx--b"])
    }

    @Test(arguments: ["", "--c\r\n\r\none\r\n--c--", "--b--\r\n", "b\r\n\r\none"])
    func withoutAPartThereIsNothing(_ text: String) {
        #expect(read(text) == nil)
    }

    @Test func tooManyPartsAreRefused() {
        let part = "--b\r\n\r\none\r\n"
        #expect(contents(String(repeating: part, count: Limits.partsMax) + "--b--")?.count == Limits.partsMax)
        #expect(contents(String(repeating: part, count: Limits.partsMax + 1) + "--b--") == nil)
    }

    @Test func noCutOfABodyCrashes() {
        let text = Array("x\r\n--b\r\nContent-ID: <a>\r\n y\r\n\r\none\r\n--b\r\n\r\n--b--\r\n".utf8)
        for end in 0...text.count {
            let cut = Array(text[..<end])
            _ = Multipart.read(cut.span, boundary: Array("b".utf8))
        }
    }
}
