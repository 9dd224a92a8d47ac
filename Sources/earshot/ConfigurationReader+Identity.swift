import AccessPolicy
import DigestImport
import Enforcement
import PolicyFile
import Yams

/// How senders are identified: `identity`, `peers`, `digest`, `listening-requires`.
extension ConfigurationReader {
    private enum DigestKey: String, CaseIterable { case realm, secrets }

    mutating func readIdentity(_ node: Node) {
        let methods = isList(node) ? nodes.list(node, "`identity`") : [node]
        let known = methods.compactMap { nodes.word($0, "`identity`", IdentityMethod.allCases) }
        reading.configuration.identity = known.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        guard known.count == methods.count else { return }
        if known.contains(.tls) {
            warn("`tls` is not available in this version; nobody is identified by it", line(of: .identity))
        }
        if known.allSatisfy({ $0 == .tls }) {
            nodes.report("`identity` must list `registration`, `digest` or `peer`", line: line(of: .identity))
        }
    }

    mutating func readPeers(_ node: Node) {
        for text in texts(node, .peers) {
            if let (host, port) = URLText.hostAndPort(text.value, schemes: [""], defaultPort: 0) {
                reading.configuration.peers.append((host, port))
            } else {
                nodes.report("`\(text.value)` is no address of a server; write `HOST` or `HOST:PORT`", line: text.line)
            }
        }
    }

    mutating func readDigest(_ node: Node) {
        let fields = nodes.fields(node, "`digest`", as: DigestKey.self)
        if let realm = fields[.realm], let text = nodes.text(realm, "`realm`") {
            if Self.isRealm(text.value) {
                reading.configuration.digestRealm = text.value
            } else {
                nodes.report("`\(text.value)` cannot be a realm; write a name such as `example.com`", line: text.line)
            }
        }
        guard let node = fields[.secrets] else { return }
        let list = limited(isList(node) ? nodes.list(node, "`secrets`") : [node], "`secrets`")
        for text in list.compactMap({ nodes.text($0, "`secrets`") }) {
            if text.value == "store" {
                reading.configuration.digestFromStore = true
                continue
            }
            guard var source = SecretSource(text.value) else {
                let known = SecretSource.Format.allCases.map { "`\($0.rawValue):PATH`" }.joined(separator: ", ")
                nodes.report("`\(text.value)` is no file of secrets; write `store`, \(known)", line: text.line)
                continue
            }
            if !source.path.hasPrefix("/") { source.path = folder + "/" + source.path }
            reading.configuration.digestSecrets.append(source)
        }
    }

    mutating func readListeningRequires(_ node: Node) {
        let proof = nodes.word(node, "`listening-requires`", ListeningProof.allCases)
        reading.configuration.listeningRequires = proof
        if let proof, proof == .tls {
            warn(
                "`listening-requires: \(proof.rawValue)` cannot be met in this version, so that nobody may listen",
                line(of: .listeningRequires)
            )
        }
    }

    /// What two keys must say together.
    mutating func checkIdentity() {
        let configuration = reading.configuration
        let asks = configuration.identity.contains(.digest)
        if asks || configuration.listeningRequires == .digest, !configuration.hasDigestSecrets {
            nodes.report(
                "`digest` needs passwords or hashes to check by, as in "
                    + "`digest: {secrets: [\"asterisk:/etc/asterisk/pjsip.conf\"]}`",
                line: asks ? line(of: .identity) : line(of: .listeningRequires)
            )
        }
        if configuration.listeningRequires == .stream, configuration.listen.allSatisfy({ $0.transport == .udp }) {
            warn(
                "`listen` names no connection, so that nobody may listen; add `tls://…` or `tcp://…`",
                line(of: .listeningRequires)
            )
        }
        if !asks, configuration.listeningRequires != .digest, lines[.digest] != nil {
            warn("`digest` is not used unless `identity` or `listening-requires` says `digest`", line(of: .digest))
        }
        if configuration.identity.contains(.peer), configuration.peers.isEmpty {
            warn("`peers` lists no server, so that `peer` identifies nobody", line(of: .identity))
        }
        if !configuration.identity.contains(.peer), !configuration.peers.isEmpty {
            warn("`peers` is not used unless `identity` lists `peer`: nobody's word is taken", line(of: .peers))
        }
    }

    func line(of key: Key) -> Int { lines[key] ?? 0 }

    /// A realm stands in quotes in a header, where nothing of it may need an escape.
    private static func isRealm(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 128
            && text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
    }
}
