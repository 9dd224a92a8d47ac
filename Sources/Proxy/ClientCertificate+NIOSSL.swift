import Enforcement
import NIOSSL

extension ClientCertificate {
    /// What a certificate says that the handshake has verified.
    ///
    /// Only a verified one may be asked for its end: NIOSSL stops the process where that is no time.
    init(_ certificate: NIOSSLCertificate) {
        let uris = certificate._subjectAlternativeNames().lazy.filter { $0.nameType == .uri }.map { Array($0.contents) }
        self.init(
            uris: Array(uris.prefix(Limits.certificateNamesMax)),
            until: Moment(unixSeconds: Int64(certificate.notValidAfter))
        )
    }
}
