import Enforcement
import NIOCore
import NIOHTTP1
import NIOWebSocket

/// The HTTP side of a WebSocket connection (RFC 6455 §4.2, RFC 7118 §4): `GET` with the `sip` subprotocol, from a page that may.
enum WebSocketUpgrade {
    private static let refusal = "refuse-http"

    /// Puts HTTP, and after the upgrade SIP over WebSocket, on a connection.
    static func configure(
        _ channel: any Channel,
        worker: NIOLoopBound<Worker>,
        transport: Transport,
        origins: [String]
    ) -> EventLoopFuture<Void> {
        let upgrader = NIOWebSocketServerUpgrader(
            maxFrameSize: Limits.datagramBytesMax,
            shouldUpgrade: { channel, head in
                channel.eventLoop.makeSucceededFuture(headers(answering: head, origins: origins))
            },
            upgradePipelineHandler: { channel, _ in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(
                        NIOWebSocketFrameAggregator(
                            minNonFinalFragmentSize: 1,
                            maxAccumulatedFrameCount: Limits.webSocketFragmentsMax,
                            maxAccumulatedFrameSize: Limits.datagramBytesMax
                        )
                    )
                    try pipeline.addHandler(WebSocketHandler(worker: worker.value, transport: transport))
                }
            }
        )
        return channel.pipeline.configureHTTPServerPipeline(
            withServerUpgrade: (
                upgraders: [upgrader],
                completionHandler: { $0.pipeline.syncOperations.removeHandler(name: refusal, promise: nil) }
            )
        ).flatMap {
            // A request that is not an upgrade gets no page here.
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(RefuseHTTP(), name: refusal)
            }
        }
    }

    /// The headers of the 101, or nil when the upgrade is refused.
    static func headers(answering head: HTTPRequestHead, origins: [String]) -> HTTPHeaders? {
        guard head.headers[canonicalForm: "Sec-WebSocket-Protocol"].contains(where: { $0.lowercased() == "sip" }) else {
            return nil
        }
        // A browser always says where its page is from; without a list, only programs that are no browser may connect.
        let claimed = head.headers["Origin"]
        guard claimed.allSatisfy(origins.contains) else { return nil }
        return HTTPHeaders([("Sec-WebSocket-Protocol", "sip")])
    }
}

/// Ends a connection whose request was not upgraded, or that sends none in time. Taken away by the upgrade.
private final class RefuseHTTP: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private var deadline: Scheduled<Void>?

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: .seconds(Limits.handshakeSeconds)) { channel.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadline?.cancel()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .end = unwrapInboundIn(data) else { return }
        let headers = HTTPHeaders([("Content-Length", "0"), ("Connection", "close")])
        let head = HTTPResponseHead(version: .http1_1, status: .forbidden, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(promise: nil)
    }

    /// A refused upgrade is told as an error first; the request itself follows and is answered. Anything else ends the connection.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if !(error is NIOWebSocketUpgradeError) { context.close(promise: nil) }
    }
}
