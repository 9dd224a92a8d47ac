import AccessPolicy
import AuditTrail
import Enforcement
import Foundation
import PolicyFile
import PolicyStore
import Proxy
import Yams

/// What reading `earshot.yaml` came to.
struct ConfigurationReading {
    /// As far as it could be read; to be used only without problems.
    var configuration = Configuration()
    /// Everything that must be mended.
    var problems: [PolicyProblem] = []
    /// What is accepted, but does nothing or less than it seems to.
    var warnings: [PolicyProblem] = []
}

/// Reads `earshot.yaml`. Every problem is reported, not only the first.
struct ConfigurationReader {
    enum Key: String, CaseIterable {
        case listen, pbx
        case pbxListen = "pbx-listen"
        case healthCheckSeconds = "health-check-seconds"
        case nameServers = "name-servers"
        case canary
        case policyKey = "policy-key"
        case policyPollSeconds = "policy-poll-seconds"
        case policyCopy = "policy-copy"
        case advertise, policy, store, identity, peers, digest
        case listeningRequires = "listening-requires"
        case featureCodes = "feature-codes"
        case passPackages = "pass-packages"
        case requestLists = "request-lists"
        case listeningDTMF = "listening-dtmf"
        case admin
        case adminURL = "admin-url"
        case oidc
        case secretFile = "secret-file"
        case audit, tls
        case webSocketOrigins = "websocket-origins"
        case node
    }

    private enum TLSKey: String, CaseIterable {
        case certificate, key
        case clientAuthorities = "client-ca"
        case pbxAuthorities = "pbx-ca"
    }

    /// Addresses, codes or names in one list.
    private static let listMax = 128

    let folder: String
    private let file: String
    var nodes: NodeReader
    var reading = ConfigurationReading()
    /// Lines of the keys that must agree with each other.
    var lines: [Key: Int] = [:]

    /// Reads the file at the path.
    static func read(path: String) -> ConfigurationReading {
        guard let data = FileManager.default.contents(atPath: path) else {
            let text = "the configuration cannot be read; say where it is with `--config FILE`"
            return ConfigurationReading(problems: [PolicyProblem(file: path, line: 0, text: text)])
        }
        return read(text: String(decoding: data, as: UTF8.self), path: path)
    }

    /// Reads the text of a file that is, or would be, at the path.
    static func read(text: String, path: String) -> ConfigurationReading {
        var reader = ConfigurationReader(path: path)
        let source = YAMLSource(text, file: path)
        if source.documents.count > 1 {
            reader.nodes.report("a configuration is one document; remove the others", line: 0)
        }
        if let document = source.documents.first { reader.read(document) }
        reader.finish()
        reader.reading.problems = source.problems + (source.problems.isEmpty ? reader.nodes.problems : [])
        return reader.reading
    }

    private init(path: String) {
        file = path
        folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        nodes = NodeReader(file: path)
    }

    private mutating func read(_ document: Node) {
        let fields = nodes.fields(document, "the configuration", as: Key.self)
        for key in Key.allCases {
            if let node = fields[key], !NodeReader.isNull(node) { read(key, node) }
        }
    }

    private mutating func read(_ key: Key, _ node: Node) {
        lines[key] = NodeReader.line(node)
        switch key {
        case .listen: reading.configuration.listen = addresses(node, key)
        case .pbx: readPBXes(node)
        case .pbxListen: reading.configuration.pbxListen = addresses(node, key)
        case .healthCheckSeconds: readHealthCheck(node)
        case .nameServers: readNameServers(node)
        case .canary: readCanary(node)
        case .advertise: readAdvertise(node)
        case .policy: readPolicy(node)
        case .policyKey: readPolicyKey(node)
        case .policyPollSeconds: readPolicyPoll(node)
        case .policyCopy: reading.configuration.policyCopyPath = text(node, key) ?? ""
        case .secretFile: reading.configuration.secretPath = text(node, key) ?? ""
        case .audit:
            reading.configuration.auditPath = text(node, key) ?? ""
            reading.configuration.isAuditInStore = reading.configuration.auditPath == "store"
        case .admin: readAdmin(node)
        case .adminURL: readAdminURL(node)
        case .oidc: readOIDC(node)
        case .identity: readIdentity(node)
        case .peers: readPeers(node)
        case .digest: readDigest(node)
        case .listeningRequires: readListeningRequires(node)
        case .passPackages: reading.configuration.passPackages = texts(node, key).map(\.value)
        case .requestLists: readRequestLists(node)
        case .listeningDTMF: readListeningDTMF(node)
        case .featureCodes: readFeatureCodes(node)
        case .tls: readTLS(node)
        case .webSocketOrigins: reading.configuration.origins = texts(node, key).map(\.value)
        case .store: readStore(node)
        case .node: readNode(node)
        }
    }

    /// What only the whole can tell, and paths relative to the file.
    private mutating func finish() {
        if reading.configuration.pbx.isEmpty, !nodes.problems.contains(where: { $0.text.contains("pbx") }) {
            nodes.report("`pbx` is missing; say where the PBX is, as in `pbx: [\"udp://127.0.0.1:5070\"]`", line: 0)
        }
        if reading.configuration.phoneSockets.isEmpty, !nodes.problems.contains(where: { $0.text.contains("listen") }) {
            nodes.report("`listen` names no `udp://` address; one is needed, other transports come beside it", line: 0)
        }
        // Where there is a store, a file is the policy only if it is named.
        reading.configuration.isPolicyInStore = lines[.policy] == nil && lines[.store] != nil
        checkListeners()
        checkIdentity()
        checkCertificates()
        checkAdmin()
        checkPolicy()
        for path in [\Configuration.policyPath, \.policyCopyPath, \.secretPath, \.auditPath] {
            reading.configuration[keyPath: path] = resolve(reading.configuration[keyPath: path])
        }
        if case .sqlite(let path) = reading.configuration.store {
            reading.configuration.store = .sqlite(path: resolve(path))
        }
        if reading.configuration.tls == nil,
            (reading.configuration.listen + reading.configuration.pbxListen)
                .contains(where: { [.tls, .wss].contains($0.transport) })
        {
            nodes.report(
                "there is a `tls://` or `wss://` address to listen on; say under `tls` what to serve it with",
                line: 0
            )
        }
    }

    private mutating func readNode(_ node: Node) {
        guard let text = nodes.text(node, "`node`") else { return }
        if let problem = NameSyntax.problem(inName: text.value, noun: "node", bytesMax: PolicyLimits.nameBytes) {
            return nodes.report(problem, line: text.line)
        }
        guard text.value != AuditPruning.chain else {
            return nodes.report("no node may be called `\(text.value)`: a part of the audit is", line: text.line)
        }
        reading.configuration.node = text.value
    }

    private mutating func readRequestLists(_ node: Node) {
        guard let word = nodes.word(node, "`request-lists`", RequestLists.allCases) else { return }
        reading.configuration.requestLists = word
    }

    private mutating func readListeningDTMF(_ node: Node) {
        guard let word = nodes.word(node, "`listening-dtmf`", ListeningDTMF.allCases) else { return }
        reading.configuration.listeningDTMF = word
    }

    private mutating func readTLS(_ node: Node) {
        let fields = nodes.fields(node, "`tls`", as: TLSKey.self)
        if let authorities = fields[.pbxAuthorities] {
            reading.configuration.pbxAuthorities = nodes.text(authorities, "`pbx-ca`").map { resolve($0.value) }
        }
        guard let certificate = fields[.certificate], let key = fields[.key] else {
            let text = "`tls` needs `certificate` and `key`, each the path of a PEM file"
            return nodes.report(text, line: NodeReader.line(node))
        }
        guard let certificate = nodes.text(certificate, "`certificate`"), let key = nodes.text(key, "`key`") else {
            return
        }
        let authorities = fields[.clientAuthorities].flatMap { nodes.text($0, "`client-ca`") }
        reading.configuration.tls = TLSCertificates.Files(
            certificate: resolve(certificate.value),
            key: resolve(key.value),
            clientAuthorities: authorities.map { resolve($0.value) }
        )
    }

    /// What stands after the scheme is not repeated: it may hold a password.
    private mutating func readStore(_ node: Node) {
        guard let text = nodes.text(node, "`store`") else { return }
        let scheme = text.value.prefix { $0 != ":" }
        let rest = text.value.dropFirst(scheme.count + 1)
        switch scheme {
        case "sqlite" where !rest.isEmpty: reading.configuration.store = .sqlite(path: String(rest))
        case "postgres" where rest.hasPrefix("//"), "postgresql" where rest.hasPrefix("//"):
            reading.configuration.store = .postgres(url: text.value)
        default:
            let advice = "write `sqlite:PATH` or `postgres://USER@HOST/DATABASE`"
            nodes.report("`\(scheme)` is no store; \(advice)", line: text.line)
        }
    }

    func resolve(_ path: String) -> String {
        path.hasPrefix("/") ? path : folder + "/" + path
    }

    private mutating func readAdvertise(_ node: Node) {
        guard let text = nodes.text(node, "`advertise`") else { return }
        if let (host, port) = URLText.hostAndPort(text.value, schemes: ["sip:", ""], defaultPort: 5060) {
            reading.configuration.advertise = (host, port)
        } else {
            nodes.report(
                "`\(text.value)` is no address that phones can send to; write `sip:HOST:PORT`",
                line: text.line
            )
        }
    }

    mutating func warn(_ text: String, _ line: Int) {
        reading.warnings.append(PolicyProblem(file: file, line: line, text: "warning: " + text))
    }
}

extension ConfigurationReader {
    private mutating func addresses(_ node: Node, _ key: Key) -> [Configuration.Address] {
        limited(isList(node) ? nodes.list(node, "`\(key.rawValue)`") : [node], "`\(key.rawValue)`")
            .compactMap { address($0, key) }
    }

    mutating func address(_ node: Node, _ key: Key) -> Configuration.Address? {
        guard let text = nodes.text(node, "`\(key.rawValue)`") else { return nil }
        for transport in Transport.allCases {
            let scheme = "\(transport.name)://"
            guard let (host, port) = URLText.hostAndPort(text.value, schemes: [scheme], defaultPort: 5060) else {
                continue
            }
            return Configuration.Address(transport: transport, host: host, port: port)
        }
        nodes.report("`\(text.value)` is no address for `\(key.rawValue)`; write `udp://HOST:PORT`", line: text.line)
        return nil
    }

    private mutating func text(_ node: Node, _ key: Key) -> String? {
        nodes.text(node, "`\(key.rawValue)`")?.value
    }

    mutating func texts(_ node: Node, _ key: Key) -> [Located<String>] {
        limited(isList(node) ? nodes.list(node, "`\(key.rawValue)`") : [node], "`\(key.rawValue)`")
            .compactMap { nodes.text($0, "`\(key.rawValue)`") }
    }

    func isList(_ node: Node) -> Bool {
        if case .sequence = node { return true }
        return false
    }

    mutating func limited(_ list: [Node], _ place: String) -> [Node] {
        if list.count > Self.listMax {
            nodes.report(
                "\(place) has \(list.count) entries, \(Self.listMax) is the limit",
                line: list.first.map(NodeReader.line) ?? 0
            )
        }
        return Array(list.prefix(Self.listMax))
    }
}
