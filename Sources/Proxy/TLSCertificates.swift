import NIOConcurrencyHelpers
import NIOSSL

/// The server's certificate and key, read from PEM files, and again when the operator says so. Connections that are open keep what they began with.
public final class TLSCertificates: Sendable {
    private let certificatePath: String
    private let keyPath: String
    private let current: NIOLockedValueBox<NIOSSLContext>

    /// Reads both files. Throws what NIOSSL says of them.
    public init(certificatePath: String, keyPath: String) throws {
        self.certificatePath = certificatePath
        self.keyPath = keyPath
        current = NIOLockedValueBox(try Self.context(certificatePath, keyPath))
    }

    /// Reads both files again; what was in use stays if they cannot be.
    public func reload() throws {
        let fresh = try Self.context(certificatePath, keyPath)
        current.withLockedValue { $0 = fresh }
    }

    /// What the next connection is served with.
    var context: NIOSSLContext { current.withLockedValue { $0 } }

    private static func context(_ certificatePath: String, _ keyPath: String) throws -> NIOSSLContext {
        let chain = try NIOSSLCertificate.fromPEMFile(certificatePath)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map(NIOSSLCertificateSource.certificate),
            privateKey: .privateKey(try NIOSSLPrivateKey(file: keyPath, format: .pem))
        )
        configuration.minimumTLSVersion = .tlsv12
        return try NIOSSLContext(configuration: configuration)
    }
}
