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
    private let probes: NIOLockedValueBox<[Probe]>
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
        let now = NIODeadline.now()
        probes = NIOLockedValueBox(
            directory.current.members.map { _ in
                Probe(health: PBXHealth(interval: interval, start: now), callID: "", streamDue: now)
            }
        )
        for index in directory.current.members.indices { metrics.recordPBX(index, isUp: true) }
    }

    /// Begins to ask, by `send`; `connect` tells whether a connection can be had.
    func start(
        on loop: any EventLoop,
        send: @escaping @Sendable (ByteBuffer, Destination) -> Void,
        connect: @escaping @Sendable (Endpoint) -> EventLoopFuture<Bool>
    ) {
        loop.scheduleRepeatedTask(initialDelay: .zero, delay: Self.tick) { _ in
            let now = NIODeadline.now()
            for (index, pbx) in self.directory.current.members.enumerated() {
                self.step(index, pbx, now, send)
                self.tryStream(index, pbx, now, connect)
            }
        }
    }

    /// A PBX has answered a request of ours, perhaps one of these.
    func answered(_ answer: OwnAnswer) {
        guard answer.method == "OPTIONS" else { return }
        let found = probes.withLockedValue { probes -> Int? in
            guard let index = probes.firstIndex(where: { $0.callID == answer.callID }) else { return nil }
            probes[index].health.answered(answer.status, .now())
            return index
        }
        if let found { publish(found) }
    }

    private func step(
        _ index: Int,
        _ pbx: PBX,
        _ now: NIODeadline,
        _ send: (ByteBuffer, Destination) -> Void
    ) {
        let callID = probes.withLockedValue { probes -> String? in
            switch probes[index].health.tick(now) {
            case .nothing: return nil
            case .repeatQuestion: return probes[index].callID
            case .ask:
                probes[index].callID = "es-\(UInt64.random(in: 0...(.max)))"
                return probes[index].callID
            }
        }
        publish(index)
        guard let callID else { return }
        let request = OwnRequest.options(to: pbx.endpoint, callID: callID, addresses)
        send(request.write(to: pbx.endpoint, addresses), Destination(.pbx, pbx.endpoint))
    }

    private func tryStream(
        _ index: Int,
        _ pbx: PBX,
        _ now: NIODeadline,
        _ connect: (Endpoint) -> EventLoopFuture<Bool>
    ) {
        guard pbx.endpoint.transport == .udp else { return }
        let isDue = probes.withLockedValue { probes -> Bool in
            guard now >= probes[index].streamDue else { return false }
            probes[index].streamDue = now + Self.streamInterval
            return true
        }
        guard isDue else { return }
        connect(pbx.endpoint.by(.tcp)).whenSuccess { isThere in
            self.directory.update { $0.set(index, takesTCP: isThere) }
        }
    }

    private func publish(_ index: Int) {
        let isUp = probes.withLockedValue { $0[index].health.isUp }
        let group = directory.current
        guard group.isUp(index) != isUp else { return }
        directory.update { $0.set(index, isUp: isUp) }
        metrics.recordPBX(index, isUp: isUp)
        let address: Logger.Metadata = ["pbx": "\(group.members[index].endpoint.text)"]
        if isUp {
            logger.notice("the pbx answers again", metadata: address)
        } else {
            logger.error("the pbx does not answer", metadata: address)
        }
    }
}
