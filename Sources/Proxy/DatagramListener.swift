import Enforcement
import NIOCore
import NIOPosix

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Listens by UDP on one event loop, for phones or for PBXes. Every loop binds the same port.
struct DatagramListener: Sendable {
    let endpoint: Endpoint
    let side: Side

    /// Throws ``ListenError`` when the address cannot be had.
    func bind(on loop: any EventLoop, worker: NIOLoopBound<Worker>) async throws -> any Channel {
        try await ListenError.naming(endpoint) { try await open(on: loop, worker: worker).get() }
    }

    func open(on loop: any EventLoop, worker: NIOLoopBound<Worker>) -> EventLoopFuture<any Channel> {
        let reads = Limits.datagramsPerRead
        let bootstrap = DatagramBootstrap(group: loop)
            .channelOption(.socketOption(.reusePort), value: 1)
            .channelOption(.socketOption(.so_rcvbuf), value: Limits.receiveBufferBytes)
            .channelOption(.datagramVectorReadMessageCount, value: reads)
            .channelOption(
                .recvAllocator,
                value: FixedSizeRecvByteBufferAllocator(capacity: reads * Limits.datagramBytesMax)
            )
            .channelOption(
                .writeBufferWaterMark,
                value: .init(low: Limits.sendBacklogBytes.low, high: Limits.sendBacklogBytes.high)
            )
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    worker.value.attach(channel, as: .init(side: side, isIPv4: endpoint.isIPv4))
                    try channel.pipeline.syncOperations.addHandler(DatagramHandler(worker: worker.value, side: side))
                }
            }
        // Each family has a socket of its own, so that an IPv4 sender is never seen as an IPv6 one.
        let ready = endpoint.isIPv4 ? bootstrap : bootstrap.channelOption(.ipv6Only, value: 1)
        return ready.bind(to: endpoint.socketAddress)
    }
}

extension NIOBSDSocket.Option {
    /// Several sockets on one port, over which the kernel spreads flows.
    fileprivate static let reusePort = NIOBSDSocket.Option(rawValue: SO_REUSEPORT)
}
