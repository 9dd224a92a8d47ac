import Enforcement
import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import NIOSSL

/// Connections with the PBXes: those that we open, kept and used again for all that goes there, and those that they open to `pbx-listen`.
final class PBXConnector: Sendable {
    private struct Waiting {
        var messages: [ByteBuffer] = []
        var outcome: [EventLoopPromise<Bool>] = []
    }

    /// What serves a connection, made on its event loop.
    typealias Serve = @Sendable (any Channel, Endpoint) -> EventLoopFuture<Void>

    let connections = ConnectionTable(perSourceMax: Limits.connectionsMax)
    private let waiting = NIOLockedValueBox<[Endpoint: Waiting]>([:])
    private let directory: PBXDirectory
    private let trust: PBXTrust?
    private let logger: Logger
    /// Why each PBX could not be reached by TLS when that was last tried, so that it is said once.
    private let refused = NIOLockedValueBox<[Endpoint: String]>([:])

    /// - Parameter trust: what a PBX must show over TLS; without it no TLS connection can be opened.
    init(directory: PBXDirectory, trust: PBXTrust?, logger: Logger) {
        self.directory = directory
        self.trust = trust
        self.logger = logger
    }

    /// Why PBXes cannot be reached by TLS, in words; only those that cannot.
    var problems: [Endpoint: String] { refused.withLockedValue { $0 } }

    /// Sends on the connection that there is, or on a new one. `undeliverable` is called with what could not be sent.
    func send(
        _ bytes: ByteBuffer,
        to remote: Endpoint,
        on loop: any EventLoop,
        serve: @escaping Serve,
        undeliverable: @escaping @Sendable (ByteBuffer) -> Void
    ) {
        if let channel = connections.channel(to: remote) {
            guard channel.isWritable else { return undeliverable(bytes) }
            channel.writeAndFlush(bytes, promise: nil)
            return
        }
        // A connection that the PBX opened is gone: what was for it goes to where that PBX listens (RFC 3261 §18.2.2).
        guard let target = listening(remote) else { return undeliverable(bytes) }
        if target != remote, let channel = connections.channel(to: target), channel.isWritable {
            channel.writeAndFlush(bytes, promise: nil)
            return
        }
        connect(to: target, carrying: bytes, on: loop, serve: serve).whenComplete { result in
            if case .success(true) = result { return }
            undeliverable(bytes)
        }
    }

    /// Whether there is, or can be, a connection to that address. At most one is being opened at a time.
    func connect(
        to target: Endpoint,
        carrying bytes: ByteBuffer? = nil,
        on loop: any EventLoop,
        serve: @escaping Serve
    ) -> EventLoopFuture<Bool> {
        if connections.channel(to: target) != nil, bytes == nil { return loop.makeSucceededFuture(true) }
        let promise = loop.makePromise(of: Bool.self)
        let state = waiting.withLockedValue { waiting -> (isFirst: Bool, isFull: Bool) in
            let isFirst = waiting[target] == nil
            var entry = waiting[target] ?? Waiting()
            guard entry.messages.count < Limits.waitingForPBXMax else { return (false, true) }
            if let bytes { entry.messages.append(bytes) }
            entry.outcome.append(promise)
            waiting[target] = entry
            return (isFirst, false)
        }
        if state.isFull { promise.succeed(false) }
        if state.isFirst { open(target, on: loop, serve: serve) }
        return promise.futureResult
    }

    private func open(_ target: Endpoint, on loop: any EventLoop, serve: @escaping Serve) {
        // Messages wait for the handshake too: one that fails must not swallow them.
        let secured = loop.makePromise(of: Void.self)
        if target.transport != .tls { secured.succeed() }
        ClientBootstrap(group: loop)
            .connectTimeout(.seconds(Limits.connectSeconds))
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelOption(
                .writeBufferWaterMark,
                value: .init(low: Limits.sendBacklogBytes.low, high: Limits.sendBacklogBytes.high)
            )
            .channelInitializer { [trust, directory] channel in
                guard target.transport == .tls else { return serve(channel, target) }
                return channel.eventLoop.makeCompletedFuture {
                    guard let trust else { throw PBXTrust.NoneError() }
                    let security = try trust.handler(for: directory.current.member(at: target))
                    try channel.pipeline.syncOperations.addHandlers(security, HandshakeGate(secured))
                }.flatMap { serve(channel, target) }
            }
            .connect(to: target.socketAddress)
            .flatMap { channel in secured.futureResult.map { channel } }
            .whenComplete { result in
                let entry = self.waiting.withLockedValue { $0.removeValue(forKey: target) } ?? Waiting()
                switch result {
                case .success(let channel):
                    for message in entry.messages { channel.write(message, promise: nil) }
                    channel.flush()
                    for promise in entry.outcome { promise.succeed(true) }
                    self.note(target, nil)
                case .failure(let error):
                    secured.fail(error)
                    for promise in entry.outcome { promise.succeed(false) }
                    self.note(target, error)
                }
            }
    }

    /// Tells the operator that a PBX cannot be reached by TLS, and why, when that is news.
    private func note(_ target: Endpoint, _ error: (any Error)?) {
        guard target.transport == .tls else { return }
        let members = directory.current.members
        let reason = error.map { PBXTrust.reason($0, directory.current.member(at: target)) }
        let before = refused.withLockedValue { refused -> String? in
            refused = refused.filter { refused in members.contains { $0.endpoint == refused.key } }
            defer { refused[target] = reason }
            return refused[target]
        }
        guard before != reason else { return }
        if let reason {
            let metadata: Logger.Metadata = ["pbx": "\(target.text)", "reason": "\(reason)"]
            logger.error("the pbx cannot be reached by tls", metadata: metadata)
        } else {
            logger.notice("the pbx can be reached by tls again", metadata: ["pbx": "\(target.text)"])
        }
    }

    private func listening(_ remote: Endpoint) -> Endpoint? {
        guard let pbx = directory.current.member(at: remote) else { return nil }
        if pbx.endpoint.transport.isReliable { return pbx.endpoint }
        return pbx.isAt(remote) ? remote : pbx.endpoint.by(remote.transport)
    }
}
