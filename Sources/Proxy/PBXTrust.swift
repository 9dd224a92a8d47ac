import Enforcement
import NIOCore
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

    /// Why there is no connection, in words, and what to do about it.
    static func reason(_ error: any Error, _ pbx: PBX?) -> String {
        if error as? NIOSSLExtraError == .failedToValidateHostname {
            let name = pbx.map { $0.name ?? $0.endpoint.host } ?? ""
            return "its certificate is not for `\(name)`; write the name that stands in it under `pbx`"
        }
        // BoringSSL says it in the text only.
        if "\(error)".contains("CERTIFICATE_VERIFY_FAILED") {
            return
                "its certificate has expired or its authority is not trusted; say under `tls` which `pbx-ca` to trust"
        }
        switch error {
        case is HandshakeGate.TimeoutError: return "it did not finish the handshake; is that its port for tls?"
        case ChannelError.eof, NIOSSLError.uncleanShutdown: return "it closed the connection; is that its port for tls?"
        default: return "\(error)"
        }
    }
}
