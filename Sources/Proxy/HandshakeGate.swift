import NIOCore
import NIOTLS

/// Holds back that a connection is there until its TLS handshake is done, so that nothing is given to one that never comes to be.
final class HandshakeGate: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// The other end was silent in the midst of a handshake.
    struct TimeoutError: Error {}

    private let outcome: EventLoopPromise<Void>
    private var isOpen = false
    private var deadline: Scheduled<Void>?

    /// - Parameter outcome: succeeds with the handshake, or fails with what went wrong in it.
    init(_ outcome: EventLoopPromise<Void>) { self.outcome = outcome }

    func channelActive(context: ChannelHandlerContext) {
        let (channel, outcome) = (context.channel, outcome)
        deadline = context.eventLoop.scheduleTask(in: .seconds(Limits.handshakeSeconds)) {
            outcome.fail(TimeoutError())
            channel.close(promise: nil)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent, !isOpen {
            isOpen = true
            deadline?.cancel()
            context.fireChannelActive()
            outcome.succeed()
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard !isOpen else { return context.fireErrorCaught(error) }
        outcome.fail(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        guard !isOpen else { return context.fireChannelInactive() }
        outcome.fail(ChannelError.eof)
    }
}
