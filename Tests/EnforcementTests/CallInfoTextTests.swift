import Testing

@testable import Enforcement

/// What stays of Call-Info in an INVITE of a phone.
@Suite struct CallInfoTextTests {
    private func sent(_ value: String) throws -> [String]? {
        let text = SIPText.request("INVITE", "sip:102@example.com", from: "alice", [("Call-Info", value)])
        return try Scene.pipeline().phone("alice", text).forwarded?.values("Call-Info")
    }

    @Test(arguments: [
        ("<sip:h>;appearance-index=1", "<sip:h>;appearance-index=1"),
        ("<sip:h>;appearance-index=*;appearance-state=idle", "<sip:h>;appearance-index=*;appearance-state=idle"),
        ("<sip:h;x=1>;answer-after=0;Appearance-Index = 2", "<sip:h>;appearance-index=2"),
    ])
    func aKeyOfASharedLineStays(_ value: String, _ expected: String) throws {
        #expect(try sent(value) == [expected])
    }

    @Test(arguments: [
        "<sip:h>;answer-after=0", "<http://h/i.png>;purpose=icon", "<sip:h>;appearance-index=1;appearance-index=2",
        "<sip:h>;appearance-index=15550199", "<sip:h>;appearance-index", "<http://h>;appearance-index=1",
        "<sip:h>;appearance-index=1;appearance-state=alice", "\"Alice\" <sip:h>;appearance-index=1",
    ])
    func anythingElseGoes(_ value: String) throws {
        #expect(try sent(value) == [])
    }
}
