import AccessPolicy
import Enforcement
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The proxy as a service: binds its sockets on every event loop, serves until it is told to stop, then finishes what it has read.
public final class ProxyService: Service {
    /// Where the proxy listens.
    public struct Listeners: Sendable {
        /// The socket for phones; port 0 takes a free one.
        public var phone: Endpoint
        /// The socket that faces the PBX.
        public var pbx: Endpoint
        /// Where phones may connect, by TCP, TLS and WebSocket.
        public var streams: [Endpoint]
        /// Pages (`https://example.com`) whose browsers may connect by WebSocket.
        public var origins: [String]

        /// Listening addresses.
        public init(phone: Endpoint, pbx: Endpoint, streams: [Endpoint] = [], origins: [String] = []) {
            self.phone = phone
            self.pbx = pbx
            self.streams = streams
            self.origins = origins
        }
    }

    private let listeners: Listeners
    private let settings: Settings
    private let publisher: SnapshotPublisher
    private let bindings: BindingTable
    private let audit: AuditLog
    private let logger: Logger
    private let loops: Int
    private let certificates: TLSCertificates?
    private let connections = ConnectionTable()
    private let retransmitter = Retransmitter()
    private let serving = Atomic<Bool>(false)

    /// A proxy that is not serving yet.
    ///
    /// - Parameters:
    ///   - loops: event loops, each with its own pair of UDP sockets; the kernel spreads flows over them (SO_REUSEPORT).
    ///   - certificates: what TLS listeners serve with; needed if there is one.
    public init(
        listeners: Listeners,
        settings: Settings,
        publisher: SnapshotPublisher,
        audit: AuditLog,
        logger: Logger,
        loops: Int,
        certificates: TLSCertificates? = nil
    ) {
        self.listeners = listeners
        self.settings = settings
        self.publisher = publisher
        self.audit = audit
        self.logger = logger
        self.loops = max(1, min(loops, Limits.eventLoopsMax))
        self.certificates = certificates
        bindings = BindingTable(connections: connections)
    }

    /// Whether all sockets are bound and none is being closed.
    public var isServing: Bool { serving.load(ordering: .acquiring) }

    /// Serves until graceful shutdown or cancellation. Throws ``ListenError`` when a socket cannot be bound.
    public func run() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: loops)
        do {
            let (workers, streams) = try await start(on: group)
            serving.store(true, ordering: .releasing)
            logger.info(
                "serving",
                metadata: ["phones": "\(listeners.phone.text)", "pbx": "\(settings.pbx[0].text)", "loops": "\(loops)"]
            )
            try? await gracefulShutdown()
            serving.store(false, ordering: .releasing)
            logger.info("draining")
            for stream in streams { try? await stream.close() }
            try await stop(workers)
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
        try await group.shutdownGracefully()
    }

    private func start(on group: MultiThreadedEventLoopGroup) async throws -> (
        workers: [LoopBoundWorker], streams: [any Channel]
    ) {
        var workers: [LoopBoundWorker] = []
        var streams: [any Channel] = []
        let metrics = ProxyMetrics()
        for _ in 0..<loops {
            let loop = group.next()
            let bound = try await loop.submit { [settings, publisher, bindings, audit, connections, retransmitter] in
                NIOLoopBound(
                    Worker(
                        settings: settings,
                        reader: SnapshotReader(publisher),
                        bindings: bindings,
                        audit: audit,
                        metrics: metrics,
                        clock: WallClock(),
                        connections: connections,
                        retransmitter: retransmitter,
                        loop: loop
                    ),
                    eventLoop: loop
                )
            }.get()
            let phone = try await naming(listeners.phone) { try await bind(listeners.phone, .phone, bound, loop) }
            let pbx = try await naming(listeners.pbx) { try await bind(listeners.pbx, .pbx, bound, loop) }
            retransmitter.use(pbx)
            workers.append(LoopBoundWorker(worker: bound, channels: [phone, pbx], loop: loop))
        }
        let byLoop = workers
        for endpoint in listeners.streams {
            let listener = StreamListener(endpoint: endpoint, certificates: certificates, origins: listeners.origins)
            let bound = try await naming(endpoint) {
                try await listener.bind(on: group) { loop in byLoop.first { $0.loop === loop }?.worker }
            }
            streams.append(bound)
        }
        schedulePruning(on: group.next())
        return (workers, streams)
    }

    private func bind(
        _ endpoint: Endpoint,
        _ side: Side,
        _ worker: NIOLoopBound<Worker>,
        _ loop: any EventLoop
    ) async throws -> any Channel {
        let reads = Limits.datagramsPerRead
        return try await DatagramBootstrap(group: loop)
            .channelOption(.socketOption(.reusePort), value: 1)
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
                    worker.value.attach(channel, as: side)
                    try channel.pipeline.syncOperations.addHandler(DatagramHandler(worker: worker.value, side: side))
                }
            }
            .bind(to: endpoint.socketAddress)
            .get()
    }

    /// Says which address it was when one cannot be bound; the system's error does not.
    private func naming(
        _ endpoint: Endpoint,
        _ bind: () async throws -> any Channel
    ) async throws -> any Channel {
        do {
            return try await bind()
        } catch {
            throw ListenError(endpoint, error)
        }
    }

    private func schedulePruning(on loop: any EventLoop) {
        let bindings = bindings
        loop.scheduleRepeatedTask(initialDelay: .seconds(30), delay: .seconds(30)) { _ in
            bindings.prune(now: WallClock().now)
        }
    }

    private func stop(_ workers: [LoopBoundWorker]) async throws {
        for worker in workers {
            try await worker.loop.submit {
                worker.worker.value.drain()
                worker.worker.value.readComplete()
            }.get()
            for channel in worker.channels { try? await channel.close() }
        }
        connections.closeAll()
        await audit.close()
    }
}

extension NIOBSDSocket.Option {
    /// Several sockets on one port, over which the kernel spreads flows.
    fileprivate static let reusePort = NIOBSDSocket.Option(rawValue: SO_REUSEPORT)
}

private struct LoopBoundWorker: Sendable {
    let worker: NIOLoopBound<Worker>
    let channels: [any Channel]
    let loop: any EventLoop
}
