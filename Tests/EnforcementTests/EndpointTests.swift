import Testing

@testable import Enforcement

@Suite struct EndpointTests {
    static func read(_ text: String) -> Endpoint? { Endpoint(literal: Array(text.utf8).span, port: 5060) }

    @Test(arguments: ["127.0.0.1", "0.0.0.0", "255.255.255.255", "192.0.2.7"])
    func readsIPv4(_ text: String) {
        #expect(Self.read(text)?.host == text)
        #expect(Self.read(text)?.isIPv4 == true)
    }

    @Test(arguments: [
        ("2001:db8::7", "2001:db8:0:0:0:0:0:7"), ("[2001:db8::7]", "2001:db8:0:0:0:0:0:7"), ("::1", "0:0:0:0:0:0:0:1"),
        ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("fe80::", "fe80:0:0:0:0:0:0:0"),
    ])
    func readsIPv6(_ text: String, _ written: String) {
        #expect(Self.read(text)?.host == written)
    }

    @Test func anIPv4AddressMappedIntoIPv6IsThatAddress() {
        #expect(Self.read("::ffff:192.0.2.7") == Self.read("192.0.2.7"))
    }

    @Test(arguments: [
        "", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1..2.3", "example.com", "1.2.3.4a", "12345::", "::1::2",
        ":1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "[::1", "fe80::1%eth0", "1:2:3:4:5:6:7:",
    ])
    func otherTextsAreNoAddresses(_ text: String) {
        #expect(Self.read(text) == nil)
    }

    @Test func aURIHostHasBracketsRoundIPv6() {
        #expect(Self.read("::1")?.text == "[0:0:0:0:0:0:0:1]:5060")
        #expect(Self.read("192.0.2.7")?.text == "192.0.2.7:5060")
    }
}
