import Enforcement
import Foundation
import NIOCore
import NIOEmbedded
import NIOSSL
import Rehearsal
import Testing

@testable import Proxy

/// What we make of the certificate of a PBX that we connect to.
@Suite struct PBXTrustTests {
    /// The proxy that connects to a PBX by TLS, in memory.
    private final class Conversation {
        let proxy: EmbeddedChannel
        let worker: Worker
        let outcome: EventLoopFuture<Void>
        private let pbx: EmbeddedChannel
        private static let address = Endpoint(ipv4: 0xC000_020A, port: 5060, transport: .tls)

        init(_ shown: CertificateAuthority.Credential, trusting authorities: String, name: String? = "pbx.example")
            throws
        {
            let loop = EmbeddedEventLoop()
            worker = try TestWorker.make(loop: loop, connections: ConnectionTable())
            let promise = loop.makePromise(of: Void.self)
            outcome = promise.futureResult
            let handler = try PBXTrust(authorities: authorities).handler(for: PBX(Self.address, name: name))
            proxy = EmbeddedChannel(
                handlers: [
                    handler, HandshakeGate(promise), StreamHandler(worker: worker, transport: .tls, side: .pbx),
                ],
                loop: loop
            )
            proxy.remoteAddress = try SocketAddress(ipAddress: "192.0.2.10", port: 5060)
            let files = TLSCertificates.Files(certificate: shown.certificate, key: shown.key)
            pbx = EmbeddedChannel(
                handler: NIOSSLServerHandler(context: try TLSCertificates(files).context(for: .phone)),
                loop: loop
            )
        }

        func shakeHands() throws {
            for channel in [proxy, pbx] {
                try channel.connect(to: SocketAddress(ipAddress: "192.0.2.10", port: 5060)).wait()
            }
            for _ in 0..<32 {
                var count = 0
                for (from, to) in [(proxy, pbx), (pbx, proxy)] {
                    while let bytes = try? from.readOutbound(as: ByteBuffer.self) {
                        count += 1
                        _ = try? to.writeInbound(bytes)
                    }
                }
                if count == 0 { return }
            }
        }

        /// What an operator is told when it fails; nil when it does not.
        func reason(_ name: String? = "pbx.example") throws -> String? {
            try shakeHands()
            do {
                try outcome.wait()
                return nil
            } catch {
                return PBXTrust.reason(error, PBX(Self.address, name: name))
            }
        }

        var isOpen: Bool { proxy.isActive && worker.pbxes.connector.connections.channel(to: Self.address) != nil }
    }

    private let folder: CertificateFolder

    init() throws { folder = try CertificateFolder() }

    @Test func aCertificateForTheNameIsTaken() throws {
        let shown = try folder.authority.issue("pbx", ["DNS:pbx.example"])
        let conversation = try Conversation(shown, trusting: folder.authority.credential.certificate)
        #expect(try conversation.reason() == nil)
        #expect(conversation.isOpen)
    }

    @Test func aCertificateForTheAddressIsTakenWhereThereIsNoName() throws {
        let shown = try folder.authority.issue("pbx", ["IP:192.0.2.10"])
        let conversation = try Conversation(shown, trusting: folder.authority.credential.certificate, name: nil)
        #expect(try conversation.reason(nil) == nil)
        #expect(conversation.isOpen)
    }

    @Test func anotherNameIsToldSo() throws {
        let shown = try folder.authority.issue("pbx", ["DNS:other.example"])
        let conversation = try Conversation(shown, trusting: folder.authority.credential.certificate)
        #expect(try conversation.reason()?.hasPrefix("its certificate is not for `pbx.example`;") == true)
        #expect(!conversation.isOpen)
    }

    @Test func anotherAuthorityIsToldSo() throws {
        let other = try CertificateAuthority("other", in: folder.url)
        let shown = try other.issue("pbx", ["DNS:pbx.example"])
        let conversation = try Conversation(shown, trusting: folder.authority.credential.certificate)
        let reason = try #require(try conversation.reason())
        #expect(reason.hasPrefix("its certificate has expired or its authority is not trusted;"), "\(reason)")
        #expect(!conversation.isOpen)
    }

    @Test func nobodyIsConnectedBeforeTheHandshakeIsDone() throws {
        let shown = try folder.authority.issue("pbx", ["DNS:pbx.example"])
        let conversation = try Conversation(shown, trusting: folder.authority.credential.certificate)
        try conversation.proxy.connect(to: SocketAddress(ipAddress: "192.0.2.10", port: 5060)).wait()
        #expect(!conversation.isOpen)
        conversation.proxy.embeddedEventLoop.advanceTime(by: .seconds(Limits.handshakeSeconds))
        #expect(throws: HandshakeGate.TimeoutError.self) { try conversation.outcome.wait() }
        #expect(!conversation.proxy.isActive)
    }

    @Test func aPBXThatHangsUpIsToldSo() {
        let reason = PBXTrust.reason(ChannelError.eof, nil)
        #expect(reason == "it closed the connection; is that its port for tls?")
    }
}
