import DigestImport
import Enforcement

/// `earshot.yaml`, read and checked. Paths are resolved against the file's folder.
struct Configuration {
    /// A URL of the form `udp://host:port`.
    struct Address: Equatable {
        var transport: Transport
        var host: String
        var port: UInt16
    }

    var listen: [Address] = [Address(transport: .udp, host: "0.0.0.0", port: 5060)]
    var pbx: [Address] = []
    var pbxListen = Address(transport: .udp, host: "127.0.0.1", port: 5062)
    /// Host and port that Via and Record-Route say to phones; from `listen` when not given.
    var advertise: (host: String, port: UInt16)?
    var policyPath = "policy.yaml"
    var featureCodes: [FeatureCodes.Code] = []
    var passPackages: [String] = []
    /// How senders are identified, in this order.
    var identity: [IdentityMethod] = [.registration]
    /// Servers whose word is taken; any of their ports when the port is 0.
    var peers: [(host: String, port: UInt16)] = []
    /// The realm of our challenges; from the organisation's domains when not given.
    var digestRealm: String?
    /// Files of passwords and hashes.
    var digestSecrets: [SecretSource] = []
    /// What listening needs besides the right to it.
    var listeningRequires: ListeningProof?
    var admin: (host: String, port: Int) = ("127.0.0.1", 8080)
    var secretPath = "earshot.key"
    var auditPath = "audit.jsonl"

    /// PEM files that `tls://` listeners serve with.
    var tls: (certificate: String, key: String)?

    /// Stream listeners that this version serves.
    var streams: [Address] { listen.filter { $0.transport != .udp } }

    /// Pages whose browsers may connect by WebSocket.
    var origins: [String] = []

    /// The address that serves phones by UDP: the first one.
    var phoneListen: Address? { listen.first { $0.transport == .udp } }
}
