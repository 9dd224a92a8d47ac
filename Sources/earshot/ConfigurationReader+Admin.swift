import AccessPolicy
import PolicyFile
import SignIn
import Yams

/// The admin address, and who signs in there.
extension ConfigurationReader {
    private enum OIDCKey: String, CaseIterable {
        case issuer, label, operators, scopes, organization
        case clientID = "client-id"
        case clientSecretFile = "client-secret-file"
        case organizationClaim = "organization-claim"
        case userClaim = "user-claim"
        case operatorsClaim = "operators-claim"
    }

    mutating func readAdmin(_ node: Node) {
        guard let text = nodes.text(node, "`admin`") else { return }
        if let (host, port) = URLText.hostAndPort(text.value, schemes: ["http://", "https://"], defaultPort: 8080) {
            reading.configuration.admin = (host, Int(port))
            reading.configuration.isAdminSecure = text.value.hasPrefix("https:")
        } else {
            let advice = "write `https://HOST:PORT`, or `http://` on this machine"
            nodes.report("`\(text.value)` is no address for the admin page; \(advice)", line: text.line)
        }
    }

    mutating func readAdminURL(_ node: Node) {
        guard let text = nodes.text(node, "`admin-url`") else { return }
        guard URLText.hostAndPort(text.value, schemes: ["https://", "http://"], defaultPort: 443) != nil else {
            let advice = "write what browsers go to, as in `https://earshot.example`; a path cannot be"
            return nodes.report("`\(text.value)` is no address; \(advice)", line: text.line)
        }
        let plain = text.value.hasSuffix("/") ? String(text.value.dropLast()) : text.value
        reading.configuration.adminURL = plain.lowercased()
    }

    mutating func readOIDC(_ node: Node) {
        let fields = nodes.fields(node, "`oidc`", as: OIDCKey.self)
        guard let issuer = text(fields, .issuer), let client = text(fields, .clientID) else {
            let advice = "name the identity provider, and what earshot is called there"
            return nodes.report("`oidc` needs `issuer` and `client-id`; \(advice)", line: NodeReader.line(node))
        }
        var settings = OIDCSettings(issuer: issuer, clientID: client)
        settings.label = text(fields, .label) ?? settings.label
        settings.userClaim = text(fields, .userClaim) ?? settings.userClaim
        settings.operatorsClaim = text(fields, .operatorsClaim) ?? settings.operatorsClaim
        settings.operators = Set(list(fields, .operators) ?? [])
        settings.scopes = list(fields, .scopes) ?? settings.scopes
        switch (text(fields, .organization), text(fields, .organizationClaim)) {
        case (let name?, nil): settings.organization = .fixed(name)
        case (nil, let claim?): settings.organization = .claim(claim)
        case (nil, nil) where !settings.operators.isEmpty: break
        case (nil, nil):
            let advice = "write `organization`, `organization-claim`, or `operators`"
            nodes.report("`oidc` does not say who its users are here; \(advice)", line: NodeReader.line(node))
        case (_?, _?):
            let text = "`oidc` has `organization` and `organization-claim`; write one of them"
            nodes.report(text, line: NodeReader.line(node))
        }
        if !settings.scopes.contains("openid") { settings.scopes.insert("openid", at: 0) }
        reading.configuration.oidc = settings
        reading.configuration.oidcSecretPath = text(fields, .clientSecretFile).map { resolve($0) }
    }

    /// Sign-in goes over this address: others on the way must not read it.
    mutating func checkAdmin() {
        let configuration = reading.configuration
        if configuration.isAdminSecure, configuration.tls == nil {
            nodes.report("`admin` is `https://`; say under `tls` what to serve it with", line: lines[.admin] ?? 0)
        }
        let isOwn = ["127.0.0.1", "[::1]", "::1", "localhost"].contains(configuration.admin.host)
        let isBehind = configuration.adminURL?.hasPrefix("https:") == true
        if !configuration.isAdminSecure, !isOwn, !isBehind {
            let advice = "write `https://`, listen on `127.0.0.1`, or name under `admin-url` what does TLS before it"
            let problem = "`admin` is `http://` for other machines: passwords can be read on the way"
            warn("\(problem); \(advice)", lines[.admin] ?? 0)
        }
    }

    private mutating func text(_ fields: [OIDCKey: Node], _ key: OIDCKey) -> String? {
        fields[key].flatMap { nodes.text($0, "`\(key.rawValue)`")?.value }
    }

    private mutating func list(_ fields: [OIDCKey: Node], _ key: OIDCKey) -> [String]? {
        guard let node = fields[key] else { return nil }
        return limited(isList(node) ? nodes.list(node, "`\(key.rawValue)`") : [node], "`\(key.rawValue)`")
            .compactMap { nodes.text($0, "`\(key.rawValue)`")?.value }
    }
}
