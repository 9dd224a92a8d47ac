import Enforcement
import NIOCore
import NIOTLS
import SIPMessage

/// TCP or TLS of a phone or a PBX: cuts the stream into messages, answers pings, and closes what is slow or cannot be followed.
final class StreamHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let connection: StreamConnection
    private let isSecured: Bool
    private var framing = StreamFraming()
    /// Runs while a handshake or a message has begun and is not whole.
    private var deadline: Scheduled<Void>?
    /// Pings of this read that want an answer.
    private var pings = 0

    init(worker: Worker, transport: Transport, side: Side = .phone) {
        connection = StreamConnection(worker: worker, transport: transport, side: side)
        isSecured = transport == .tls
    }

    func channelActive(context: ChannelHandlerContext) {
        connection.open(context)
        if isSecured { deadline = connection.close(context, after: .seconds(Limits.handshakeSeconds)) }
        context.fireChannelActive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent {
            inTime()
            connection.secured(context)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let remote = connection.remote else { return }
        framing.append(unwrapInboundIn(data))
        while true {
            switch framing.next() {
            case .message(let message):
                connection.worker.receive(message, from: remote, on: connection.side)
                inTime()
            case .ping:
                pings += 1
                inTime()
            case .needsMore:
                waitForMore(context)
                return
            case .broken:
                connection.worker.streamBroke()
                context.close(promise: nil)
                return
            }
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        answerPings(context)
        context.flush()
        connection.worker.readComplete()
    }

    /// Each with a CRLF (RFC 5626 §3.5.1). Who asks and never reads the answers is not asked to take more of them.
    private func answerPings(_ context: ChannelHandlerContext) {
        guard pings > 0 else { return }
        defer { pings = 0 }
        guard context.channel.isWritable else { return context.close(promise: nil) }
        context.write(wrapOutboundOut(ByteBuffer(string: String(repeating: "\r\n", count: pings))), promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        inTime()
        connection.ended()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func inTime() {
        deadline?.cancel()
        deadline = nil
    }

    /// A message once begun must be whole in time; a connection with none begun may be silent for long.
    private func waitForMore(_ context: ChannelHandlerContext) {
        connection.heard(context)
        guard framing.pendingBytes > 0, deadline == nil else { return }
        deadline = connection.close(context, after: .seconds(Limits.messageSeconds))
    }
}
