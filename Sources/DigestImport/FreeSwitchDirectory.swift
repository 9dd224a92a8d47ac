import PBXFiles

/// Users of a FreeSWITCH directory: `<user id="…">` with the params `password` or `a1-hash` (mod_sofia; the hash is MD5 over user, domain and
/// password). `$${variables}` are replaced where the same file sets them.
enum FreeSwitchDirectory {
    fileprivate struct User {
        var id: String
        var line: Int
        var isPointer: Bool
        var password: String?
        var hash: String?
    }

    fileprivate struct Reader {
        var secrets: ImportedSecrets
        var variables = FreeSwitchVariables()
        var domain: String?
        var user: User?
    }

    static func read(_ text: String, file: String, realms: Realms) -> ImportedSecrets {
        var reader = Reader(secrets: ImportedSecrets(file: file, realms: realms))
        var scanner = XMLTagScanner(text)
        while let tag = scanner.next() { reader.take(tag) }
        for line in scanner.badLines { reader.secrets.report("the tag cannot be read", line: line) }
        if let user = reader.user { reader.secrets.report("`<user>` is not closed", line: user.line) }
        return reader.secrets
    }
}

extension FreeSwitchDirectory.Reader {
    fileprivate mutating func take(_ tag: XMLTagScanner.Tag) {
        switch tag.name {
        case "X-PRE-PROCESS": variables.take(tag)
        case "domain":
            domain = tag.isStart && !tag.isEnd ? tag.attributes["name"].flatMap(variables.expanded) : nil
        case "user":
            if tag.isStart { open(tag) }
            if tag.isEnd { close() }
        case "param" where user != nil:
            param(tag)
        default:
            break
        }
    }

    private mutating func open(_ tag: XMLTagScanner.Tag) {
        if let user { secrets.report("`<user>` is not closed", line: user.line) }
        user = nil
        guard let id = tag.attributes["id"].flatMap(variables.expanded), !id.isEmpty else {
            secrets.report("`<user>` has no `id`", line: tag.line)
            return
        }
        user = .init(id: id, line: tag.line, isPointer: tag.attributes["type"] == "pointer")
    }

    private mutating func param(_ tag: XMLTagScanner.Tag) {
        guard let name = tag.attributes["name"], name == "password" || name == "a1-hash" else { return }
        guard let value = tag.attributes["value"].flatMap(variables.expanded) else {
            let text = tag.attributes["value"] ?? ""
            secrets.report(
                "`\(name)` has no value, or a variable that this file does not set"
                    + (text.hasPrefix("$${") ? " (`\(text)`)" : ""),
                line: tag.line
            )
            user?.isPointer = true
            return
        }
        if name == "password" { user?.password = value } else { user?.hash = value }
    }

    private mutating func close() {
        guard let user else { return }
        self.user = nil
        if let hash = user.hash {
            secrets.add(user: user.id, realm: domain, hash: hash, line: user.line)
        } else if let password = user.password, !password.isEmpty {
            secrets.add(user: user.id, domain: domain, password: password, line: user.line)
        } else if !user.isPointer {
            secrets.warn(
                "`\(user.id)` has neither `password` nor `a1-hash`, so it cannot be challenged",
                line: user.line
            )
        }
    }
}
