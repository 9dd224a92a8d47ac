import Enforcement
import NIOCore
import NIOEmbedded
import Testing

@testable import Proxy

/// The whole road of a WebSocket connection, from the HTTP request to a SIP answer in a frame, byte for byte.
@Suite struct WebSocketUpgradeTests {
    static func request(_ extra: String) -> ByteBuffer {
        ByteBuffer(
            string: "GET / HTTP/1.1\r\nHost: sip.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\(extra)\r\n"
        )
    }

    /// A masked text frame, as a client must send it (RFC 6455 §5.2); the mask is zero, so the data can be read.
    static func frame(_ text: ByteBuffer) -> ByteBuffer {
        var frame = ByteBuffer(bytes: [0x81, 0x80 | 126])
        frame.writeInteger(UInt16(text.readableBytes))
        frame.writeBytes([0, 0, 0, 0])
        frame.writeImmutableBuffer(text)
        return frame
    }

    static func connection(origins: [String] = []) throws -> EmbeddedChannel {
        let loop = EmbeddedEventLoop()
        let worker = try TestWorker.make(loop: loop, connections: ConnectionTable())
        let channel = EmbeddedChannel(loop: loop)
        channel.remoteAddress = try SocketAddress(ipAddress: "192.0.2.7", port: 40_000)
        let configured = WebSocketUpgrade.configure(
            channel,
            worker: NIOLoopBound(worker, eventLoop: loop),
            transport: .ws,
            origins: origins
        )
        loop.run()
        try configured.wait()
        try channel.connect(to: SocketAddress(ipAddress: "192.0.2.7", port: 40_000)).wait()
        return channel
    }

    /// Everything that was sent since the last time.
    static func sent(_ channel: EmbeddedChannel) throws -> String {
        channel.embeddedEventLoop.run()
        var text = ""
        while let bytes = try channel.readOutbound(as: ByteBuffer.self) { text += String(buffer: bytes) }
        return text
    }

    @Test func aPhoneIsUpgradedAndAnswered() throws {
        let channel = try Self.connection()
        try channel.writeInbound(Self.request("Sec-WebSocket-Protocol: sip\r\n"))
        let answer = try Self.sent(channel)
        #expect(answer.hasPrefix("HTTP/1.1 101 "))
        #expect(answer.lowercased().contains("sec-websocket-protocol: sip\r\n"))
        #expect(answer.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="))
        try channel.writeInbound(Self.frame(StreamHandlerTests.options))
        #expect(try Self.sent(channel).contains("SIP/2.0 483 Too Many Hops\r\n"))
    }

    @Test func anotherSubprotocolIsRefused() throws {
        let channel = try Self.connection()
        try channel.writeInbound(Self.request("Sec-WebSocket-Protocol: chat\r\n"))
        #expect(try Self.sent(channel).hasPrefix("HTTP/1.1 403 "))
        #expect(!channel.isActive)
    }

    @Test func aPageThatIsNotListedIsRefused() throws {
        let channel = try Self.connection(origins: ["https://phone.example"])
        try channel.writeInbound(Self.request("Sec-WebSocket-Protocol: sip\r\nOrigin: https://evil.example\r\n"))
        #expect(try Self.sent(channel).hasPrefix("HTTP/1.1 403 "))
        #expect(!channel.isActive)
    }

    @Test func plainHTTPGetsNothing() throws {
        let channel = try Self.connection()
        try channel.writeInbound(ByteBuffer(string: "GET / HTTP/1.1\r\nHost: sip.example.com\r\n\r\n"))
        #expect(try Self.sent(channel).hasPrefix("HTTP/1.1 403 "))
        #expect(!channel.isActive)
    }

    @Test func silenceInsteadOfARequestEndsTheConnection() throws {
        let channel = try Self.connection()
        channel.embeddedEventLoop.advanceTime(by: .seconds(Limits.handshakeSeconds))
        #expect(!channel.isActive)
    }

    @Test func anUpgradedConnectionMayBeSilentForLong() throws {
        let channel = try Self.connection()
        try channel.writeInbound(Self.request("Sec-WebSocket-Protocol: sip\r\n"))
        channel.embeddedEventLoop.advanceTime(by: .seconds(Limits.idleSeconds - 1))
        #expect(channel.isActive)
    }
}
