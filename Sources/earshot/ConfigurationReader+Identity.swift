import AccessPolicy
import DigestImport
import Enforcement
import PolicyFile
import Proxy
import Yams

/// How senders are identified: `identity`, `peers`, `digest`, `listening-requires`.
extension ConfigurationReader {
    private enum DigestKey: String, CaseIterable { case realm, secrets }

    mutating func readIdentity(_ node: Node) {
        let methods = isList(node) ? nodes.list(node, "`identity`") : [node]
        let known = methods.compactMap { nodes.word($0, "`identity`", IdentityMethod.allCases) }
        reading.configuration.identity = known.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        if methods.isEmpty {
            nodes.report(
                "`identity` lists no method, so that nobody may watch; write `[registration]`",
                line: line(of: .identity)
            )
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
        reading.configuration.listeningRequires = nodes.word(node, "`listening-requires`", ListeningProof.allCases)
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

    /// Client certificates need somebody who signs them and somewhere to show them.
    mutating func checkCertificates() {
        let configuration = reading.configuration
        let (identifies, requires) = (
            configuration.identity.contains(.tls), configuration.listeningRequires == .tls
        )
        let listens = configuration.listen.contains { $0.transport == .tls || $0.transport == .wss }
        guard !listens || configuration.tls?.clientAuthorities == nil else {
            if !identifies, !requires {
                warn(
                    "`client-ca` identifies nobody unless `identity` or `listening-requires` says `tls`",
                    line(of: .tls)
                )
            }
            return
        }
        let remedy =
            listens
            ? "say whose certificates count, as in `tls: {…, client-ca: phones.pem}`"
            : "add a `tls://` address to `listen`"
        if configuration.identity == [.tls] {
            nodes.report(
                "no phone can show a certificate, so that nobody may watch; \(remedy)",
                line: line(of: .identity)
            )
        } else if identifies {
            warn("no phone can show a certificate, so that `tls` identifies nobody; \(remedy)", line(of: .identity))
        }
        if requires {
            warn("no phone can show a certificate, so that nobody may listen; \(remedy)", line(of: .listeningRequires))
        }
    }

    func line(of key: Key) -> Int { lines[key] ?? 0 }

    /// A realm stands in quotes in a header, where nothing of it may need an escape.
    private static func isRealm(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 128
            && text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
    }
}
