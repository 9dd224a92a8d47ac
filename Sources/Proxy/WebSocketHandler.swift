import Enforcement
import NIOCore
import NIOWebSocket

/// One WebSocket connection of a phone (RFC 7118): one SIP message a WebSocket message, so there is nothing to cut.
final class WebSocketHandler: ChannelDuplexHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = WebSocketFrame

    private let connection: StreamConnection

    init(worker: Worker, transport: Transport) {
        connection = StreamConnection(worker: worker, transport: transport, side: .phone)
    }

    /// The connection has been secured and upgraded already when this handler is added.
    func handlerAdded(context: ChannelHandlerContext) {
        connection.open(context)
        connection.secured(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let remote = connection.remote else { return }
        let frame = unwrapInboundIn(data)
        connection.heard(context)
        switch frame.opcode {
        case .text, .binary:
            connection.worker.receive(frame.unmaskedData, from: remote, on: .phone)
        case .ping:
            // Who asks and never reads the answers is not asked to take more of them.
            guard context.channel.isWritable else { return context.close(promise: nil) }
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
        connection.worker.readComplete()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let frame = WebSocketFrame(fin: true, opcode: .text, data: unwrapOutboundIn(data))
        context.write(wrapOutboundOut(frame), promise: promise)
    }

    func channelInactive(context: ChannelHandlerContext) {
        connection.ended()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
