import AccessPolicy
import Enforcement
import NIOCore

/// One event loop's share of the proxy: its own reference to the policy, its two sockets, and nothing that another loop writes.
///
/// Confined to its event loop. It asks the pipeline about every datagram and runs the actions; it asks no policy question itself.
final class Worker {
    private var pipeline: Pipeline<BindingTable>
    private var reader: SnapshotReader
    private let audit: AuditLog
    private let metrics: ProxyMetrics
    private let clock: WallClock
    private let connections: ConnectionTable
    private let retransmitter: Retransmitter
    private let loop: any EventLoop
    private var sockets: [Side: any Channel] = [:]
    private var isDraining = false

    init(
        settings: Settings,
        reader: consuming SnapshotReader,
        bindings: BindingTable,
        audit: AuditLog,
        metrics: ProxyMetrics,
        clock: WallClock,
        connections: ConnectionTable,
        retransmitter: Retransmitter,
        loop: any EventLoop
    ) {
        var reader = reader
        pipeline = Pipeline(settings: settings, bindings: bindings, snapshot: reader.current())
        self.reader = reader
        self.audit = audit
        self.metrics = metrics
        self.clock = clock
        self.connections = connections
        self.retransmitter = retransmitter
        self.loop = loop
    }

    /// A phone has connected; false when it may not.
    func opened(_ channel: any Channel, at remote: Endpoint) -> Bool {
        let accepted = !isDraining && connections.insert(channel, at: remote)
        metrics.countConnection(accepted: accepted)
        return accepted
    }

    /// A phone's connection is gone, and with it whoever was registered over it.
    func closed(_ remote: Endpoint) {
        connections.remove(remote)
        for address in pipeline.bindings.addresses(at: remote, now: clock.now) {
            pipeline.bindings.unbind(address, at: remote)
        }
    }

    /// A stream could not be followed any more.
    func streamBroke() { metrics.countBrokenStream() }

    func attach(_ channel: any Channel, as side: Side) {
        sockets[side] = channel
    }

    /// From here on new datagrams are left to the kernel; what was read is finished.
    func drain() {
        isDraining = true
    }

    /// Judges one datagram and does what is to be done. Nothing is flushed: `readComplete` does that, once a burst.
    func receive(_ datagram: ByteBuffer, from remote: Endpoint, on side: Side) {
        guard !isDraining else { return }
        pipeline.snapshot = reader.current()
        let now = clock.now
        let outcome = pipeline.process(datagram, on: Flow(socket: side, remote: remote), at: now)
        metrics.count(outcome.judgement, receivedBytes: datagram.readableBytes)
        for action in outcome.actions { run(action, now: now) }
    }

    func readComplete() {
        for channel in sockets.values { channel.flush() }
    }

    private func run(_ action: Action, now: Moment) {
        switch action {
        case .forward(let bytes, let destination, under: _), .reply(let bytes, let destination):
            send(bytes, to: destination)
        case .bind(let address, let endpoint, let until):
            if !pipeline.bindings.bind(address, at: endpoint, until: until, now: now) { metrics.countBindingRefused() }
        case .unbind(let address, let endpoint):
            pipeline.bindings.unbind(address, at: endpoint)
        case .retransmit(let bytes, let destination, let transaction):
            retransmitter.start(bytes, to: destination, for: transaction, on: loop)
        case .settle(let transaction, let isFinal):
            retransmitter.settle(transaction, isFinal: isFinal)
        case .audit(let record):
            audit.append(record, at: now)
        }
    }

    func send(_ bytes: ByteBuffer, to destination: Destination) {
        if destination.remote.transport.isReliable {
            sendByStream(bytes, to: destination.remote)
            return
        }
        // A socket that the kernel takes nothing from any more must not fill our memory: UDP may lose a datagram, and SIP repeats it.
        guard let channel = sockets[destination.socket], channel.isWritable else {
            metrics.countSendFailure()
            return
        }
        let envelope = AddressedEnvelope(remoteAddress: destination.remote.socketAddress, data: bytes)
        channel.write(envelope, promise: nil)
    }

    /// The connection may belong to another loop; NIO takes the bytes there.
    private func sendByStream(_ bytes: ByteBuffer, to remote: Endpoint) {
        guard let channel = connections.channel(to: remote), channel.isWritable else {
            metrics.countSendFailure()
            return
        }
        channel.writeAndFlush(bytes, promise: nil)
    }
}
