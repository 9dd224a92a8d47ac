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
        guard let remote = Endpoint(envelope.remoteAddress), envelope.data.readableBytes > 0 else { return }
        worker.receive(envelope.data, from: remote, on: side)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        worker.readComplete()
    }

    /// A datagram that could not be sent (the peer's ICMP) ends nothing: the socket serves everyone.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}
