import AccessPolicy
import NIOCore
import PolicyFile

@testable import Enforcement

/// Where a request of the identity matrix comes from.
enum IdentityPlace: String {
    case ownPhone = "own phone, registered"
    case ownStream = "own phone, registered over TCP"
    case expired = "own phone, binding expired"
    case reused = "own phone's old port, now bob's phone"
    case bobsPhone = "bob's phone"
    case unbound = "unregistered"
    case overTLS = "unregistered, over TLS"
    case certified = "certificate of 101"
    case certifiedBrowser = "certificate of 101, over WSS"
    case certifiedTwice = "certificate of 101 and 103"
    case certifiedHost = "certificate of hosts and mailboxes"
    case certifiedOnce = "certificate of 101 that has ended"
    case certifiedAsBob = "certificate of 101, registered as 102"
    case elsewhere = "certificate of 101@example.org"
    case peer = "listed server"
    case unlisted = "server that is not listed"

    static let made = Moment(unixSeconds: 1_800_000_000)

    var remote: Endpoint {
        switch self {
        case .ownPhone, .expired, .reused: Endpoint(ipv4: 0xC000_0201, port: 5060)
        case .ownStream: Endpoint(ipv4: 0xC000_0201, port: 41_000, transport: .tcp)
        case .bobsPhone: Endpoint(ipv4: 0xC000_0202, port: 5060)
        case .unbound: Endpoint(ipv4: 0xC000_0203, port: 40_000)
        case .certifiedBrowser: Endpoint(ipv4: 0xC000_0204, port: 42_000, transport: .wss)
        case .overTLS, .certified, .certifiedTwice, .certifiedHost, .certifiedOnce, .certifiedAsBob, .elsewhere:
            Endpoint(ipv4: 0xC000_0204, port: 42_000, transport: .tls)
        case .peer: Endpoint(ipv4: 0xC633_6401, port: 5060)
        case .unlisted: Endpoint(ipv4: 0xC633_6402, port: 5060)
        }
    }

    var flow: Flow { Flow(socket: .phone, remote: remote) }

    var registered: String? {
        switch self {
        case .ownPhone, .ownStream, .expired: "101"
        case .reused, .bobsPhone, .certifiedAsBob: "102"
        case .overTLS, .certified, .certifiedBrowser, .certifiedTwice, .certifiedHost, .certifiedOnce, .elsewhere: nil
        case .unbound, .peer, .unlisted: nil
        }
    }

    /// The subjectAltNames, as far as they are URIs, of the certificate that was shown.
    var certified: [String]? {
        switch self {
        case .certified, .certifiedBrowser, .certifiedOnce, .certifiedAsBob: ["sip:101@example.com"]
        case .certifiedTwice: ["sips:101@example.com", "sip:103@EXAMPLE.com"]
        case .elsewhere: ["sip:101@example.org"]
        case .certifiedHost: ["sip:example.com"]
        case .ownPhone, .ownStream, .expired, .reused, .bobsPhone, .unbound, .overTLS, .peer, .unlisted: nil
        }
    }
}

/// One binding, as the place of the request has it.
struct IdentityBindings: BindingLookup {
    let place: IdentityPlace

    func addresses(at endpoint: Endpoint, now: Moment) -> [AddressOfRecord] {
        guard endpoint == place.remote, place != .expired, let user = place.registered else { return [] }
        return [AddressOfRecord(user: Array(user.utf8), host: Array("example.com".utf8))]
    }

    func endpoint(of address: AddressOfRecord, now: Moment) -> Endpoint? { nil }

    func certificate(at endpoint: Endpoint) -> ClientCertificate? {
        guard endpoint == place.remote, let uris = place.certified else { return nil }
        let until = IdentityPlace.made.unixSeconds + (place == .certifiedOnce ? 0 : 1)
        return ClientCertificate(uris: uris.map { Array($0.utf8) }, until: Moment(unixSeconds: until))
    }
}

/// A proxy for one small organisation: alice (101, Admin), bob (102) and carol (103); `*33…` listens.
enum IdentityWorld {
    static let pbx = Endpoint(ipv4: 0xC000_020A, port: 5070)

    static let policy = """
        organization: Example Ltd
        domains: [example.com]
        users:
          alice: {extensions: ["101"]}
          bob: {extensions: ["102"]}
          carol: {extensions: ["103"]}
        roles:
          Admin: ["user:alice"]
        """

    static let secrets = DigestSecrets(
        ["101", "102", "103"].flatMap { user in
            DigestAlgorithm.allCases.map { algorithm in
                DigestSecrets.Entry(user: user, realm: "example.com", algorithm: algorithm, password: "pw-\(user)")
            }
        }
    )

    static func pipeline(
        _ identity: [IdentityMethod],
        at place: IdentityPlace,
        listeningRequires: ListeningProof? = nil,
        realm: String? = nil
    ) throws -> Pipeline<IdentityBindings> {
        let snapshot = try PolicyCompiler.compile(PolicyFile.parse(policy, file: "policy.yaml"), revision: 1)
        var settings = Settings(
            addresses: OwnAddresses(
                phone: OwnAddress(host: "192.0.2.100", port: 5060),
                pbx: OwnAddress(host: "192.0.2.101", port: 5062)
            ),
            keys: TestKeys.first,
            featureCodes: FeatureCodes([FeatureCodes.Code(dial: "*33{extension}", action: .listen)].compactMap { $0 })
        )
        settings.identity = identity
        settings.digest = DigestSettings(realm: realm, secrets: secrets)
        settings.peers = [PeerAddress(Endpoint(ipv4: 0xC633_6401, port: 0))]
        settings.listeningRequires = listeningRequires
        return Pipeline(
            settings: settings,
            pbx: PBXGroup([pbx]),
            bindings: IdentityBindings(place: place),
            snapshot: snapshot
        )
    }

    /// What goes on, or comes back, as text.
    static func text(_ outcome: Outcome) -> String {
        for action in outcome.actions {
            switch action {
            case .forward(let bytes, to: _, under: _), .reply(let bytes, to: _):
                return String(decoding: bytes.readableBytesView, as: UTF8.self)
            default: continue
            }
        }
        return ""
    }

    /// The lines of a message that begin so.
    static func lines(_ name: String, in text: String) -> [String] {
        text.split(separator: "\r\n").map(String.init).filter { $0.lowercased().hasPrefix(name.lowercased() + ":") }
    }

    /// The value of a quoted parameter.
    static func quoted(_ name: String, in line: String) -> String? {
        line.firstRange(of: "\(name)=\"").map { String(line[$0.upperBound...].prefix { $0 != "\"" }) }
    }
}
