import PBXFiles

/// The `type=auth` sections of Asterisk's `pjsip.conf`. Those that only an `outbound_auth` names are Asterisk's own passwords at other
/// servers, and are left out.
enum AsteriskAuth {
    static func read(_ text: String, file: String, realms: Realms) -> ImportedSecrets {
        var secrets = ImportedSecrets(file: file, realms: realms)
        var complaints: [(String, Int)] = []
        let sections = AsteriskSection.read(text) { complaints.append(($0, $1)) }
        for (text, line) in complaints {
            if text.hasPrefix("`#") { secrets.warn(text, line: line) } else { secrets.report(text, line: line) }
        }
        let outbound = names("outbound_auth", in: sections).subtracting(names("auth", in: sections))
        for section in sections where !section.isTemplate && section.value("type") == "auth" {
            if !outbound.contains(section.name) { read(section, into: &secrets) }
        }
        return secrets
    }

    private static func names(_ key: String, in sections: [AsteriskSection]) -> Set<String> {
        Set(sections.flatMap { $0.all(key) }.flatMap { $0.split(separator: ",").map { TextLines.trimmed($0) } })
    }

    private static func read(_ section: AsteriskSection, into secrets: inout ImportedSecrets) {
        guard let user = section.value("username"), !user.isEmpty else {
            secrets.report("the auth section `\(section.name)` has no `username`", line: section.line)
            return
        }
        // Asterisk's own default for the realm of a challenge.
        let realm = section.value("realm").flatMap { $0.isEmpty ? nil : $0 } ?? "asterisk"
        let type = section.value("auth_type") ?? "userpass"
        let password = section.value("password").flatMap { $0.isEmpty ? nil : $0 }
        switch type.lowercased() {
        case "userpass", "digest":
            if let password {
                secrets.add(user: user, domain: nil, password: password, line: section.line)
                return
            }
            let hashes = section.all("password_digest")
            if hashes.isEmpty {
                secrets.report("the auth section `\(section.name)` has no `password`", line: section.line)
            }
            for text in hashes {
                let hash = text.split(separator: ":", maxSplits: 1).last.map(String.init) ?? ""
                secrets.add(user: user, realm: realm, hash: hash, line: section.line)
            }
        case "md5":
            guard let hash = section.value("md5_cred") else {
                secrets.report("the auth section `\(section.name)` has no `md5_cred`", line: section.line)
                return
            }
            secrets.add(user: user, realm: realm, hash: hash, line: section.line)
        default:
            secrets.warn("`auth_type=\(type)` of `\(section.name)` holds no password", line: section.line)
        }
    }
}
