import Enforcement
import Logging
import NIOConcurrencyHelpers
import NIOCore

/// Asks every PBX by OPTIONS whether it is there, and publishes what it finds.
///
/// Runs on one event loop; answers come in on any, so its state is under a lock that is taken a few times a second.
final class PBXProber: Sendable {
    private struct Probe {
        var health: PBXHealth
        var callID: String
        var streamDue: NIODeadline
    }

    private let directory: PBXDirectory
    private let addresses: OwnAddresses
    private let logger: Logger
    private let metrics: ProxyMetrics
    private let probes = NIOLockedValueBox<[Endpoint: Probe]>([:])
    private let interval: TimeAmount

    /// How often the clock is looked at.
    private static let tick = TimeAmount.milliseconds(250)
    /// How often a PBX reached by UDP is tried by TCP.
    private static let streamInterval = TimeAmount.seconds(60)

    init(
        directory: PBXDirectory,
        addresses: OwnAddresses,
        interval: TimeAmount,
        metrics: ProxyMetrics,
        logger: Logger
    ) {
        self.directory = directory
        self.addresses = addresses
        self.interval = interval
        self.metrics = metrics
        self.logger = logger
    }

    /// Begins to ask, by `send`; `connect` tells whether a connection can be had.
    func start(
        on loop: any EventLoop,
        send: @escaping @Sendable (ByteBuffer, Destination) -> Void,
        connect: @escaping @Sendable (Endpoint) -> EventLoopFuture<Bool>
    ) {
        loop.scheduleRepeatedTask(initialDelay: .zero, delay: Self.tick) { _ in
            let now = NIODeadline.now()
            let members = self.directory.current.members
            self.follow(members, now)
            for pbx in members {
                self.step(pbx, now, send)
                self.tryStream(pbx, now, connect)
            }
        }
    }

    /// A PBX has answered a request of ours, perhaps one of these.
    func answered(_ answer: OwnAnswer) {
        guard answer.method == "OPTIONS" else { return }
        let found = probes.withLockedValue { probes -> Endpoint? in
            guard let pbx = probes.first(where: { $0.value.callID == answer.callID })?.key else { return nil }
            probes[pbx]?.health.answered(answer.status, .now())
            return pbx
        }
        if let found { publish(found) }
    }

    /// Takes in who is new among the PBXes, and drops who is gone.
    private func follow(_ members: [PBX], _ now: NIODeadline) {
        let fresh = probes.withLockedValue { probes -> [Endpoint] in
            probes = probes.filter { probe in members.contains { $0.endpoint == probe.key } }
            let fresh = members.map(\.endpoint).filter { probes[$0] == nil }
            for pbx in fresh {
                probes[pbx] = Probe(health: PBXHealth(interval: interval, start: now), callID: "", streamDue: now)
            }
            return fresh
        }
        for pbx in fresh { metrics.recordPBX(pbx, isUp: true) }
    }

    private func step(
        _ pbx: PBX,
        _ now: NIODeadline,
        _ send: (ByteBuffer, Destination) -> Void
    ) {
        let callID = probes.withLockedValue { probes -> String? in
            switch probes[pbx.endpoint]?.health.tick(now) {
            case nil, .nothing: break
            case .repeatQuestion: return probes[pbx.endpoint]?.callID
            case .ask:
                let callID = OwnRequest.newCallID()
                probes[pbx.endpoint]?.callID = callID
                return callID
            }
            return nil
        }
        publish(pbx.endpoint)
        guard let callID else { return }
        let request = OwnRequest.options(to: pbx.endpoint, callID: callID, addresses)
        send(request.write(to: pbx.endpoint, addresses), Destination(.pbx, pbx.endpoint))
    }

    private func tryStream(
        _ pbx: PBX,
        _ now: NIODeadline,
        _ connect: (Endpoint) -> EventLoopFuture<Bool>
    ) {
        guard pbx.endpoint.transport == .udp else { return }
        let isDue = probes.withLockedValue { probes -> Bool in
            guard let due = probes[pbx.endpoint]?.streamDue, now >= due else { return false }
            probes[pbx.endpoint]?.streamDue = now + Self.streamInterval
            return true
        }
        guard isDue else { return }
        connect(pbx.endpoint.by(.tcp)).whenSuccess { isThere in
            self.directory.update(pbx.endpoint) { $0.set($1, takesTCP: isThere) }
        }
    }

    private func publish(_ pbx: Endpoint) {
        guard let isUp = probes.withLockedValue({ $0[pbx]?.health.isUp }) else { return }
        let group = directory.current
        guard let known = group.index(of: pbx), group.isUp(known) != isUp else { return }
        directory.update(pbx) { $0.set($1, isUp: isUp) }
        metrics.recordPBX(pbx, isUp: isUp)
        let address: Logger.Metadata = ["pbx": "\(pbx.text)"]
        if isUp {
            logger.notice("the pbx answers again", metadata: address)
        } else {
            logger.error("the pbx does not answer", metadata: address)
        }
    }
}
