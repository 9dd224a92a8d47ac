import Enforcement
import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

extension Endpoint {
    /// The endpoint of a socket address; nil for a Unix socket.
    init?(_ address: SocketAddress) {
        switch address {
        case .v4(let v4):
            self.init(
                ipv4: UInt32(bigEndian: v4.address.sin_addr.s_addr),
                port: UInt16(bigEndian: v4.address.sin_port)
            )
        case .v6(let v6):
            var bytes = v6.address.sin6_addr
            let (high, low) = withUnsafeBytes(of: &bytes) { raw in
                (
                    UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                    UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
                )
            }
            self.init(high: high, low: low, port: UInt16(bigEndian: v6.address.sin6_port))
        case .unixDomainSocket:
            return nil
        }
    }

    /// The socket address of an endpoint.
    var socketAddress: SocketAddress {
        if isIPv4 {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr = in_addr(s_addr: UInt32(truncatingIfNeeded: low).bigEndian)
            return SocketAddress(address)
        }
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = port.bigEndian
        withUnsafeMutableBytes(of: &address.sin6_addr) { raw in
            raw.storeBytes(of: high.bigEndian, toByteOffset: 0, as: UInt64.self)
            raw.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
        }
        return SocketAddress(address)
    }
}

extension Endpoint {
    /// The same address with a UDP port that nobody has now. Throws what the system says of an address that is not ours.
    public func withFreePort() async throws -> Endpoint {
        let any = Endpoint(high: high, low: low, port: 0, transport: transport)
        let channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(to: any.socketAddress).get()
        let found = channel.localAddress.flatMap(Endpoint.init)
        try await channel.close()
        guard let found else { throw ChannelError.unknownLocalAddress }
        return found.by(transport)
    }
}

extension ChannelOption where Self == ChannelOptions.Types.SocketOption {
    /// An IPv6 socket that takes no IPv4, which has a socket of its own.
    static var ipv6Only: Self { .init(level: .ipv6, name: .ipv6_v6only) }
}
