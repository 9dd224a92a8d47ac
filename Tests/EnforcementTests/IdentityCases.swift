@testable import Enforcement

/// The identity matrix.
enum IdentityCases {
    static func pbxCredential(_ user: String, header: String = "Authorization") -> String {
        "\(header): Digest username=\"\(user)\", realm=\"pbx\", nonce=\"abc\", uri=\"sip:102@example.com\", response=\"00\""
    }

    static let all = registration + digest + digestFlaws + peer + tls + order + inDialog + listening

    static let registration: [IdentityCase] = [
        IdentityCase("right person", [.registration], .ownPhone, "known by registration"),
        IdentityCase("right person, answering the PBX's challenge", [.registration], .ownPhone, "known by registration")
        {
            $0.headers = [pbxCredential("101")]
        },
        IdentityCase("wrong From", [.registration], .ownPhone, "403 from-is-not-the-flow") { $0.from = "102" },
        IdentityCase("wrong credential user", [.registration], .ownPhone, "403 credentials-of-another") {
            $0.headers = [pbxCredential("102")]
        },
        IdentityCase(
            "two Authorization headers, one of another",
            [.registration],
            .ownPhone,
            "403 credentials-of-another"
        ) {
            $0.headers = [pbxCredential("101"), pbxCredential("102")]
        },
        IdentityCase("a credential that cannot be read", [.registration], .ownPhone, "403 credentials-of-another") {
            $0.headers = ["Authorization: Digest username=\"101\", username=\"102\""]
        },
        IdentityCase("expired binding", [.registration], .expired, "403 flow-not-registered"),
        IdentityCase("reused port", [.registration], .reused, "403 from-is-not-the-flow"),
        IdentityCase("PAI from a phone", [.registration], .ownPhone, "403 from-is-not-the-flow") {
            $0.from = "102"
            $0.headers = ["P-Asserted-Identity: <sip:102@example.com>"]
        },
        IdentityCase("PAI from an unregistered phone", [.registration], .unbound, "403 flow-not-registered") {
            $0.headers = ["P-Asserted-Identity: <sip:101@example.com>"]
        },
        IdentityCase(
            "PAI from a listed server, method not configured",
            [.registration],
            .peer,
            "403 flow-not-registered"
        ) {
            $0.headers = ["P-Asserted-Identity: <sip:101@example.com>"]
        },
    ]

    static let digest: [IdentityCase] = [
        IdentityCase("no credentials", [.digest], .unbound, "407 digest-challenge"),
        IdentityCase("right person", [.digest], .unbound, "known by digest") { $0.answers = [IdentityAnswer()] },
        IdentityCase("right person with MD5", [.digest], .unbound, "known by digest") {
            $0.answers = [IdentityAnswer(algorithm: .md5)]
        },
        IdentityCase("right person under another name", [.digest], .unbound, "known by digest") {
            $0.from = "alice"
            $0.answers = [IdentityAnswer()]
        },
        IdentityCase("right person on a registered flow", [.digest], .ownPhone, "known by digest") {
            $0.answers = [IdentityAnswer()]
        },
        IdentityCase("right person, with the PBX's credentials too", [.digest], .unbound, "known by digest") {
            $0.answers = [IdentityAnswer()]
            $0.headers = [pbxCredential("101", header: "Proxy-Authorization")]
        },
        IdentityCase("wrong From", [.digest], .unbound, "403 credentials-of-another") {
            $0.from = "102"
            $0.answers = [IdentityAnswer()]
        },
        IdentityCase("wrong From on a registered flow", [.digest], .ownPhone, "403 from-is-not-the-flow") {
            $0.from = "102"
            $0.answers = [IdentityAnswer(user: "102")]
        },
        IdentityCase("wrong credential user", [.digest], .unbound, "403 credentials-of-another") {
            $0.answers = [IdentityAnswer(user: "102")]
        },
        IdentityCase("wrong credential user for the PBX", [.digest], .unbound, "403 credentials-of-another") {
            $0.answers = [IdentityAnswer()]
            $0.headers = [pbxCredential("102")]
        },
        IdentityCase("two credentials for our realm", [.digest], .unbound, "403 digest-twice") {
            $0.answers = [IdentityAnswer(), IdentityAnswer(algorithm: .md5)]
        },
        IdentityCase("two credentials, one of another", [.digest], .unbound, "403 credentials-of-another") {
            $0.answers = [IdentityAnswer(), IdentityAnswer(user: "102")]
        },
        IdentityCase("wrong password", [.digest], .unbound, "403 digest-wrong") {
            $0.answers = [IdentityAnswer(password: "guess")]
        },
        IdentityCase("a user without a secret", [.digest], .unbound, "403 digest-wrong") {
            $0.answers = [IdentityAnswer(user: "alice")]
        },
        IdentityCase("expired binding", [.digest], .expired, "known by digest") { $0.answers = [IdentityAnswer()] },
        IdentityCase("reused port", [.digest], .reused, "403 from-is-not-the-flow") { $0.answers = [IdentityAnswer()] },
        IdentityCase("PAI from a phone", [.digest], .unbound, "407 digest-challenge") {
            $0.headers = ["P-Asserted-Identity: <sip:101@example.com>"]
        },
        IdentityCase("CANCEL is never challenged", [.digest], .unbound, "forwarded, unknown") { $0.wish = .cancel },
    ]

    static let digestFlaws: [IdentityCase] = [
        IdentityCase("stale nonce", [.digest], .unbound, "407 digest-stale") {
            $0.answers = [IdentityAnswer(nonce: .old)]
        },
        IdentityCase("stale nonce, wrong password", [.digest], .unbound, "403 digest-wrong") {
            $0.answers = [IdentityAnswer(password: "guess", nonce: .old)]
        },
        IdentityCase("replayed from another flow", [.digest], .unbound, "407 digest-challenge") {
            $0.answers = [IdentityAnswer(nonce: .ofAnotherFlow)]
        },
        IdentityCase("replayed from another call", [.digest], .unbound, "407 digest-challenge") {
            $0.answers = [IdentityAnswer(nonce: .ofAnotherCall)]
        },
        IdentityCase("nonce that is not ours", [.digest], .unbound, "407 digest-challenge") {
            $0.answers = [IdentityAnswer(nonce: .madeUp)]
        },
        IdentityCase("no qop", [.digest], .unbound, "403 digest-qop") { $0.answers = [IdentityAnswer(qop: nil)] },
        IdentityCase("wrong qop", [.digest], .unbound, "403 digest-qop") {
            $0.answers = [IdentityAnswer(qop: "auth-int")]
        },
        IdentityCase("wrong nc", [.digest], .unbound, "403 digest-nc") { $0.answers = [IdentityAnswer(count: "1")] },
        IdentityCase("answer for another Request-URI", [.digest], .unbound, "403 digest-uri") {
            $0.answers = [IdentityAnswer(uri: "sip:103@example.com")]
        },
    ]

    static let peer: [IdentityCase] = [
        IdentityCase("right person by PAI", [.peer], .peer, "known by peer") {
            $0.from = "anonymous"
            $0.headers = ["P-Asserted-Identity: \"Alice\" <sip:101@example.com>"]
        },
        IdentityCase("right person by From", [.peer], .peer, "known by peer"),
        IdentityCase("PAI and From differ: PAI counts", [.peer], .peer, "known by peer") {
            $0.from = "102"
            $0.headers = ["P-Asserted-Identity: <sip:101@example.com>"]
        },
        IdentityCase("PAI with a telephone number beside it", [.peer], .peer, "known by peer") {
            $0.headers = ["P-Asserted-Identity: <sip:101@example.com>, <tel:+15550100>"]
        },
        IdentityCase("two SIP identities", [.peer], .peer, "403 asserted-identity") {
            $0.headers = ["P-Asserted-Identity: <sip:101@example.com>", "P-Asserted-Identity: <sip:103@example.com>"]
        },
        IdentityCase("PAI with a telephone number only", [.peer], .peer, "403 asserted-identity") {
            $0.headers = ["P-Asserted-Identity: <tel:+15550100>"]
        },
        IdentityCase("PAI of a domain that is not ours", [.peer], .peer, "403 asserted-unknown-domain") {
            $0.headers = ["P-Asserted-Identity: <sip:101@example.org>"]
        },
        IdentityCase("credentials of the server itself", [.peer], .peer, "known by peer") {
            $0.headers = [pbxCredential("trunk-7")]
        },
        IdentityCase("wrong credential user", [.peer], .peer, "403 credentials-of-another") {
            $0.headers = [pbxCredential("102")]
        },
        IdentityCase("PAI from a server that is not listed", [.peer], .unlisted, "403 not-a-peer") {
            $0.headers = ["P-Asserted-Identity: <sip:101@example.com>"]
        },
        IdentityCase("PAI from a phone", [.peer], .ownPhone, "403 not-a-peer") {
            $0.headers = ["P-Asserted-Identity: <sip:101@example.com>"]
        },
    ]

    static let order: [IdentityCase] = [
        IdentityCase("registered, so not challenged", [.registration, .digest], .ownPhone, "known by registration"),
        IdentityCase("registered, so not challenged", [.digest, .registration], .ownPhone, "known by registration"),
        IdentityCase("not registered, so challenged", [.registration, .digest], .unbound, "407 digest-challenge"),
        IdentityCase("expired binding", [.registration, .digest], .expired, "407 digest-challenge"),
        IdentityCase("reused port: no challenge helps", [.registration, .digest], .reused, "403 from-is-not-the-flow"),
        IdentityCase("both hold: the first is named", [.digest, .registration], .ownPhone, "known by digest") {
            $0.answers = [IdentityAnswer()]
        },
        IdentityCase("a false proof is final", [.digest, .registration], .ownPhone, "403 digest-wrong") {
            $0.answers = [IdentityAnswer(password: "guess")]
        },
        IdentityCase("a server is not challenged", [.digest, .peer], .peer, "known by peer"),
        IdentityCase("a certificate, so not challenged", [.tls, .digest], .certified, "known by tls"),
        IdentityCase("no certificate, so challenged", [.tls, .digest], .overTLS, "407 digest-challenge"),
        IdentityCase("no certificate, but registered", [.tls, .registration], .ownPhone, "known by registration"),
        IdentityCase(
            "another's certificate does not keep one from registering",
            [.tls, .registration],
            .certifiedAsBob,
            "known by registration"
        ) { $0.from = "102" },
    ]

    static let inDialog: [IdentityCase] = [
        IdentityCase("same flow", [.registration], .ownPhone, "known by dialog") { $0.wish = .refresh },
        IdentityCase("same flow, binding expired", [.registration], .expired, "known by dialog") { $0.wish = .refresh },
        IdentityCase("another's phone", [.registration], .bobsPhone, "403 dialog-of-another") { $0.wish = .refresh },
        IdentityCase("wrong From", [.registration], .ownPhone, "403 refresh-of-another-subscription") {
            $0.wish = .refresh
            $0.from = "102"
        },
        IdentityCase("moved to an unregistered flow", [.registration], .unbound, "403 dialog-of-another") {
            $0.wish = .refresh
        },
        IdentityCase("moved to an unregistered flow", [.registration, .digest], .unbound, "407 digest-challenge") {
            $0.wish = .refresh
        },
        IdentityCase("moved, and proven again", [.registration, .digest], .unbound, "known by dialog") {
            $0.wish = .refresh
            $0.answers = [IdentityAnswer()]
        },
        IdentityCase("moved, and proven to be another", [.registration, .digest], .unbound, "403 dialog-of-another") {
            $0.wish = .refresh
            $0.from = "102"
            $0.answers = [IdentityAnswer(user: "102")]
        },
        IdentityCase("ACK is never challenged", [.digest], .unbound, "drop dialog-of-another") {
            $0.wish = .acknowledge
        },
    ]

    static let listening: [IdentityCase] = [
        IdentityCase("nothing more is required", [.registration], .ownPhone, "known by registration") {
            $0.wish = .listen
        },
        IdentityCase("digest is required", [.registration], .ownPhone, "407 digest-challenge") {
            $0.wish = .listen
            $0.listeningRequires = .digest
        },
        IdentityCase("digest is required and there", [.registration], .ownPhone, "known by digest") {
            $0.wish = .listen
            $0.listeningRequires = .digest
            $0.answers = [IdentityAnswer()]
        },
        IdentityCase("digest is required, and is another's", [.registration], .ownPhone, "403 credentials-of-another") {
            $0.wish = .listen
            $0.listeningRequires = .digest
            $0.answers = [IdentityAnswer(user: "102")]
        },
        IdentityCase("digest is required of a server's word too", [.peer], .peer, "407 digest-challenge") {
            $0.wish = .listen
            $0.listeningRequires = .digest
        },
        IdentityCase(
            "digest is required for listening, not for watching",
            [.registration],
            .ownPhone,
            "known by registration"
        ) {
            $0.listeningRequires = .digest
        },
        IdentityCase("digest is required in a dialog too", [.registration], .ownPhone, "407 digest-challenge") {
            $0.wish = .transfer
            $0.listeningRequires = .digest
        },
        IdentityCase("who may not listen is not challenged", [.registration], .bobsPhone, "403 listening-not-named") {
            $0.wish = .listen
            $0.from = "102"
            $0.listeningRequires = .digest
        },
        IdentityCase("a certificate is required", [.registration], .ownPhone, "403 listening-requires-tls") {
            $0.wish = .listen
            $0.listeningRequires = .tls
        },
        IdentityCase("a certificate is required and there", [.tls], .certified, "known by tls") {
            $0.wish = .listen
            $0.listeningRequires = .tls
        },
        IdentityCase("a certificate is required beside digest", [.digest], .certified, "known by tls") {
            $0.wish = .listen
            $0.answers = [IdentityAnswer()]
            $0.listeningRequires = .tls
        },
        IdentityCase(
            "a certificate is required, and has ended",
            [.digest],
            .certifiedOnce,
            "403 listening-requires-tls"
        ) {
            $0.wish = .listen
            $0.answers = [IdentityAnswer()]
            $0.listeningRequires = .tls
        },
        IdentityCase(
            "a certificate is required, and is another's",
            [.digest],
            .elsewhere,
            "403 from-is-not-the-certificate"
        ) {
            $0.wish = .listen
            $0.answers = [IdentityAnswer()]
            $0.listeningRequires = .tls
        },
        IdentityCase(
            "a certificate is required in a dialog too",
            [.registration],
            .ownPhone,
            "403 listening-requires-tls"
        ) {
            $0.wish = .transfer
            $0.listeningRequires = .tls
        },
        IdentityCase("a connection is required", [.registration], .ownPhone, "403 listening-requires-stream") {
            $0.wish = .listen
            $0.listeningRequires = .stream
        },
        IdentityCase("a connection is required and there", [.registration], .ownStream, "known by registration") {
            $0.wish = .listen
            $0.listeningRequires = .stream
        },
        IdentityCase("a connection shows no certificate", [.registration], .ownStream, "403 listening-requires-tls") {
            $0.wish = .listen
            $0.listeningRequires = .tls
        },
    ]
}
