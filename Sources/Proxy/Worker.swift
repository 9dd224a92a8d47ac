import AccessPolicy
import Enforcement
import NIOCore
import SIPMessage

/// One event loop's share of the proxy: its own reference to the policy and to the PBXes, its own UDP sockets, and nothing that another loop writes.
///
/// Confined to its event loop. It asks the pipeline about every datagram and runs the actions; it asks no policy question itself.
final class Worker {
    private var pipeline: Pipeline<BindingTable>
    private var reader: SnapshotReader
    private let audit: AuditLog
    private let metrics: ProxyMetrics
    private let clock: WallClock
    private let journal: JournalWriter?
    private let connections: ConnectionTable
    private let retransmitter: Retransmitter
    let pbxes: PBXes
    private var pbxVersion = 0
    private let keys: KeyRing
    private var keysVersion = 0
    private let loop: any EventLoop
    private var sockets: [Socket: any Channel] = [:]
    private var isDraining = false
    private var sweep: RightsSweep?

    init(
        settings: Settings,
        reader: consuming SnapshotReader,
        bindings: BindingTable,
        audit: AuditLog,
        metrics: ProxyMetrics,
        clock: WallClock,
        journal: JournalWriter? = nil,
        connections: ConnectionTable,
        retransmitter: Retransmitter,
        pbxes: PBXes,
        keys: KeyRing? = nil,
        loop: any EventLoop
    ) {
        self.keys = keys ?? KeyRing(settings.keys)
        var reader = reader
        pipeline = Pipeline(
            settings: settings,
            pbx: pbxes.directory.current,
            bindings: bindings,
            snapshot: reader.current()
        )
        self.pbxes = pbxes
        self.reader = reader
        self.audit = audit
        self.metrics = metrics
        self.clock = clock
        self.journal = journal
        self.connections = connections
        self.retransmitter = retransmitter
        self.loop = loop
    }

    /// A phone or a PBX has connected, or we to a PBX; false when it may not.
    func opened(_ channel: any Channel, at remote: Endpoint, on side: Side) -> Bool {
        if side == .pbx {
            return pbxes.directory.current.member(at: remote) != nil
                && pbxes.connector.connections.insert(channel, at: remote)
        }
        let accepted = !isDraining && connections.insert(channel, at: remote)
        metrics.countConnection(accepted: accepted)
        return accepted
    }

    /// A connected phone has shown a certificate, which was verified.
    func certified(_ remote: Endpoint, by certificate: ClientCertificate) {
        connections.certify(remote, by: certificate)
    }

    /// A connection is gone, and with it whoever was registered over it.
    func closed(_ remote: Endpoint, on side: Side) {
        if side == .pbx { return pbxes.connector.connections.remove(remote) }
        connections.remove(remote)
        pipeline.bindings.unbind(at: remote) { journal?.append($0) }
    }

    /// A stream could not be followed any more.
    func streamBroke() { metrics.countBrokenStream() }

    /// A UDP socket of ours: there is one for each side and family of addresses.
    struct Socket: Hashable {
        let side: Side
        let isIPv4: Bool
    }

    func attach(_ channel: any Channel, as socket: Socket) {
        sockets[socket] = channel
    }

    /// From here on new datagrams are left to the kernel; what was read is finished.
    func drain() {
        isDraining = true
        sweep?.stop()
    }

    /// Ends from now on what a change of the policy takes the right from, in this share of the dialogs.
    func followRights(_ share: RightsSweep.Share) {
        let sweep = RightsSweep(
            share: share,
            loop: loop,
            version: { [unowned self] in reader.publishedVersion },
            dialogs: { [unowned self] in pipeline.bindings.lives.dialogs(inShard: $0, now: clock.now) },
            review: { [unowned self] in review($0) },
            flush: { [unowned self] in readComplete() }
        )
        self.sweep = sweep
        sweep.start()
    }

    /// Looks at a dialog as it is by now; gives how many messages were sent.
    private func review(_ dialog: LiveDialog) -> Int {
        guard let dialog = pipeline.bindings.lives.dialog(dialog.key) else { return 0 }
        pipeline.snapshot = reader.current()
        followPBXes()
        followKeys()
        let now = clock.now
        guard let outcome = pipeline.review(dialog, at: now) else { return 0 }
        _ = learn(outcome.actions, now: now)
        for action in outcome.actions { run(action, now: now) }
        return outcome.actions.count { if case .forward = $0 { true } else { false } }
    }

    /// Judges one datagram and does what is to be done. Nothing is flushed: `readComplete` does that, once a burst.
    func receive(_ datagram: ByteBuffer, from remote: Endpoint, on side: Side) {
        guard !isDraining else { return }
        pipeline.snapshot = reader.current()
        followPBXes()
        followKeys()
        let now = clock.now
        let outcome = pipeline.process(datagram, on: Flow(socket: side, remote: remote), at: now)
        metrics.count(outcome.judgement, receivedBytes: datagram.readableBytes)
        guard let kept = learn(outcome.actions, now: now) else {
            for action in outcome.actions { run(action, now: now) }
            return
        }
        kept.assumeIsolated().whenComplete { [self] _ in
            for action in outcome.actions { run(action, now: now) }
            readComplete()
        }
    }

    /// Takes in what the outcome teaches about bindings and dialogs. What it gives is there when that is on disk, or not to be had there in time; nil when there is
    /// nothing to wait for. A phone that has seen its 200 is so in the store, and so is a call that listens.
    private func learn(_ actions: [Action], now: Moment) -> EventLoopFuture<Void>? {
        var kept: EventLoopPromise<Void>?
        for action in actions {
            let note = { [journal, loop] (change: JournalChange) in
                guard let journal else { return }
                let promise = loop.makePromise(of: Void.self)
                kept = promise
                journal.append(change, promise)
            }
            switch action {
            case .bind(let address, let contact, let endpoint, let until, let call):
                let binding = Binding(address: address, contact: contact, endpoint: endpoint, until: until, call: call)
                if !pipeline.bindings.bind(binding, now: now, noting: note) { metrics.countBindingRefused() }
                // The connection may have ended while the PBX thought: whoever has its address and port next is somebody else.
                if !pipeline.bindings.isOpen(endpoint) { pipeline.bindings.unbind(at: endpoint, noting: note) }
            case .unbind(let address, let contact):
                pipeline.bindings.unbind(address, contact: contact, noting: note)
            // Before the message goes on: its answer may be seen on another loop.
            case .live(let sighting):
                pipeline.bindings.lives.see(sighting, now: now, noting: note)
            case .call(let call, let news):
                pipeline.bindings.calls.note(call, news, now: now)
            case .forward, .reply, .retransmit, .settle, .assign, .answered, .audit: break
            }
        }
        guard let kept else { return nil }
        let limit = loop.scheduleTask(in: .milliseconds(Limits.journalMilliseconds)) { [metrics] in
            metrics.countBindingLate()
            kept.succeed()
        }
        kept.futureResult.whenComplete { _ in limit.cancel() }
        return kept.futureResult
    }

    func readComplete() {
        for channel in sockets.values { channel.flush() }
    }

    private func run(_ action: Action, now: Moment) {
        switch action {
        case .forward(let bytes, let destination, under: _), .reply(let bytes, let destination):
            send(bytes, to: destination)
        case .bind, .unbind, .live, .call: break  // learned already
        case .retransmit(let bytes, let destination, let transaction):
            retransmitter.start(bytes, to: destination, for: transaction, on: loop)
        case .settle(let transaction, let isFinal):
            retransmitter.settle(transaction, isFinal: isFinal)
        case .assign(let callID, let assignment):
            pipeline.bindings.assignments.assign(callID, assignment, now: now)
        case .answered(let answer):
            pbxes.prober.answered(answer)
            pbxes.canary?.answered(answer)
        case .audit(let record):
            metrics.count(record)
            audit.append(record, at: now)
        }
    }

    func send(_ bytes: ByteBuffer, to destination: Destination) {
        if destination.remote.transport.isReliable {
            switch destination.socket {
            case .phone: sendByStream(bytes, to: destination.remote)
            case .pbx: sendToPBX(bytes, at: destination.remote)
            }
            return
        }
        // A socket that the kernel takes nothing from any more must not fill our memory: UDP may lose a datagram, and SIP repeats it.
        let socket = Socket(side: destination.socket, isIPv4: destination.remote.isIPv4)
        guard let channel = sockets[socket], channel.isWritable, destination.remote.port != 0 else {
            metrics.countSendFailure()
            return
        }
        let envelope = AddressedEnvelope(remoteAddress: destination.remote.socketAddress, data: bytes)
        channel.write(envelope, promise: nil)
    }

    /// Takes over what is known of the PBXes when it has changed: one number is read per message.
    private func followPBXes() {
        let version = pbxes.directory.version
        guard version != pbxVersion else { return }
        pbxVersion = version
        pipeline.pbx = pbxes.directory.current
    }

    /// Takes over the signing keys when they have changed.
    private func followKeys() {
        let version = keys.version
        guard version != keysVersion else { return }
        keysVersion = version
        pipeline.settings.keys = keys.current
    }

    /// Sends on the connection with that PBX, which is opened if there is none.
    private func sendToPBX(_ bytes: ByteBuffer, at remote: Endpoint) {
        let bound = NIOLoopBound(self, eventLoop: loop)
        pbxes.connector.send(bytes, to: remote, on: loop, serve: serve) { [loop] lost in
            loop.execute { bound.value.undeliverable(lost, to: remote) }
        }
    }

    /// Whether that PBX can be connected to.
    func connect(to remote: Endpoint) -> EventLoopFuture<Bool> {
        pbxes.connector.connect(to: remote, on: loop, serve: serve)
    }

    private var serve: PBXConnector.Serve {
        let bound = NIOLoopBound(self, eventLoop: loop)
        return { channel, target in
            channel.eventLoop.makeCompletedFuture {
                let handler = StreamHandler(worker: bound.value, transport: target.transport, side: .pbx)
                try channel.pipeline.syncOperations.addHandler(handler)
            }
        }
    }

    /// A request that could not be sent is answered as if the PBX had said 503 (RFC 3261 §16.9); a response is lost.
    private func undeliverable(_ bytes: ByteBuffer, to remote: Endpoint) {
        metrics.countSendFailure()
        guard let pbx = pbxes.directory.current.member(at: remote),
            let answer = BareResponse.make(
                for: bytes,
                status: 503,
                reason: "Service Unavailable",
                toTag: "es-unreachable"
            )
        else { return }
        receive(answer, from: pbx.endpoint.by(remote.transport), on: .pbx)
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
