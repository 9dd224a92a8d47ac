import DigestImport
import Enforcement
import Foundation
import PolicyStore
import Proxy
import SignIn
import TargetResolution

/// `earshot.yaml`, read and checked. Paths are resolved against the file's folder.
struct Configuration {
    /// A URL of the form `udp://host:port`.
    struct Address: Equatable {
        var transport: Transport
        var host: String
        var port: UInt16

        /// As it is written in the file.
        var text: String { "\(transport.name)://\(host):\(port)" }

        /// Whether the host is an IPv6 literal; a name is taken for IPv4 until it is looked up.
        var isIPv6: Bool { host.hasPrefix("[") }
    }

    /// One PBX and how it is spoken to.
    struct PBX: Equatable {
        /// Where it is.
        enum Place: Equatable {
            /// By this transport at this address.
            case address(Address)
            /// Wherever the DNS says (RFC 3263).
            case looked(Target, text: String)
        }

        var place: Place
        /// How it reads the user part of a resource.
        var profile: TargetProfile = .generic

        /// As it is written in the file.
        var text: String {
            switch place {
            case .address(let address): address.text
            case .looked(_, let text): text
            }
        }

        /// Whether it is, or may turn out to be, reached by that transport.
        func mayUse(_ transport: Transport) -> Bool {
            switch place {
            case .address(let address): address.transport == transport
            case .looked(let target, _): target.transport.map { $0.rawValue == transport.name } ?? true
            }
        }

        /// How its requests come through us.
        var contact: ContactMode = .path
    }

    var listen: [Address] = [Address(transport: .udp, host: "0.0.0.0", port: 5060)]
    var pbx: [PBX] = []
    /// Where PBXes reach us.
    var pbxListen = [Address(transport: .udp, host: "127.0.0.1", port: 5062)]
    /// Who is asked where a PBX is that is named by a SIP URI, each `HOST:PORT`; the system's name servers when nil.
    var nameServers: [String]?
    /// How often each PBX is asked whether it is there.
    var healthCheckSeconds: Int64 = 2
    /// A PEM file of the authorities that PBXes' certificates are from; the system's when nil.
    var pbxAuthorities: String?
    /// Host and port that Via and Record-Route say to phones; from `listen` when not given.
    var advertise: (host: String, port: UInt16)?
    var policyPath = "policy.yaml"
    /// Where a server has the policy, if one does.
    var policyURL: URL?
    /// Ed25519 keys that it may be signed by.
    var policyKeys: [Data] = []
    /// Whether it need not be signed.
    var isPolicyUnsigned = false
    /// How often the server is asked.
    var policyPollSeconds: Int64 = 60
    /// Where the last policy of the server is kept.
    var policyCopyPath = "policy-copy.json"

    /// All of it.
    var remotePolicy: RemotePolicySource.Place? {
        policyURL.map { .init(url: $0, keys: policyKeys, copyPath: policyCopyPath) }
    }

    /// Whether the policy is in the store, and not in a file.
    var isPolicyInStore = false
    var featureCodes: [FeatureCodes.Code] = []
    /// What is made of the beginning of a code.
    var overlap = FeatureCodes.Overlap.pass
    var passPackages: [String] = []
    /// What is done about lists of members in a SUBSCRIBE.
    var requestLists = RequestLists.judge
    /// What is done about keys in the session of a listening call.
    var listeningDTMF = ListeningDTMF.pass
    /// How senders are identified, in this order.
    var identity: [IdentityMethod] = [.registration]
    /// Servers whose word is taken; any of their ports when the port is 0.
    var peers: [(host: String, port: UInt16)] = []
    /// The realm of our challenges; from the organisation's domains when not given.
    var digestRealm: String?
    /// Files of passwords and hashes.
    var digestSecrets: [SecretSource] = []
    /// Whether hashes that were put into the store count too.
    var digestFromStore = false
    /// Whether there is anything to check digest by.
    var hasDigestSecrets: Bool { digestFromStore || !digestSecrets.isEmpty }
    /// What listening needs besides the right to it.
    var listeningRequires: ListeningProof?
    /// What is done about a PBX that trusts us by our address.
    enum CanaryMode: String, CaseIterable { case off, report, enforce }
    var canary = CanaryMode.report
    var admin: (host: String, port: Int) = ("127.0.0.1", 8080)
    /// Whether the admin address is served by TLS, with the files under `tls`.
    var isAdminSecure = false
    /// Where browsers find the admin address, if something stands before it.
    var adminURL: String?
    /// The identity provider, without the secret.
    var oidc: OIDCSettings?
    /// The file that the secret is in.
    var oidcSecretPath: String?
    var secretPath = "earshot.key"
    var auditPath = "audit.jsonl"
    /// Whether the audit is in the store, and not in a file.
    var isAuditInStore = false
    /// What this node is called among those that share the store; nil where nothing is said.
    var node: String?

    /// What this node is called: as is said, or by the machine's name and where phones send to.
    var nodeName: String {
        if let node { return node }
        var name = [CChar](repeating: 0, count: 256)
        let known = gethostname(&name, name.count - 1) == 0
        let host = known ? String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) : ""
        return "\(host)/\(listen.first.map { "\($0.host):\($0.port)" } ?? "")"
    }

    /// The SQLite file of registrations.
    var store = StorePlace.sqlite(path: "earshot.db")

    /// PEM files that `tls://` and `wss://` listeners serve with.
    var tls: TLSCertificates.Files?

    /// Where phones connect.
    var streams: [Address] { listen.filter { $0.transport != .udp } }

    /// Where PBXes connect: as configured, and at the UDP address if a PBX speaks TCP and nothing else is said.
    var pbxStreams: [Address] {
        let named = pbxListen.filter { $0.transport != .udp }
        guard pbx.contains(where: { $0.mayUse(.tcp) }), !named.contains(where: { $0.transport == .tcp })
        else { return named }
        return named + pbxSockets.map { Address(transport: .tcp, host: $0.host, port: $0.port) }
    }

    /// The UDP sockets that face the PBXes; there is always one.
    var pbxSockets: [Address] {
        let named = pbxListen.filter { $0.transport == .udp }
        guard named.isEmpty, let first = pbxListen.first else { return named }
        return [Address(transport: .udp, host: first.host, port: first.port)]
    }

    /// Pages whose browsers may connect by WebSocket.
    var origins: [String] = []

    /// The addresses that serve phones by UDP: one for each family.
    var phoneSockets: [Address] { listen.filter { $0.transport == .udp } }
}
