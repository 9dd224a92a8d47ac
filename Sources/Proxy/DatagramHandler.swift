import Enforcement
import NIOCore

/// Turns datagrams into calls of the worker, and the end of a read burst into one flush.
final class DatagramHandler: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    private let worker: Worker
    private let side: Side

    init(worker: Worker, side: Side) {
        self.worker = worker
        self.side = side
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let envelope = unwrapInboundIn(data)
        // Nothing can be sent to port 0; trying to would end the socket.
        guard let remote = Endpoint(envelope.remoteAddress), remote.port != 0, envelope.data.readableBytes > 0 else {
            return
        }
        worker.receive(envelope.data, from: remote, on: side)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        worker.readComplete()
    }

    /// What could not be read ends nothing: the socket serves everyone.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}
