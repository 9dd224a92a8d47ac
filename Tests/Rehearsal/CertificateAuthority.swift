import Foundation

/// An authority of a test's own, good for a day, by openssl.
public struct CertificateAuthority: Sendable {
    /// A certificate and its key, as PEM files.
    public struct Credential: Sendable {
        /// Where the certificate is.
        public let certificate: String
        /// Where its key is.
        public let key: String

        /// Files that are there.
        public init(certificate: String, key: String) {
            self.certificate = certificate
            self.key = key
        }
    }

    /// The authority itself.
    public let credential: Credential
    private let directory: URL

    /// Makes an authority, whose files lie in a directory that is there.
    public init(_ name: String = "authority", in directory: URL) throws {
        self.directory = directory
        credential = Self.files(name, in: directory)
        try Self.openssl(
            ["req", "-x509", "-days", "1", "-subj", "/CN=\(name)"] + Self.fresh(credential.key)
                + ["-out", credential.certificate]
        )
    }

    /// A certificate with these subjectAltNames, each as `URI:…`, `DNS:…` or `email:…`; expired when the days are negative, good for
    /// everything unless its use is said (`serverAuth`).
    public func issue(_ name: String, _ names: [String], days: Int = 1, use: String? = nil) throws -> Credential {
        let made = Self.files(name, in: directory)
        let request = directory.appending(path: "\(name).csr").path
        try Self.openssl(
            ["req", "-subj", "/CN=\(name)", "-addext", "subjectAltName=" + names.joined(separator: ",")]
                + (use.map { ["-addext", "extendedKeyUsage=\($0)"] } ?? []) + Self.fresh(made.key) + ["-out", request]
        )
        try Self.openssl([
            "x509", "-req", "-in", request, "-copy_extensions", "copy", "-days", "\(days)", "-out", made.certificate,
            "-CA", credential.certificate, "-CAkey", credential.key, "-CAcreateserial",
        ])
        return made
    }

    private static func files(_ name: String, in directory: URL) -> Credential {
        Credential(
            certificate: directory.appending(path: "\(name).pem").path,
            key: directory.appending(path: "\(name).key").path
        )
    }

    private static func fresh(_ key: String) -> [String] {
        ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key]
    }

    private static func openssl(_ arguments: [String]) throws {
        let program = try Place.program(
            "openssl",
            ["/usr/bin/openssl", "/usr/local/bin/openssl"],
            remedy: "run `make deps`"
        )
        guard try Spawn(executable: program, arguments: arguments).status() == 0 else {
            throw RehearsalError.refused(what: "openssl \(arguments.joined(separator: " "))")
        }
    }
}
