import Enforcement
import NIOCore
import NIOWebSocket

/// One WebSocket connection of a phone (RFC 7118): one SIP message a WebSocket message, so there is nothing to cut.
final class WebSocketHandler: ChannelDuplexHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = WebSocketFrame

    private let worker: Worker
    private let transport: Transport
    private var remote: Endpoint?
    private var idle: Scheduled<Void>?

    init(worker: Worker, transport: Transport) {
        self.worker = worker
        self.transport = transport
    }

    /// The connection has been upgraded already when this handler is added.
    func handlerAdded(context: ChannelHandlerContext) {
        guard let address = context.remoteAddress, let remote = Endpoint(address)?.by(transport),
            worker.opened(context.channel, at: remote)
        else {
            context.close(promise: nil)
            return
        }
        self.remote = remote
        waitForMore(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let remote else { return }
        let frame = unwrapInboundIn(data)
        waitForMore(context)
        switch frame.opcode {
        case .text, .binary:
            worker.receive(frame.unmaskedData, from: remote, on: .phone)
        case .ping:
            let pong = WebSocketFrame(fin: true, opcode: .pong, data: frame.unmaskedData)
            context.write(wrapOutboundOut(pong), promise: nil)
        case .connectionClose:
            let close = WebSocketFrame(fin: true, opcode: .connectionClose, data: ByteBuffer())
            context.writeAndFlush(wrapOutboundOut(close), promise: nil)
            context.close(promise: nil)
        default:
            break
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.flush()
        worker.readComplete()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let frame = WebSocketFrame(fin: true, opcode: .text, data: unwrapOutboundIn(data))
        context.write(wrapOutboundOut(frame), promise: promise)
    }

    func channelInactive(context: ChannelHandlerContext) {
        idle?.cancel()
        if let remote { worker.closed(remote) }
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func waitForMore(_ context: ChannelHandlerContext) {
        let channel = context.channel
        idle?.cancel()
        idle = context.eventLoop.scheduleTask(in: .seconds(Limits.idleSeconds)) { channel.close(promise: nil) }
    }
}
