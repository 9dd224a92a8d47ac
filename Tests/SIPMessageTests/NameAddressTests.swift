import Testing

@testable import SIPMessage

@Suite struct NameAddressTests {
    private func parse(_ text: String) throws -> (address: NameAddress, part: (ByteRange) -> String) {
        let bytes = Array(text.utf8)
        let address = try NameAddress(bytes.span, bytes.span.all, Limits())
        return (address, { String(decoding: bytes[$0.lower..<$0.upper], as: UTF8.self) })
    }

    @Test func parametersInBracketsAreTheURIs() throws {
        let (address, part) = try parse("<sip:a@h;tag=1>;tag=2")
        #expect(address.tag.map(part) == "2")
        #expect(part(address.uri.parameters) == "tag=1")
    }

    @Test func parametersWithoutBracketsAreTheHeaders() throws {
        let (address, part) = try parse("sip:a@h;tag=1;x")
        #expect(address.tag.map(part) == "1")
        #expect(address.uri.parameters.isEmpty)
        #expect(part(address.parameters) == ";tag=1;x")
    }

    @Test func readsTokensAsDisplayName() throws {
        let (address, part) = try parse("Alice  B. Caller <sip:a@h>")
        #expect(address.displayName.map(part) == "Alice  B. Caller")
        #expect(address.tag == nil)
    }

    @Test func bracketInQuotesIsText() throws {
        let (address, part) = try parse("\"<sip:evil@h>\\\" <sip:evil@h>\" <sip:a@h>;tag=1")
        #expect(address.uri.user.map(part) == "a")
    }

    @Test func tagInQuotesIsText() throws {
        let (address, part) = try parse("<sip:a@h>;x=\";tag=9\";TAG = 1")
        #expect(address.tag.map(part) == "1")
    }

    @Test(arguments: [
        "", " ", "<", "<sip:a@h", "sip:a@h>", "\"a <sip:a@h>", "\"a\"", "\"a\" sip:a@h", "a b", "<sip:a@h> <sip:b@h>",
        "<sip:a@h>;", "<sip:a@h>;;x", "<sip:a@h>;x=", "<sip:a@h>;x=\"", "<sip:a@h>,", "< sip:a@h>", "<sip:a@h >",
        "sip:a@h x", "é <sip:a@h>", "a(b) <sip:a@h>", "<sip:a@h>;tag=1;tag=1", "<sip:a@h>;tag",
    ])
    func refuses(_ text: String) {
        #expect(throws: ValueError.malformed) { try parse(text) }
    }
}
