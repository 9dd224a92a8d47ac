import Enforcement
import NIOConcurrencyHelpers
import NIOSSL

/// The server's certificate and key, and whose client certificates count, read from PEM files, and again when the operator says so.
/// Connections that are open keep what they began with.
public final class TLSCertificates: Sendable {
    /// Paths of PEM files.
    public struct Files: Sendable, Equatable {
        /// The server's certificate, and those between it and its root.
        public var certificate: String
        /// Its private key.
        public var key: String
        /// The authorities that sign the certificates of phones; without one no phone is asked for a certificate.
        public var clientAuthorities: String?

        /// Paths.
        public init(certificate: String, key: String, clientAuthorities: String? = nil) {
            self.certificate = certificate
            self.key = key
            self.clientAuthorities = clientAuthorities
        }
    }

    private let files: Files
    private let current: NIOLockedValueBox<Contexts>

    /// The server's certificate with those up to its root, and its key.
    public typealias Served = (chain: [NIOSSLCertificateSource], key: NIOSSLPrivateKeySource)

    private struct Contexts {
        let served: Served
        let phone: NIOSSLContext
        let pbx: NIOSSLContext
    }

    /// Reads the files. Throws what NIOSSL says of them.
    public init(_ files: Files) throws {
        self.files = files
        current = NIOLockedValueBox(try Self.contexts(files))
    }

    /// Reads the files again; what was in use stays if they cannot be.
    public func reload() throws {
        let fresh = try Self.contexts(files)
        current.withLockedValue { $0 = fresh }
    }

    /// What the next connection to another server of this process is served with.
    public var served: Served { current.withLockedValue { $0.served } }

    /// What the next connection to that side is served with. Only phones are asked for certificates: a PBX is known by its address.
    func context(for side: Side) -> NIOSSLContext {
        current.withLockedValue { contexts in
            switch side {
            case .phone: contexts.phone
            case .pbx: contexts.pbx
            }
        }
    }

    private static func contexts(_ files: Files) throws -> Contexts {
        let served: Served = (
            chain: try NIOSSLCertificate.fromPEMFile(files.certificate).map(NIOSSLCertificateSource.certificate),
            key: .privateKey(try NIOSSLPrivateKey(file: files.key, format: .pem))
        )
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: served.chain,
            privateKey: served.key
        )
        configuration.minimumTLSVersion = .tlsv12
        let pbx = try NIOSSLContext(configuration: configuration)
        guard let path = files.clientAuthorities else { return Contexts(served: served, phone: pbx, pbx: pbx) }
        // A certificate that is shown must be good; none is good too. The system's authorities count for nothing here.
        configuration.certificateVerification = .optionalVerification
        configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(path))
        // Browsers ask their user which certificate to show, unless they know that none of theirs will do.
        configuration.sendCANameList = true
        return Contexts(served: served, phone: try NIOSSLContext(configuration: configuration), pbx: pbx)
    }
}
