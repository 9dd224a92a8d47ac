import Enforcement
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOWebSocket
import Testing

@testable import Proxy

@Suite struct WebSocketHandlerTests {
    static func connection() throws -> (channel: EmbeddedChannel, connections: ConnectionTable) {
        let loop = EmbeddedEventLoop()
        let connections = ConnectionTable()
        let worker = try TestWorker.make(loop: loop, connections: connections)
        let channel = EmbeddedChannel(loop: loop)
        channel.remoteAddress = try SocketAddress(ipAddress: "192.0.2.7", port: 40_000)
        try channel.connect(to: SocketAddress(ipAddress: "192.0.2.7", port: 40_000)).wait()
        try channel.pipeline.syncOperations.addHandler(WebSocketHandler(worker: worker, transport: .wss))
        return (channel, connections)
    }

    @Test(arguments: [WebSocketOpcode.text, .binary])
    func aMessageIsAnsweredInOneFrame(_ opcode: WebSocketOpcode) throws {
        let (channel, _) = try Self.connection()
        try channel.writeInbound(WebSocketFrame(fin: true, opcode: opcode, data: StreamHandlerTests.options))
        let answer = try #require(try channel.readOutbound(as: WebSocketFrame.self))
        #expect(answer.opcode == .text)
        #expect(String(buffer: answer.data).hasPrefix("SIP/2.0 483 Too Many Hops\r\n"))
    }

    @Test func aPingIsAnsweredWithItsData() throws {
        let (channel, _) = try Self.connection()
        try channel.writeInbound(WebSocketFrame(fin: true, opcode: .ping, data: ByteBuffer(string: "abc")))
        let pong = try #require(try channel.readOutbound(as: WebSocketFrame.self))
        #expect(pong.opcode == .pong)
        #expect(pong.data == ByteBuffer(string: "abc"))
    }

    @Test func whoPingsAndNeverReadsIsGone() throws {
        let (channel, connections) = try Self.connection()
        channel.isWritable = false
        try channel.writeInbound(WebSocketFrame(fin: true, opcode: .ping, data: ByteBuffer(string: "abc")))
        #expect(!channel.isActive)
        #expect(connections.count == 0)
    }

    @Test func closingIsAnsweredAndForgotten() throws {
        let (channel, connections) = try Self.connection()
        #expect(connections.count == 1)
        try channel.writeInbound(WebSocketFrame(fin: true, opcode: .connectionClose, data: ByteBuffer()))
        #expect(try channel.readOutbound(as: WebSocketFrame.self)?.opcode == .connectionClose)
        #expect(connections.count == 0)
    }

    /// The headers of the answer to an upgrade with these.
    static func answer(_ headers: [(String, String)], origins: [String] = []) -> HTTPHeaders? {
        let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/", headers: HTTPHeaders(headers))
        return WebSocketUpgrade.headers(answering: head, origins: origins)
    }

    @Test func theSubprotocolMustBeSIP() {
        #expect(Self.answer([]) == nil)
        #expect(Self.answer([("Sec-WebSocket-Protocol", "chat")]) == nil)
        #expect(Self.answer([("Sec-WebSocket-Protocol", "chat, sip")]) == ["Sec-WebSocket-Protocol": "sip"])
    }

    @Test func aBrowserMayConnectFromAListedPageOnly() {
        let sip = ("Sec-WebSocket-Protocol", "sip")
        #expect(Self.answer([sip, ("Origin", "https://evil.example")]) == nil)
        #expect(Self.answer([sip, ("Origin", "https://evil.example")], origins: ["https://phone.example"]) == nil)
        #expect(Self.answer([sip, ("Origin", "https://phone.example")], origins: ["https://phone.example"]) != nil)
        #expect(
            Self.answer(
                [sip, ("Origin", "https://phone.example"), ("Origin", "https://evil.example")],
                origins: ["https://phone.example"]
            ) == nil
        )
    }
}
