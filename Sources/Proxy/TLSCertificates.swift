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

    private struct Contexts {
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
        let chain = try NIOSSLCertificate.fromPEMFile(files.certificate)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map(NIOSSLCertificateSource.certificate),
            privateKey: .privateKey(try NIOSSLPrivateKey(file: files.key, format: .pem))
        )
        configuration.minimumTLSVersion = .tlsv12
        let pbx = try NIOSSLContext(configuration: configuration)
        guard let path = files.clientAuthorities else { return Contexts(phone: pbx, pbx: pbx) }
        // A certificate that is shown must be good; none is good too. The system's authorities count for nothing here.
        configuration.certificateVerification = .optionalVerification
        configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(path))
        // Browsers ask their user which certificate to show, unless they know that none of theirs will do.
        configuration.sendCANameList = true
        return Contexts(phone: try NIOSSLContext(configuration: configuration), pbx: pbx)
    }
}
