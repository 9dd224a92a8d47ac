import Enforcement
import NIOCore
import Testing

@testable import Proxy

@Suite struct SocketAddressesTests {
    @Test(arguments: [("127.0.0.1", 5060), ("192.0.2.7", 1), ("2001:db8::7", 65_535), ("::1", 5062)])
    func comeBackAsTheyWere(_ host: String, _ port: Int) throws {
        let address = try SocketAddress(ipAddress: host, port: port)
        let endpoint = try #require(Endpoint(address))
        #expect(endpoint.socketAddress == address)
        #expect(endpoint == Endpoint(literal: Array(host.utf8).span, port: UInt16(port)))
    }

    @Test func unixSocketsAreNotEndpoints() throws {
        #expect(Endpoint(try SocketAddress(unixDomainSocketPath: "/tmp/x")) == nil)
    }
}
