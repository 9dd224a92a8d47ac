import Testing

@testable import EventBody

@Suite struct TransferEncodingTests {
    private func decode(_ text: String, _ encoding: TransferEncoding) -> String? {
        let bytes = Array(text.utf8)
        return encoding.decode(0..<bytes.count, bytes.span).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(arguments: [
        ("7bit", TransferEncoding.identity), ("8BIT", .identity), ("Binary", .identity), ("BASE64", .base64),
        ("Quoted-Printable", .quotedPrintable), ("x-uuencode", .unknown), ("", .unknown),
    ])
    func namesAreReadInAnyCase(_ name: String, _ encoding: TransferEncoding) {
        let bytes = Array(name.utf8)
        #expect(TransferEncoding.named(0..<bytes.count, bytes.span) == encoding)
    }

    @Test(arguments: [("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9v\r\n YmFy\n", "foobar")])
    func base64IsDecoded(_ text: String, _ plain: String) {
        #expect(decode(text, .base64) == plain)
    }

    @Test(arguments: ["Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm9v=", "Zm9v*", "Zg==Zg==", "Zm-_"])
    func brokenBase64IsNotRead(_ text: String) {
        #expect(decode(text, .base64) == nil)
    }

    @Test(arguments: [
        ("a=3Db", "a=b"), ("a=3db", "a=b"), ("a=\r\nb", "ab"), ("a= \t\nb", "ab"), ("a=", "a"), ("a b", "a b"),
    ])
    func quotedPrintableIsDecoded(_ text: String, _ plain: String) {
        #expect(decode(text, .quotedPrintable) == plain)
    }

    @Test(arguments: ["a=3", "a=G0", "a=b", "= b"])
    func brokenQuotedPrintableIsNotRead(_ text: String) {
        #expect(decode(text, .quotedPrintable) == nil)
    }

    @Test func othersAreAsTheyAreOrNotRead() {
        #expect(decode("a=3Db", .none) == "a=3Db")
        #expect(decode("a=3Db", .identity) == "a=3Db")
        #expect(decode("abc", .unknown) == nil)
    }
}
