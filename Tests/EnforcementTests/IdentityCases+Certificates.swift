@testable import Enforcement

extension IdentityCases {
    static let tls: [IdentityCase] = [
        IdentityCase("right person", [.tls], .certified, "known by tls"),
        IdentityCase("right person, by WebSocket", [.tls], .certifiedBrowser, "known by tls"),
        IdentityCase("right person, answering the PBX's challenge", [.tls], .certified, "known by tls") {
            $0.headers = [pbxCredential("101")]
        },
        IdentityCase("wrong From", [.tls], .certified, "403 from-is-not-the-certificate") { $0.from = "102" },
        IdentityCase("another name of the same person in From", [.tls], .certified, "403 from-is-not-the-certificate") {
            $0.from = "alice"
        },
        IdentityCase("wrong credential user", [.tls], .certified, "403 credentials-of-another") {
            $0.headers = [pbxCredential("102")]
        },
        IdentityCase("two Authorization headers, one of another", [.tls], .certified, "403 credentials-of-another") {
            $0.headers = [pbxCredential("101"), pbxCredential("102")]
        },
        IdentityCase("a credential that cannot be read", [.tls], .certified, "403 credentials-of-another") {
            $0.headers = ["Authorization: Digest username=\"101\", username=\"102\""]
        },
        IdentityCase("the same user of another domain", [.tls], .elsewhere, "403 from-is-not-the-certificate"),
        IdentityCase("two names, the first", [.tls], .certifiedTwice, "known by tls"),
        IdentityCase("two names, the second", [.tls], .certifiedTwice, "known by tls") { $0.from = "103" },
        IdentityCase("two names, neither", [.tls], .certifiedTwice, "403 from-is-not-the-certificate") {
            $0.from = "102"
        },
        IdentityCase("two names, credentials of the other", [.tls], .certifiedTwice, "403 credentials-of-another") {
            $0.headers = [pbxCredential("103")]
        },
        IdentityCase("names no person", [.tls], .certifiedHost, "403 certificate-names-nobody"),
        IdentityCase("ended while the connection was open", [.tls], .certifiedOnce, "403 certificate-expired"),
        IdentityCase("registered as another over the connection", [.tls], .certifiedAsBob, "403 from-is-not-the-flow"),
        IdentityCase("no certificate", [.tls], .overTLS, "403 no-client-certificate"),
        IdentityCase("no certificate can be shown over UDP", [.tls], .ownPhone, "403 no-client-certificate"),
        IdentityCase("PAI from a phone", [.tls], .certified, "403 from-is-not-the-certificate") {
            $0.from = "102"
            $0.headers = ["P-Asserted-Identity: <sip:101@example.com>"]
        },
    ]
}
