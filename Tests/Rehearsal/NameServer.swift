import NIOCore
import NIOPosix

/// A name server on the loopback address, by UDP, that knows one zone.
public final class NameServer: Sendable {
    private let channel: any Channel
    /// Where it is asked, `host:port`.
    public let address: String
    /// What it was asked, as `TYPE NAME`.
    public let asked = Journal<String>()

    private init(_ channel: any Channel, _ port: Int) {
        self.channel = channel
        address = "\(Ports.host):\(port)"
    }

    /// Serves a zone while the scene lasts.
    public static func with<Result: Sendable>(
        _ zone: Zone,
        _ scene: @Sendable (NameServer) async throws -> Result
    ) async throws -> Result {
        let channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: Ports.host, port: 0).get()
        let server = NameServer(channel, channel.localAddress?.port ?? 0)
        try await channel.pipeline.addHandler(Answers(zone, server.asked)).get()
        do {
            let result = try await scene(server)
            try await channel.close()
            return result
        } catch {
            try? await channel.close()
            throw error
        }
    }

    private final class Answers: ChannelInboundHandler, Sendable {
        typealias InboundIn = AddressedEnvelope<ByteBuffer>
        typealias OutboundOut = AddressedEnvelope<ByteBuffer>

        private let zone: Zone
        private let asked: Journal<String>

        init(_ zone: Zone, _ asked: Journal<String>) { (self.zone, self.asked) = (zone, asked) }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let query = unwrapInboundIn(data)
            guard let question = DNSPacket.question(Array(query.data.readableBytesView)) else { return }
            asked.append("\(question.type) \(question.name)")
            guard let answer = zone.answer(question.name, question.type, id: question.id) else { return }
            let reply = AddressedEnvelope(remoteAddress: query.remoteAddress, data: ByteBuffer(bytes: answer))
            context.writeAndFlush(wrapOutboundOut(reply), promise: nil)
        }
    }
}
