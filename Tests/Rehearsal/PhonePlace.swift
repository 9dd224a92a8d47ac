/// Where a phone stands, and what it shows there.
public struct PhonePlace: Sendable {
    /// Its own address; an IPv6 address without brackets.
    public var address: String
    /// What it shows when it is asked for a certificate by TLS.
    public var certificate: CertificateAuthority.Credential?
    /// What comes before its command, to run it in a network namespace.
    var prefix: [String] = []

    /// A place on this machine.
    public init(address: String = Ports.host, showing certificate: CertificateAuthority.Credential? = nil) {
        self.address = address
        self.certificate = certificate
    }
}
