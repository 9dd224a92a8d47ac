import Enforcement
import Foundation
import NIOCore
import NIOEmbedded
import NIOSSL
import Rehearsal
import TestFolder

@testable import Proxy

/// A phone and the proxy that speak TLS with each other in memory.
final class TLSConversation {
    let phone: EmbeddedChannel
    let proxy: EmbeddedChannel
    let connections = ConnectionTable()
    let worker: Worker

    /// Connects and shakes hands, as far as that goes.
    init(
        _ certificates: TLSCertificates,
        showing credential: CertificateAuthority.Credential?,
        servedAs side: Side = .phone
    ) throws {
        let loop = EmbeddedEventLoop()
        worker = try TestWorker.make(loop: loop, connections: connections)
        proxy = EmbeddedChannel(
            handlers: [
                NIOSSLServerHandler(context: certificates.context(for: side)),
                StreamHandler(worker: worker, transport: .tls),
            ],
            loop: loop
        )
        let address = try SocketAddress(ipAddress: "192.0.2.7", port: 40_000)
        proxy.remoteAddress = address
        phone = EmbeddedChannel(
            handler: try NIOSSLClientHandler(context: try Self.context(showing: credential), serverHostname: nil)
        )
        try proxy.connect(to: address).wait()
        try phone.connect(to: SocketAddress(ipAddress: "192.0.2.1", port: 5061)).wait()
        talk()
    }

    /// The phone says goodbye and hangs up.
    func hangUp() {
        phone.close(promise: nil)
        talk()
    }

    /// Carries bytes from one to the other until neither has more to say. Where one has hung up, the rest is lost, as on the wire.
    func talk() {
        for _ in 0..<32 {
            let said = [(phone, proxy), (proxy, phone)].map { from, to in
                var count = 0
                while let bytes = try? from.readOutbound(as: ByteBuffer.self) {
                    count += 1
                    _ = try? to.writeInbound(bytes)
                }
                return count
            }
            if said == [0, 0] { return }
        }
    }

    /// What the proxy keeps of the phone's certificate.
    var certificate: ClientCertificate? { connections.certificate(at: Self.remote) }

    static let remote = Endpoint(ipv4: 0xC000_0207, port: 40_000, transport: .tls)

    private static func context(showing credential: CertificateAuthority.Credential?) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = .none
        if let credential {
            configuration.certificateChain = try NIOSSLCertificate.fromPEMFile(credential.certificate)
                .map(NIOSSLCertificateSource.certificate)
            configuration.privateKey = .privateKey(try NIOSSLPrivateKey(file: credential.key, format: .pem))
        }
        return try NIOSSLContext(configuration: configuration)
    }
}

/// A directory with the certificates of one test, gone with it.
final class CertificateFolder {
    private let folder = TestFolder()
    var url: URL { folder.url }
    /// Who signs the phones' certificates.
    let authority: CertificateAuthority
    /// What the proxy serves with.
    let files: TLSCertificates.Files

    init() throws {
        authority = try CertificateAuthority(in: folder.url)
        let server = try authority.issue("server", ["DNS:earshot.example"])
        files = TLSCertificates.Files(
            certificate: server.certificate,
            key: server.key,
            clientAuthorities: authority.credential.certificate
        )
    }

    /// Puts what another file holds in the place of the authorities.
    func replaceAuthorities(by data: Data) throws {
        try data.write(to: url.appending(path: "authority.pem"))
    }
}
