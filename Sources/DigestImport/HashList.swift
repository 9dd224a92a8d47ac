import PBXFiles

/// Lines of `user:realm:hash`; empty lines and those that begin with `#` are left out.
enum HashList {
    static func read(_ text: String, file: String, realms: Realms) -> ImportedSecrets {
        var secrets = ImportedSecrets(file: file, realms: realms)
        for (number, line) in TextLines.of(text) where !line.hasPrefix("#") && !line.isEmpty {
            let parts = line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 3, !parts[0].isEmpty, !parts[1].isEmpty else {
                secrets.report("a line is `user:realm:hash`", line: number)
                continue
            }
            secrets.add(user: parts[0], realm: parts[1], hash: parts[2], line: number)
        }
        return secrets
    }
}
