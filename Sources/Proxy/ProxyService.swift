import AccessPolicy
import AuditTrail
import Enforcement
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization

/// The proxy as a service: binds its sockets on every event loop, serves until it is told to stop, then finishes what it has read.
public final class ProxyService: Service {
    private let listeners: Listeners
    let settings: Settings
    let publisher: SnapshotPublisher
    let bindings: BindingTable
    private let audit: AuditLog
    private let logger: Logger
    private let loops: Int
    private let certificates: TLSCertificates?
    private let journal: (any Journal)?
    private let writer = Mutex<JournalWriter?>(nil)
    let keys: KeyRing
    private let connections = ConnectionTable()
    private let pbxes: PBXes
    private let metrics = ProxyMetrics()
    private let retransmitter = Retransmitter()
    private let datagrams = Mutex<[DatagramSocket]>([])
    private let serving = Atomic<Bool>(false)

    /// A proxy that is not serving yet.
    ///
    /// - Parameters:
    ///   - pbx: the PBXes, in order of preference.
    ///   - healthCheckSeconds: how often each PBX is asked whether it is there.
    ///   - canaryDomain: a domain of the policy, in whose name wrong credentials are tried; none are when nil.
    ///   - trust: what a PBX must show over TLS.
    ///   - loops: event loops, each with its own pair of UDP sockets; the kernel spreads flows over them (SO_REUSEPORT).
    ///   - certificates: what TLS listeners serve with; needed if there is one.
    ///   - keys: the signing keys, where they may change; those of the settings when nil.
    ///   - journal: where bindings and listening calls outlive us; nil forgets them.
    public init(
        listeners: Listeners,
        settings: Settings,
        pbx: PBXGroup,
        healthCheckSeconds: Int64 = 2,
        canaryDomain: String? = nil,
        trust: PBXTrust? = nil,
        publisher: SnapshotPublisher,
        audit: AuditLog,
        logger: Logger,
        loops: Int,
        certificates: TLSCertificates? = nil,
        keys: KeyRing? = nil,
        journal: (any Journal)? = nil
    ) {
        self.keys = keys ?? KeyRing(settings.keys)
        self.listeners = listeners
        self.settings = settings
        self.publisher = publisher
        self.audit = audit
        self.logger = logger
        self.loops = max(1, min(loops, Limits.eventLoopsMax))
        self.certificates = certificates
        self.journal = journal
        bindings = BindingTable(connections: connections, lives: LiveTable(logger: logger))
        let directory = PBXDirectory(pbx)
        let metrics = metrics
        pbxes = PBXes(
            directory: directory,
            connector: PBXConnector(directory: directory, trust: trust, logger: logger),
            prober: PBXProber(
                directory: directory,
                addresses: settings.addresses,
                interval: .seconds(healthCheckSeconds),
                metrics: metrics,
                logger: logger
            ),
            canary: canaryDomain.map {
                Canary(
                    directory: directory,
                    addresses: settings.addresses,
                    domain: $0,
                    metrics: metrics,
                    logger: logger
                )
            }
        )
    }

    /// What the canary has learned of each PBX, by method; empty when there is none.
    public var canaryFindings: [Endpoint: [String: CanaryFinding]] { pbxes.canary?.findings ?? [:] }

    /// Why PBXes cannot be reached by TLS, in words; only those that cannot.
    public var connectionProblems: [Endpoint: String] { pbxes.connector.problems }

    /// Whether wrong credentials are tried.
    public var hasCanary: Bool { pbxes.canary != nil }

    /// Goes on with these PBXes; what is known of those that were there before is kept.
    public func replacePBXes(_ members: [PBX]) {
        pbxes.directory.update { $0 = $0.replacing(members) }
    }

    /// The PBXes and which of them answer.
    public var pbx: PBXGroup { pbxes.directory.current }

    /// Whether all sockets are bound and none is being closed.
    public var isServing: Bool {
        serving.load(ordering: .acquiring) && datagrams.withLock { $0.allSatisfy(\.isBound) }
    }

    /// Serves until graceful shutdown or cancellation. Throws ``ListenError`` when a socket cannot be bound, and the journal's error when the bindings
    /// that it holds cannot be read.
    public func run() async throws {
        let writer = try restore()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: loops)
        do {
            let (workers, streams) = try await start(on: group, writer)
            serving.store(true, ordering: .releasing)
            audit.note(AuditEvent(.service, .started, reason: "every socket is bound"))
            logger.info(
                "serving",
                metadata: [
                    "phones": "\(listeners.phones.map(\.text).joined(separator: " "))",
                    "pbx": "\(pbx.members.map(\.endpoint.text).joined(separator: " "))", "loops": "\(loops)",
                ]
            )
            try? await gracefulShutdown()
            serving.store(false, ordering: .releasing)
            logger.info("draining")
            for stream in streams { try? await stream.close() }
            try await stop(workers, writer)
        } catch {
            await writer?.close()
            try? await group.shutdownGracefully()
            throw error
        }
        try await group.shutdownGracefully()
    }

    /// Takes in the bindings and dialogs of before, and gives what keeps those to come.
    private func restore() throws -> JournalWriter? {
        guard let journal else { return nil }
        let now = WallClock().now
        let kept = try journal.load()
        bindings.restore(kept.bindings, now: now)
        bindings.lives.restore(kept.dialogs, now: now)
        let restored = bindings.kept(now: now)
        let own = kept.bindings.count { !$0.isElsewhere }
        if restored.bindings.count < own || restored.dialogs.count < kept.dialogs.count {
            try journal.replace(with: restored)
        }
        logger.info(
            "bindings restored",
            metadata: [
                "count": "\(restored.bindings.count)", "kept": "\(own)", "of-others": "\(kept.bindings.count - own)",
                "dialogs": "\(restored.dialogs.count)",
            ]
        )
        let writer = JournalWriter(journal, place: kept.place, logger: logger) { [bindings] in
            bindings.kept(now: WallClock().now)
        }
        self.writer.withLock { $0 = writer }
        return writer
    }

    /// Takes in what other nodes have changed of the bindings. Never waits.
    public func followJournal() {
        writer.withLock { $0 }?.follow { [bindings] change, isAhead in
            bindings.follow(change, now: WallClock().now, unless: isAhead)
        }
    }

    /// Goes on with dialogs of a node that is gone. This node keeps them from here on.
    public func adopt(_ dialogs: [LiveDialog]) { bindings.lives.restore(dialogs, now: WallClock().now) }

    private func start(on group: MultiThreadedEventLoopGroup, _ writer: JournalWriter?) async throws -> (
        workers: [LoopBoundWorker], streams: [any Channel]
    ) {
        var workers: [LoopBoundWorker] = []
        var streams: [any Channel] = []
        for _ in 0..<loops {
            let loop = group.next()
            let bound = try await loop.submit {
                [settings, publisher, bindings, audit, connections, retransmitter, pbxes, metrics, keys] in
                NIOLoopBound(
                    Worker(
                        settings: settings,
                        reader: SnapshotReader(publisher),
                        bindings: bindings,
                        audit: audit,
                        metrics: metrics,
                        clock: WallClock(),
                        journal: writer,
                        connections: connections,
                        retransmitter: retransmitter,
                        pbxes: pbxes,
                        keys: keys,
                        loop: loop
                    ),
                    eventLoop: loop
                )
            }.get()
            var sockets: [DatagramSocket] = []
            for (side, endpoints) in [(Side.phone, listeners.phones), (.pbx, listeners.pbx)] {
                for endpoint in endpoints {
                    let listener = DatagramListener(endpoint: endpoint, side: side)
                    let socket = DatagramSocket(
                        listener,
                        on: loop,
                        worker: bound,
                        retransmitter: retransmitter,
                        logger: logger
                    )
                    try await socket.bind()
                    sockets.append(socket)
                }
            }
            datagrams.withLock { $0 += sockets }
            workers.append(LoopBoundWorker(worker: bound, sockets: sockets, loop: loop))
        }
        let byLoop = workers
        let listening = listeners.streams.map { ($0, Side.phone) } + listeners.pbxStreams.map { ($0, .pbx) }
        for (endpoint, side) in listening {
            let listener = StreamListener(
                endpoint: endpoint,
                side: side,
                certificates: certificates,
                origins: listeners.origins
            )
            streams.append(try await listener.bind(on: group) { loop in byLoop.first { $0.loop === loop }?.worker })
        }
        schedulePruning(on: group.next(), writer)
        for (index, bound) in workers.enumerated() {
            try await bound.loop.submit { [loops] in
                bound.worker.value.followRights(.init(index: index, count: loops))
            }.get()
        }
        if let asking = workers.first { startAsking(on: asking) }
        return (workers, streams)
    }

    /// One loop asks the PBXes whether they answer, and whether they refuse wrong credentials.
    private func startAsking(on asking: LoopBoundWorker) {
        let send: Canary.Send = { bytes, destination in
            asking.loop.execute {
                asking.worker.value.send(bytes, to: destination)
                asking.worker.value.readComplete()
            }
        }
        pbxes.prober.start(on: asking.loop, send: send, connect: { asking.worker.value.connect(to: $0) })
        pbxes.canary?.start(on: asking.loop, send: send)
    }

    private func schedulePruning(on loop: any EventLoop, _ writer: JournalWriter?) {
        let interval = TimeAmount.seconds(Limits.pruneSeconds)
        loop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { [bindings, audit] _ in
            let now = WallClock().now
            bindings.prune(now: now)
            bindings.lives.prune(now: now)
            bindings.calls.prune(now: now)
            writer?.prune(now: now)
            audit.retry()
        }
    }

    private func stop(_ workers: [LoopBoundWorker], _ writer: JournalWriter?) async throws {
        for worker in workers { try await worker.loop.submit { worker.worker.value.drain() }.get() }
        // Answers that wait for the disk are sent, and only then the sockets are closed.
        await writer?.close()
        for worker in workers {
            try await worker.loop.submit { worker.worker.value.readComplete() }.get()
            for socket in worker.sockets { await socket.close() }
        }
        connections.closeAll()
        pbxes.connector.connections.closeAll()
        audit.note(AuditEvent(.service, .stopped, reason: "it was told to end, and has finished what it had read"))
        await audit.close()
    }
}

private struct LoopBoundWorker: Sendable {
    let worker: NIOLoopBound<Worker>
    let sockets: [DatagramSocket]
    let loop: any EventLoop
}
