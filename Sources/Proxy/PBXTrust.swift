import Enforcement
import NIOSSL

/// What a PBX must show when we connect to it by TLS: a certificate for the host that the configuration names, from an authority that is trusted.
public struct PBXTrust: Sendable {
    /// Nothing was configured to trust.
    struct NoneError: Error {}

    private let context: NIOSSLContext

    /// - Parameter authorities: a PEM file of certificates; the system's when nil. Throws what NIOSSL says of it.
    public init(authorities: String?) throws {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        if let authorities { configuration.trustRoots = .file(authorities) }
        context = try NIOSSLContext(configuration: configuration)
    }

    /// A TLS client for that PBX. Without a name the certificate must hold its address.
    func handler(for pbx: PBX?) throws -> NIOSSLClientHandler {
        try NIOSSLClientHandler(context: context, serverHostname: pbx?.name)
    }
}
