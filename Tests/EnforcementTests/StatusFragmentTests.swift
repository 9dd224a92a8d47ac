import Testing

@testable import Enforcement

@Suite struct StatusFragmentTests {
    @Test(arguments: [
        "SIP/2.0 200 OK", "SIP/2.0 100 Trying\r\n", "SIP/2.0 603 Decline\r\n\r\n", "SIP/2.0 499 Bad Request\r\n",
    ])
    func aStatusLineOfOurWordsStays(_ body: String) {
        #expect(StatusFragment(Array(body.utf8)) == .plain)
    }

    @Test(arguments: [
        ("SIP/2.0 200 OK\r\nContact: <sip:1555@h>\r\n", "SIP/2.0 200 OK\r\n"), ("SIP/2.0 200 ok", "SIP/2.0 200 OK\r\n"),
        ("SIP/2.0 180 Ringing 1555\r\n", "SIP/2.0 180 Ringing\r\n"), ("SIP/2.0 404", "SIP/2.0 404 Not Found\r\n"),
        ("SIP/2.0 699 Alice", "SIP/2.0 699 Global Failure\r\n"), ("SIP/2.0 200 OK\nTo: Alice", "SIP/2.0 200 OK\r\n"),
    ])
    func nothingButTheStatusLineStays(_ body: String, _ expected: String) {
        #expect(StatusFragment(Array(body.utf8)) == .reduced(Array(expected.utf8)))
    }

    @Test(arguments: [
        "", "SIP/2.0", "SIP/2.0 20", "SIP/2.0 2000 OK", "SIP/2.0 099 x", "SIP/2.0 700 x", "SIP/2.0 15550199",
        "\r\nSIP/2.0 200 OK",
        "sip/2.0 200 OK", "SIP/2.0  200 OK", "INVITE sip:1555@h SIP/2.0", "SIP/2.0 2\u{FF10}0 OK",
    ])
    func anythingElseGoes(_ body: String) {
        #expect(StatusFragment(Array(body.utf8)) == .unreadable)
    }
}
