import Enforcement
import NIOCore
import NIOPosix
import NIOSSL

/// Listens by one stream transport, for phones or for PBXes. Each connection belongs to the event loop that NIO gives it, and to that loop's worker.
struct StreamListener: Sendable {
    let endpoint: Endpoint
    let side: Side
    let certificates: TLSCertificates?
    /// Pages whose browsers may connect by WebSocket.
    let origins: [String]

    /// Throws ``ListenError`` when the address cannot be had.
    func bind(
        on group: MultiThreadedEventLoopGroup,
        worker: @escaping @Sendable (any EventLoop) -> NIOLoopBound<Worker>?
    ) async throws -> any Channel {
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelOption(
                .writeBufferWaterMark,
                value: .init(low: Limits.sendBacklogBytes.low, high: Limits.sendBacklogBytes.high)
            )
            .childChannelInitializer { channel in
                guard let worker = worker(channel.eventLoop) else {
                    return channel.eventLoop.makeFailedFuture(ChannelError.eof)
                }
                return configure(channel, worker)
            }
        let ready = endpoint.isIPv4 ? bootstrap : bootstrap.serverChannelOption(.ipv6Only, value: 1)
        return try await ListenError.naming(endpoint) { try await ready.bind(to: endpoint.socketAddress).get() }
    }

    private func configure(_ channel: any Channel, _ worker: NIOLoopBound<Worker>) -> EventLoopFuture<Void> {
        let secured = channel.eventLoop.makeCompletedFuture {
            guard endpoint.transport == .tls || endpoint.transport == .wss, let certificates else { return }
            try channel.pipeline.syncOperations.addHandler(
                NIOSSLServerHandler(context: certificates.context(for: side))
            )
        }
        return secured.flatMap {
            switch endpoint.transport {
            case .ws, .wss:
                WebSocketUpgrade.configure(channel, worker: worker, transport: endpoint.transport, origins: origins)
            case .udp, .tcp, .tls:
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        StreamHandler(worker: worker.value, transport: endpoint.transport, side: side)
                    )
                }
            }
        }
    }
}
