import Testing

@testable import TargetResolution

@Suite struct TargetTests {
    @Test func aNameIsLoweredAndLosesItsLastDot() throws {
        #expect(try Target("SIP:Pbx.Example.COM.").host == "pbx.example.com")
    }

    @Test func portAndTransportAreRead() throws {
        let target = try Target("sip:pbx.example.com:5080;lr;transport=TCP")
        #expect(target.port == 5080)
        #expect(target.transport == .tcp)
        #expect(!target.isSecure)
    }

    @Test func sipsIsSpokenByTLS() throws {
        #expect(try Target("sips:example.com").transport == nil)
        #expect(try Target("sips:example.com").defaultTransport == .tls)
        #expect(try Target("sips:example.com;transport=tcp").transport == .tls)
    }

    @Test(arguments: [
        ("sip:192.0.2.1", "192.0.2.1"), ("sip:[2001:DB8:0::1]:5060", "2001:db8::1"),
        ("sip:[::ffff:192.0.2.1]", "::ffff:192.0.2.1"),
    ])
    func anAddressIsALiteralInItsUsualForm(_ uri: String, _ address: String) throws {
        let target = try Target(uri)
        #expect(target.isLiteral)
        #expect(target.host == address)
    }

    @Test(arguments: [
        "", "example.com", "tel:+15550100", "sip:", "sip:alice@example.com", "sip:exa mple.com", "sip:example.com:",
        "sip:example.com:0",
        "sip:example.com:65536", "sip:example.com:+5060", "sip:example..com", "sip:.example.com", "sip:[192.0.2.1]",
        "sip:[::1",
        "sip:[example.com]", "sip:2001:db8::1", "sip:example.com;", "sip:example.com;transport",
        "sip:example.com;transport=sctp",
        "sip:example.com;transport=udp;transport=tcp", "sips:example.com;transport=udp", "sip:example.com?Subject=x",
        "sip:example.com;lr?Subject=x", "sip:exämple.com", "sip:a\\.example.com", "sip:a;b;c;d;e;f;g;h;i;j",
        "sip:example.com\0",
    ])
    func anythingElseIsNoTarget(_ uri: String) {
        #expect(throws: ResolutionError(.notATarget, uri)) { try Target(uri) }
    }

    @Test func namesAndLabelsHaveTheirLengths() throws {
        let label = String(repeating: "a", count: 63)
        #expect(throws: Never.self) { try Target("sip:\(label).example.com") }
        #expect(throws: ResolutionError.self) { try Target("sip:\(label)a.example.com") }
        #expect(throws: ResolutionError.self) {
            try Target("sip:" + [label, label, label, label].joined(separator: "."))
        }
    }
}
