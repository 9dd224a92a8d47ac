import Testing

@testable import earshot

@Suite struct URLTextTests {
    @Test(arguments: [
        ("udp://127.0.0.1:5060", "127.0.0.1", UInt16(5060)), ("udp://pbx.example", "pbx.example", 5060),
        ("udp://[2001:db8::7]:5062", "[2001:db8::7]", 5062), ("udp://[::1]", "[::1]", 5060),
        ("udp://host:1/", "host", 1),
    ])
    func hostAndPortAreRead(_ text: String, _ host: String, _ port: UInt16) {
        let read = URLText.hostAndPort(text, schemes: ["udp://"], defaultPort: 5060)
        #expect(read?.host == host)
        #expect(read?.port == port)
    }

    @Test(arguments: [
        "", "udp://", "tcp://x", "udp://x:y", "udp://x:70000", "udp://x:1/path", "udp://a b", "udp://u@x", "udp://x:",
    ])
    func anythingElseIsRefused(_ text: String) {
        #expect(URLText.hostAndPort(text, schemes: ["udp://"], defaultPort: 5060) == nil)
    }
}
