import Testing

@testable import EventBody

@Suite struct BodyPartTests {
    private func part(_ lines: String...) -> BodyPart {
        let bytes = Array(lines.joined(separator: "\r\n").utf8)
        return BodyPart(bytes.span, 0..<bytes.count)
    }

    @Test func readsThreeFieldsInAnyCaseAndOrder() {
        let part = part(
            "CONTENT-ID: <a@b>",
            "content-transfer-encoding: BASE64",
            "Content-Type: text/plain;x=y",
            "",
            "z"
        )
        #expect(part.isReadable)
        #expect(part.contentID == Array("a@b".utf8))
        #expect(part.transferEncoding == .base64)
        #expect(part.contentType?.count == 14)
        #expect(part.content.count == 1)
    }

    @Test func aFoldedFieldIsOne() {
        #expect(part("Content-Type:", " text/plain", "", "z").contentType?.count == 10)
        #expect(part("X: y", "\tContent-ID: <a>", "", "z").contentID == nil)
    }

    @Test(arguments: ["Content-Type: a/b", "Content-ID: <c>", "Content-Transfer-Encoding: 8bit"])
    func twoOfAFieldCannotBeRead(_ line: String) {
        #expect(part(line, "", "z").isReadable)
        #expect(!part(line, line, "", "z").isReadable)
    }

    @Test(arguments: ["no colon", ": no name", " begins with a space: x", "Content-ID: <>"])
    func whatIsNoHeaderCannotBeRead(_ line: String) {
        #expect(!part(line, "", "z").isReadable)
    }

    @Test func aContentIDNeedsNoBrackets() {
        let part = part("Content-Id: a@b", "", "z")
        #expect(part.isReadable)
        #expect(part.contentID == Array("a@b".utf8))
        #expect(part.contentIDForm == ContentIDForm(isLowerD: true, isBare: true))
    }

    @Test(arguments: ["Content-ID: a b", "Content-ID: \"a\"", "Content-ID: a>", "Content-ID: "])
    func whatIsNoTokenNeedsThem(_ line: String) {
        #expect(!part(line, "", "z").isReadable)
    }

    @Test(arguments: ["Content-Encoding: gzip", "e: deflate", "content-encoding: identity"])
    func aContentEncodingIsSeen(_ line: String) {
        #expect(part(line, "", "z").isCompressed)
    }

    @Test func tooLongAHeaderCannotBeRead() {
        let line = "X: " + String(repeating: "y", count: Limits.partHeaderBytesMax)
        #expect(!part(line, "", "z").isReadable)
        #expect(
            !part(Array(repeating: "X: y", count: Limits.partHeadersMax + 1).joined(separator: "\r\n"), "", "z")
                .isReadable
        )
    }

    @Test func withoutAnEmptyLineThereIsNoContent() {
        #expect(part("Content-Type: a/b").content.isEmpty)
    }
}
