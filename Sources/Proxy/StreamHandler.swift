import Enforcement
import NIOCore
import NIOTLS
import SIPMessage

/// One stream connection of a phone: cuts it into messages, answers pings, and closes what is slow, idle or cannot be followed.
final class StreamHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let worker: Worker
    private let transport: Transport
    private var framing = StreamFraming()
    private var remote: Endpoint?
    private var deadline: Scheduled<Void>?
    private var idle: Scheduled<Void>?

    init(worker: Worker, transport: Transport) {
        self.worker = worker
        self.transport = transport
    }

    func channelActive(context: ChannelHandlerContext) {
        guard let address = context.remoteAddress, let remote = Endpoint(address)?.by(transport),
            worker.opened(context.channel, at: remote)
        else {
            context.close(promise: nil)
            return
        }
        self.remote = remote
        waitForMore(context)
        if transport == .tls {
            let channel = context.channel
            deadline = context.eventLoop.scheduleTask(in: .seconds(Limits.handshakeSeconds)) {
                channel.close(promise: nil)
            }
        }
        context.fireChannelActive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent {
            deadline?.cancel()
            deadline = nil
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let remote else { return }
        framing.append(unwrapInboundIn(data))
        while true {
            switch framing.next() {
            case .message(let message):
                worker.receive(message, from: remote, on: .phone)
                deadline?.cancel()
                deadline = nil
            case .ping:
                context.write(wrapOutboundOut(ByteBuffer(string: "\r\n")), promise: nil)
            case .needsMore:
                waitForMore(context)
                return
            case .broken:
                worker.streamBroke()
                context.close(promise: nil)
                return
            }
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.flush()
        worker.readComplete()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        idle?.cancel()
        if let remote { worker.closed(remote) }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    /// A message once begun must be whole in time; a connection with none begun may be silent for long.
    private func waitForMore(_ context: ChannelHandlerContext) {
        let channel = context.channel
        if framing.pendingBytes > 0, deadline == nil {
            deadline = context.eventLoop.scheduleTask(in: .seconds(Limits.messageSeconds)) {
                channel.close(promise: nil)
            }
        }
        idle?.cancel()
        idle = context.eventLoop.scheduleTask(in: .seconds(Limits.idleSeconds)) { channel.close(promise: nil) }
    }
}
