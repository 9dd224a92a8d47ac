import AccessPolicy
import Enforcement
import Logging
import NIOCore
import NIOEmbedded
import Testing

@testable import Proxy

@Suite struct StreamHandlerTests {
    static let options = ByteBuffer(
        string: """
            OPTIONS sip:a@example.com SIP/2.0\r\nVia: SIP/2.0/TCP 192.0.2.7:40000;branch=z9hG4bK1\r\n\
            Max-Forwards: 0\r\nFrom: <sip:b@example.com>;tag=1\r\nTo: <sip:a@example.com>\r\nCall-ID: c1\r\n\
            CSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n
            """
    )

    /// A connection whose worker judges by a real pipeline; with Max-Forwards 0 it answers 483 on the same connection.
    static func connection(from port: Int = 40_000, connections: ConnectionTable = ConnectionTable()) throws
        -> (channel: EmbeddedChannel, connections: ConnectionTable)
    {
        let loop = EmbeddedEventLoop()
        let worker = try TestWorker.make(loop: loop, connections: connections)
        let channel = EmbeddedChannel(handler: StreamHandler(worker: worker, transport: .tcp), loop: loop)
        channel.remoteAddress = try SocketAddress(ipAddress: "192.0.2.7", port: port)
        try channel.connect(to: SocketAddress(ipAddress: "192.0.2.7", port: port)).wait()
        return (channel, connections)
    }

    @Test func aMessageIsAnsweredOnItsConnection() throws {
        let (channel, _) = try Self.connection()
        try channel.writeInbound(Self.options)
        let answer = try #require(try channel.readOutbound(as: ByteBuffer.self))
        #expect(String(buffer: answer).hasPrefix("SIP/2.0 483 Too Many Hops\r\n"))
    }

    @Test func aMessageInPiecesIsOneMessage() throws {
        let (channel, _) = try Self.connection()
        var rest = Self.options
        while let byte = rest.readSlice(length: 1) { try channel.writeInbound(byte) }
        #expect(try channel.readOutbound(as: ByteBuffer.self) != nil)
        #expect(try channel.readOutbound(as: ByteBuffer.self) == nil)
    }

    @Test func aPingIsAnsweredWithAPong() throws {
        let (channel, _) = try Self.connection()
        try channel.writeInbound(ByteBuffer(string: "\r\n\r\n"))
        #expect(try channel.readOutbound(as: ByteBuffer.self) == ByteBuffer(string: "\r\n"))
    }

    @Test func manyPingsOfOneReadAreOneAnswer() throws {
        let (channel, _) = try Self.connection()
        try channel.writeInbound(ByteBuffer(string: String(repeating: "\r\n\r\n", count: 100)))
        let answer = try channel.readOutbound(as: ByteBuffer.self)
        #expect(answer == ByteBuffer(string: String(repeating: "\r\n", count: 100)))
        #expect(try channel.readOutbound(as: ByteBuffer.self) == nil)
    }

    @Test func whoPingsAndNeverReadsIsGone() throws {
        let (channel, connections) = try Self.connection()
        channel.isWritable = false
        try channel.writeInbound(ByteBuffer(string: "\r\n\r\n"))
        #expect(!channel.isActive)
        #expect(connections.count == 0)
    }

    @Test func aPingInTwoPiecesIsNoMessageThatIsLate() throws {
        let (channel, _) = try Self.connection()
        for _ in 0..<2 { try channel.writeInbound(ByteBuffer(string: "\r\n")) }
        #expect(try channel.readOutbound(as: ByteBuffer.self) == ByteBuffer(string: "\r\n"))
        channel.embeddedEventLoop.advanceTime(by: .seconds(Limits.messageSeconds + 1))
        #expect(channel.isActive)
    }

    @Test func aStreamThatCannotBeFollowedIsClosed() throws {
        let (channel, connections) = try Self.connection()
        try channel.writeInbound(ByteBuffer(string: "OPTIONS sip:a SIP/2.0\r\nContent-Length: 1, 2\r\n\r\n"))
        #expect(!channel.isActive)
        #expect(connections.count == 0)
    }

    @Test func aMessageThatIsNotWholeInTimeEndsTheConnection() throws {
        let (channel, _) = try Self.connection()
        try channel.writeInbound(ByteBuffer(string: "OPTIONS sip:a SIP/2.0\r\n"))
        channel.embeddedEventLoop.advanceTime(by: .seconds(Limits.messageSeconds - 1))
        #expect(channel.isActive)
        try channel.writeInbound(ByteBuffer(string: "Via"))
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    @Test func aSilentConnectionEndsAfterAWhile() throws {
        let (channel, _) = try Self.connection()
        channel.embeddedEventLoop.advanceTime(by: .seconds(Limits.idleSeconds - 1))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    @Test func oneSourceMayHoldSoManyConnections() throws {
        let connections = ConnectionTable()
        for port in 0..<Limits.connectionsPerSourceMax {
            #expect(try Self.connection(from: 20_000 + port, connections: connections).channel.isActive)
        }
        #expect(try !Self.connection(from: 30_000, connections: connections).channel.isActive)
        #expect(connections.count == Limits.connectionsPerSourceMax)
    }

    @Test func aClosedConnectionMakesRoom() throws {
        let connections = ConnectionTable()
        let channel = try Self.connection(connections: connections).channel
        #expect(connections.count == 1)
        _ = try channel.finish()
        #expect(connections.count == 0)
    }
}
