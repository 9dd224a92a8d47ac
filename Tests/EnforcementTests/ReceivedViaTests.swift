import Testing

@testable import Enforcement

@Suite struct ReceivedViaTests {
    static let phone = Endpoint(ipv4: 0xC000_020B, port: 5099)
    static let stamp = ";received=192.0.2.11;rport=5099"

    static func stamped(_ via: String, from remote: Endpoint = phone) -> String {
        String(decoding: ReceivedVia.text(of: Array(via.utf8), from: remote), as: UTF8.self)
    }

    @Test(arguments: [
        ("SIP/2.0/UDP a;branch=z9hG4bKx", "SIP/2.0/UDP a;branch=z9hG4bKx"),
        ("SIP/2.0/UDP a;rport;branch=x", "SIP/2.0/UDP a;branch=x"),
        ("SIP/2.0/UDP a;rport=9;branch=x;received=1.1.1.1", "SIP/2.0/UDP a;branch=x"),
        ("SIP/2.0/UDP a;RECEIVED=1.1.1.1;RPort;branch=x", "SIP/2.0/UDP a;branch=x"),
        ("SIP/2.0/UDP a; received = 1.1.1.1 ;branch=x", "SIP/2.0/UDP a;branch=x"),
        ("SIP/2.0/UDP a;branch=x;x=\";received=1.1.1.1\"", "SIP/2.0/UDP a;branch=x;x=\";received=1.1.1.1\""),
        ("SIP/2.0/UDP a;branch=x;x=\"\\\";rport=1\"", "SIP/2.0/UDP a;branch=x;x=\"\\\";rport=1\""),
        ("SIP/2.0/UDP a;branch=x;receivedby=y;rports=1", "SIP/2.0/UDP a;branch=x;receivedby=y;rports=1"),
    ])
    func whereItCameFromIsOursToSay(_ via: String, _ kept: String) {
        #expect(Self.stamped(via) == kept + Self.stamp)
    }

    @Test func anIPv6AddressHasNoBrackets() {
        let remote = Endpoint(high: 0x2001_0DB8_0000_0000, low: 7, port: 5060)
        #expect(Self.stamped("SIP/2.0/UDP a", from: remote) == "SIP/2.0/UDP a;received=2001:db8:0:0:0:0:0:7;rport=5060")
    }
}
