import Testing

@testable import Enforcement

/// Values that are written anew from numbers and closed sets.
@Suite struct SessionTextTests {
    private func text(_ value: [UInt8]?) -> String? { value.map { String(decoding: $0, as: UTF8.self) } }

    @Test(arguments: [
        ("120", "120"), ("120 (Alice)", "120"), ("120;duration=5", "120"), ("4294967296", "4294967296"),
    ])
    func aNumberIsWhatTheValueBeginsWith(_ value: String, _ expected: String) {
        #expect(text(SessionText.number(Array(value.utf8)[...])) == expected)
    }

    @Test(arguments: ["", "x1", "-1", "12345678901"])
    func whatBeginsWithNoBoundedNumberIsNone(_ value: String) {
        #expect(SessionText.number(Array(value.utf8)[...]) == nil)
    }

    @Test(arguments: [("54.25 7", "54.25"), ("54", "54"), ("54.x", "54")])
    func aTimestampMayHaveAFraction(_ value: String, _ expected: String) {
        #expect(text(SessionText.number(Array(value.utf8)[...], hasFraction: true)) == expected)
    }

    @Test(arguments: [
        ("1800;refresher=uac", "1800;refresher=uac"), ("1800 ; Refresher = UAS;x=1", "1800;refresher=uas"),
        ("1800;refresher=alice", "1800"), ("1800;x=\";refresher=uac\"", "1800"),
    ])
    func anIntervalKeepsWhoRefreshes(_ value: String, _ expected: String) {
        #expect(text(SessionText.interval(Array(value.utf8))) == expected)
    }

    @Test(arguments: [
        ("776656 1 INVITE", "776656 1 INVITE"), ("776656  1\tINVITE", "776656 1 INVITE"),
        ("776656 1 ALICE", nil), ("776656 INVITE", nil), ("1x 1 INVITE", nil),
    ])
    func whatIsAcknowledgedIsAnInvite(_ value: String, _ expected: String?) {
        #expect(text(SessionText.acknowledged(Array(value.utf8))) == expected)
    }

    @Test(arguments: [
        ("SIP;cause=200;text=\"Alice\"", "SIP;cause=200"), ("q.850 ; text=\"a;b\" ; cause = 16", "Q.850;cause=16"),
        ("SIP;text=\";cause=1\"", nil), ("Alice;cause=200", nil), ("SIP;cause=15550199", nil),
    ])
    func aReasonKeepsProtocolAndCause(_ value: String, _ expected: String?) {
        #expect(text(SessionText.cause(Array(value.utf8))) == expected)
    }

    @Test(arguments: ["Mon, 23 Nov 2026 05:00:00 GMT", "Sun, 01 Jan 2023 23:59:59 GMT"])
    func aDateIsWrittenAsOneIs(_ value: String) {
        #expect(DateText.matches(Array(value.utf8)))
    }

    @Test(arguments: [
        "", "Bob, 23 Nov 2026 05:00:00 GMT", "Mon, 23 Bob 2026 05:00:00 GMT", "Mon, 1555 0199 2026 00:00 GMT",
        "Mon, 23 Nov 2026 05:00:00 Bob", "Mon, 23 Nov 2026 05:00:00 GMT;Alice",
    ])
    func otherTextIsNoDate(_ value: String) {
        #expect(!DateText.matches(Array(value.utf8)))
    }
}
