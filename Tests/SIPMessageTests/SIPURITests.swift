import Testing

@testable import SIPMessage

@Suite struct SIPURITests {
    private func parse(_ text: String) throws -> (uri: SIPURI, part: (ByteRange) -> String) {
        let bytes = Array(text.utf8)
        let uri = try SIPURI(bytes.span, bytes.span.all, Limits())
        return (uri, { String(decoding: bytes[$0.lower..<$0.upper], as: UTF8.self) })
    }

    @Test func readsEveryPart() throws {
        let (uri, part) = try parse("sips:alice:secret@example.com:5061;transport=tls;lr?Subject=x&a=b")
        #expect(uri.scheme == .sips)
        #expect(uri.user.map(part) == "alice")
        #expect(uri.hasPassword)
        #expect(part(uri.host) == "example.com")
        #expect(uri.port == 5061)
        #expect(part(uri.parameters) == "transport=tls;lr")
        #expect(part(uri.headers) == "Subject=x&a=b")
    }

    @Test func userMayHoldSemicolonQuestionMarkAndSlash() throws {
        let (uri, part) = try parse("sip:1;x=y?z/w@example.com;lr")
        #expect(uri.user.map(part) == "1;x=y?z/w")
        #expect(part(uri.parameters) == "lr")
        #expect(uri.headers.isEmpty)
    }

    @Test func readsAHostAlone() throws {
        let (uri, part) = try parse("sip:example.com")
        #expect(uri.user == nil)
        #expect(part(uri.host) == "example.com")
        #expect(uri.port == nil)
    }

    @Test func readsAnIPv6Reference() throws {
        let (uri, part) = try parse("sip:[2001:db8::1]:5060")
        #expect(part(uri.host) == "[2001:db8::1]")
        #expect(uri.port == 5060)
    }

    @Test func readsATelephoneNumber() throws {
        let (uri, part) = try parse("tel:+1-555-0102;phone-context=example.com")
        #expect(uri.scheme == .tel)
        #expect(uri.user.map(part) == "+1-555-0102")
        #expect(part(uri.parameters) == "phone-context=example.com")
        #expect(uri.host.isEmpty)
    }

    @Test func leavesOtherSchemesAlone() throws {
        #expect(try parse("http://a@b/c").uri.scheme == .other)
        #expect(try parse("http://a@b/c").uri.user == nil)
    }

    @Test(arguments: [
        "", "sip", "sip:", ":x", "sip:@h", "sip:a@", "sip:a@b@c", "sip:a:b:c@h", "sip:h:", "sip:h:0", "sip:h:65536",
        "sip:h:x", "sip:h;", "sip:h;;a", "sip:h;=a", "sip:h;a=", "sip:h?", "sip:h,i", "sip:[::1", "sip:[]", "sip:[x]",
        "sip:a%@h", "sip:a%0@h", "sip:a%0g@h", "sip:a%00@h", "sip:a%7f@h", "sip:a b@h", "sip:a\"@h", "sip:a<@h",
        "sip:é@h", "sip:[a]@h", "1sip:a@h", "s*ip:a@h", "si%41p:a@h", "tel:", "tel:;a=b", "tel:1;",
    ])
    func refuses(_ text: String) {
        #expect(throws: ValueError.malformed) { try parse(text) }
    }

    @Test func limitsURIUserAndParameters() {
        #expect(throws: ValueError.limit(.uri)) { try parse("sip:" + String(repeating: "a", count: 253)) }
        #expect(throws: ValueError.limit(.user)) { try parse("sip:" + String(repeating: "a", count: 65) + "@h") }
        #expect(throws: ValueError.limit(.parameters)) { try parse("sip:h" + String(repeating: ";a", count: 25)) }
        #expect(throws: ValueError.limit(.user)) { try parse("tel:" + String(repeating: "1", count: 65)) }
    }
}
