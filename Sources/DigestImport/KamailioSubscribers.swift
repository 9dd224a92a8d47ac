import Enforcement
import PBXFiles

/// A dump of Kamailio's `subscriber` table: a header row, then one user a line, with commas or tabs between.
///
/// The columns `username`, `domain`, `password`, `ha1` and `ha1b` are read, others are not. `ha1` is made with the user name, `ha1b` with
/// `user@domain` as the name; both for the domain as the realm (auth_db, `calculate_ha1`).
enum KamailioSubscribers {
    private enum Column: String, CaseIterable { case username, domain, password, ha1, ha1b }

    static func read(_ text: String, file: String, realms: Realms) -> ImportedSecrets {
        var secrets = ImportedSecrets(file: file, realms: realms)
        let lines = TextLines.of(text).filter { !$0.line.isEmpty }
        guard let header = lines.first else {
            secrets.report("the file is empty; dump the table with its header row", line: 0)
            return secrets
        }
        let separator: Character = header.line.contains("\t") ? "\t" : ","
        let names = fields(header.line, separator)?.map { $0.lowercased() } ?? []
        var columns: [Column: Int] = [:]
        for column in Column.allCases { columns[column] = names.firstIndex(of: column.rawValue) }
        guard columns[.username] != nil, columns[.password] != nil || columns[.ha1] != nil else {
            secrets.report(
                "the first line must name the columns, `username` and `password` or `ha1` among them",
                line: header.number
            )
            return secrets
        }
        for (number, line) in lines.dropFirst() {
            guard let values = fields(line, separator), values.count == names.count else {
                secrets.report("the line has not the \(names.count) fields that the first line names", line: number)
                continue
            }
            let row = columns.mapValues { values[$0] }.filter { !["", "NULL", "\\N"].contains($0.value) }
            read(row, into: &secrets, line: number)
        }
        return secrets
    }

    private static func read(_ row: [Column: String], into secrets: inout ImportedSecrets, line: Int) {
        guard let user = row[.username] else {
            secrets.report("the line has no `username`", line: line)
            return
        }
        let domain = row[.domain]
        if let password = row[.password] {
            if let domain, let hash = row[.ha1], hash.utf8.count == DigestAlgorithm.md5.digits,
                DigestSecrets.Entry(user: user, realm: domain, algorithm: .md5, ha1: hash)
                    != DigestSecrets.Entry(user: user, realm: domain, algorithm: .md5, password: password)
            {
                secrets.report(
                    "`password` and `ha1` of `\(user)` do not go together; leave one of them out",
                    line: line
                )
                return
            }
            secrets.add(user: user, domain: domain, password: password, line: line)
            if let domain { secrets.add(user: "\(user)@\(domain)", domain: domain, password: password, line: line) }
            return
        }
        guard let hash = row[.ha1] else {
            secrets.report("`\(user)` has neither `password` nor `ha1`", line: line)
            return
        }
        secrets.add(user: user, realm: domain, hash: hash, line: line)
        if let domain, let hash = row[.ha1b] {
            secrets.add(user: "\(user)@\(domain)", realm: domain, hash: hash, line: line)
        }
    }

    /// The fields of a line; a field may be in double quotes, which are doubled inside (RFC 4180 §2). Nil when a quote is not closed.
    private static func fields(_ line: String, _ separator: Character) -> [String]? {
        var fields = [""]
        var isQuoted = false
        var rest = line[...]
        while let character = rest.popFirst() {
            switch (character, isQuoted) {
            case ("\"", true) where rest.first == "\"":
                rest.removeFirst()
                fields[fields.count - 1].append("\"")
            case ("\"", _):
                isQuoted.toggle()
            case (separator, false):
                fields.append("")
            default:
                fields[fields.count - 1].append(character)
            }
        }
        return isQuoted ? nil : fields.map { TextLines.trimmed($0[...]) }
    }
}
