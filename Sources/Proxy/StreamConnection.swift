import Enforcement
import NIOCore
import NIOSSL

/// The life of one stream connection: taken in by the worker if there is room, closed when it has been silent for too long, and
/// forgotten with whoever was registered over it. Confined to the connection's event loop.
final class StreamConnection {
    let worker: Worker
    /// Who is at the other end: a phone, or a PBX.
    let side: Side
    private let transport: Transport
    private var idle: Scheduled<Void>?
    /// The other end; nil when the connection was not taken in.
    private(set) var remote: Endpoint?

    init(worker: Worker, transport: Transport, side: Side) {
        self.worker = worker
        self.side = side
        self.transport = transport
    }

    /// Takes the connection in, or closes it.
    func open(_ context: ChannelHandlerContext) {
        guard let address = context.remoteAddress, let remote = Endpoint(address)?.by(transport),
            worker.opened(context.channel, at: remote, on: side)
        else {
            context.close(promise: nil)
            return
        }
        self.remote = remote
        heard(context)
    }

    /// The handshake is done: what a phone has shown for itself is kept as long as the connection is there.
    func secured(_ context: ChannelHandlerContext) {
        guard side == .phone, let remote,
            let security = try? context.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self),
            let certificate = security.peerCertificate
        else { return }
        worker.certified(remote, by: ClientCertificate(certificate))
    }

    /// Something came: the silence begins anew.
    func heard(_ context: ChannelHandlerContext) {
        idle?.cancel()
        idle = close(context, after: .seconds(Limits.idleSeconds))
    }

    /// Closes the connection after a while, unless that is cancelled.
    func close(_ context: ChannelHandlerContext, after delay: TimeAmount) -> Scheduled<Void> {
        let channel = context.channel
        return context.eventLoop.scheduleTask(in: delay) { channel.close(promise: nil) }
    }

    /// The connection is gone.
    func ended() {
        idle?.cancel()
        if let remote { worker.closed(remote, on: side) }
        remote = nil
    }
}
