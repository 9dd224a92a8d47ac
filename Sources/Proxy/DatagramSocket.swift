import Enforcement
import Logging
import NIOCore
import Synchronization

/// A UDP socket that is bound again when it ends before it is told to.
///
/// NIO closes one at most errors of sending, so that one datagram with no route, or one that a filter stops, would end all that a loop does.
final class DatagramSocket: Sendable {
    private struct State {
        var channel: (any Channel)?
        var isOver = false
    }

    private let listener: DatagramListener
    private let loop: any EventLoop
    private let worker: NIOLoopBound<Worker>
    private let retransmitter: Retransmitter
    private let logger: Logger
    private let state = Mutex(State())

    /// A socket of that loop, not bound yet.
    init(
        _ listener: DatagramListener,
        on loop: any EventLoop,
        worker: NIOLoopBound<Worker>,
        retransmitter: Retransmitter,
        logger: Logger
    ) {
        (self.listener, self.loop, self.worker) = (listener, loop, worker)
        (self.retransmitter, self.logger) = (retransmitter, logger)
    }

    /// Whether it is there.
    var isBound: Bool { state.withLock { $0.channel?.isActive == true } }

    /// Throws ``ListenError`` when the address cannot be had.
    func bind() async throws { take(try await listener.bind(on: loop, worker: worker)) }

    /// Ends it for good.
    func close() async {
        let channel = state.withLock { state in
            state.isOver = true
            return state.channel
        }
        try? await channel?.close()
    }

    private func take(_ channel: any Channel) {
        let isOver = state.withLock { state in
            state.channel = channel
            return state.isOver
        }
        guard !isOver else { return channel.close(promise: nil) }
        retransmitter.use(channel, as: .init(side: listener.side, isIPv4: listener.endpoint.isIPv4))
        channel.closeFuture.whenComplete { [self] _ in ended() }
    }

    private func ended() {
        let isOver = state.withLock { state in
            state.channel = nil
            return state.isOver
        }
        guard !isOver else { return }
        logger.error("a UDP socket has ended and is bound again", metadata: ["address": "\(listener.endpoint.text)"])
        bindAgain()
    }

    private func bindAgain() {
        guard !state.withLock(\.isOver) else { return }
        listener.open(on: loop, worker: worker).whenComplete { [self] result in
            switch result {
            case .success(let channel): take(channel)
            case .failure: loop.scheduleTask(in: .milliseconds(Limits.bindAgainMilliseconds)) { self.bindAgain() }
            }
        }
    }
}
