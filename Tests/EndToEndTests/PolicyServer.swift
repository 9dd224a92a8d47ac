import Crypto
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

@testable import earshot

/// A web server on loopback that has a policy and its signature.
struct PolicyServer {
    private let shelf = Shelf()
    private let channel: any Channel
    private let port: Int
    /// What signs, if no other key is named.
    let key = Curve25519.Signing.PrivateKey()

    init() async throws {
        let shelf = shelf
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.pipeline.configureHTTPServerPipeline().flatMapThrowing {
                    try channel.pipeline.syncOperations.addHandler(ShelfHandler(shelf))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
    }

    var url: URL { at("/policy.yaml") }

    func at(_ path: String) -> URL {
        URL(string: "http://127.0.0.1:\(port)\(path)") ?? URL(filePath: "/")
    }

    /// Path and status of every answer since the last call.
    func answers() -> [String] { shelf.takeAnswers() }

    /// Puts a policy there, signed.
    func put(_ policy: String, serial: UInt64, by key: Curve25519.Signing.PrivateKey? = nil) throws {
        let body = Data(policy.utf8)
        let signature = try PolicySignature(of: body, serial: serial, by: key ?? self.key)
        put(Shelf.Page(body: Data(signature.text.utf8)), at: "/policy.yaml.sig")
        put(Shelf.Page(body: body, tag: "\"\(policy.hashValue)\""), at: "/policy.yaml")
    }

    func put(_ page: Shelf.Page, at path: String) { shelf.put(page, at: path) }

    /// Ends every connection without an answer, until it is there again.
    func isAway(_ isAway: Bool) { shelf.isAway(isAway) }

    func close() async throws { try await channel.close() }
}

/// What a server has at its paths, and what it has answered.
final class Shelf: Sendable {
    struct Page {
        var body = Data()
        var tag: String?
        /// Where it sends those who ask, if anywhere.
        var location: String?
    }

    private struct State {
        var pages: [String: Page] = [:]
        var isAway = false
        var answers: [String] = []
    }

    private let state = Mutex(State())

    func put(_ page: Page, at path: String) { state.withLock { $0.pages[path] = page } }

    func isAway(_ isAway: Bool) { state.withLock { $0.isAway = isAway } }

    func takeAnswers() -> [String] {
        state.withLock { state in
            defer { state.answers = [] }
            return state.answers
        }
    }

    /// Nil for none.
    fileprivate func answer(_ head: HTTPRequestHead) -> (HTTPResponseStatus, Page)? {
        state.withLock { state in
            guard !state.isAway else { return nil }
            let page = state.pages[head.uri]
            let status: HTTPResponseStatus
            if page?.location != nil {
                status = .found
            } else if let tag = page?.tag, head.headers.first(name: "If-None-Match") == tag {
                status = .notModified
            } else {
                status = page == nil ? .notFound : .ok
            }
            state.answers.append("\(head.uri) \(status.code)")
            return (status, page ?? Page())
        }
    }
}

private final class ShelfHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let shelf: Shelf

    init(_ shelf: Shelf) { self.shelf = shelf }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(let request) = unwrapInboundIn(data) else { return }
        guard let (status, page) = shelf.answer(request) else { return context.close(promise: nil) }
        let body = status == .ok ? page.body : Data()
        var head = HTTPResponseHead(version: request.version, status: status)
        if status != .notModified { head.headers.add(name: "Content-Length", value: "\(body.count)") }
        if let tag = page.tag { head.headers.add(name: "ETag", value: tag) }
        if let location = page.location { head.headers.add(name: "Location", value: location) }
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}
