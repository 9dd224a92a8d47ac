import AccessPolicy

/// Users, roles and extensions as tables of ours. What a file is its header says: the column `user`, `role` or `extension` is its first.
enum CSVImport {
    private static let userColumns: Set<String> = ["user", "name", "extensions", "roles"]
    private static let roleColumns: Set<String> = ["role", "members"]
    private static let extensionColumns = Set(
        ["extension", "owner", "consent", "managed"] + Setting.allCases.map(\.rawValue)
    )

    static func read(_ files: [ImportFile], into draft: inout ImportDraft, _ report: inout ImportReport) {
        var (tables, written): ([CSVTable], [String: String]) = ([], [:])
        for file in files { tables.append(CSVTable(file, &report)) }
        // Users first, so that what names them finds them in whatever order the files are.
        for table in tables where table.columns.first == "user" {
            table.noteOthers(than: userColumns, &report)
            for row in table.rows { user(row, &draft, &report) }
        }
        for table in tables {
            switch table.columns.first {
            case "user", nil: break
            case "role":
                table.noteOthers(than: roleColumns, &report)
                for row in table.rows { role(row, &draft, &report) }
            case "extension":
                table.noteOthers(than: extensionColumns, &report)
                for row in table.rows where isNew(row, &written, &report) { settings(row, &draft, &report) }
            case .some(let column):
                let text = "the first column is `\(column)`; it must be `user`, `role` or `extension`"
                report.problem(text, ImportPlace(file: table.file, line: 1))
            }
        }
    }

    private static func user(_ row: CSVTable.Row, _ draft: inout ImportDraft, _ report: inout ImportReport) {
        guard let name = row["user"] else { return report.problem("the row names no user", row.place) }
        guard draft.user(name, called: row["name"], row.place, &report) else { return }
        for number in row.list("extensions") { draft.own(number, by: name, row.place, &report) }
        for role in row.list("roles") { draft.role(.written(role), [Member(.user, name)], row.place, &report) }
    }

    private static func role(_ row: CSVTable.Row, _ draft: inout ImportDraft, _ report: inout ImportReport) {
        guard let name = row["role"] else { return report.problem("the row names no role", row.place) }
        draft.role(.written(name), members(row.list("members"), row, &report), row.place, &report)
    }

    /// Whether no row before says something else of the extension: which of them is meant nobody can tell.
    private static func isNew(
        _ row: CSVTable.Row,
        _ written: inout [String: String],
        _ report: inout ImportReport
    ) -> Bool {
        guard let number = row["extension"] else { return true }
        for column in extensionColumns.subtracting(["extension", "owner"]).sorted() {
            guard let text = row[column] else { continue }
            let known = written.updateValue(text, forKey: "\(column) \(ImportDraft.fold(number))")
            guard let known, known.lowercased() != text.lowercased() else { continue }
            let advice = "leave one of them out"
            report.problem("`\(column)` of extension `\(number)` is `\(known)` in a row before; \(advice)", row.place)
            return false
        }
        return true
    }

    private static func settings(_ row: CSVTable.Row, _ draft: inout ImportDraft, _ report: inout ImportReport) {
        guard let number = row["extension"] else { return report.problem("the row names no extension", row.place) }
        if let problem = NameSyntax.problem(inUserPart: number, noun: "extension") {
            return report.problem(problem, row.place)
        }
        if let owner = row["owner"] {
            if !draft.hasUser(owner) { draft.user(owner, row.place, &report) }
            draft.own(number, by: owner, row.place, &report)
        }
        let status = audience(.status, row, &report)
        let callers = audience(.connectedCallers, row, &report)
        let listening = audience(.listenWhisperBarge, row, &report)
        let consent = word("consent", ConsentRequirement.init(rawValue:), "`required` or `not-required`", row, &report)
        let managed = word("managed", Management.init(rawValue:), "`user` or `admin`", row, &report)
        guard status != nil || callers != nil || listening != nil || consent != nil || managed != nil else { return }
        draft.settings(number) {
            $0.status = status ?? $0.status
            $0.connectedCallers = callers ?? $0.connectedCallers
            $0.listenWhisperBarge = listening ?? $0.listenWhisperBarge
            $0.consent = consent ?? $0.consent
            $0.managed = managed ?? $0.managed
        }
    }

    private static func audience(_ setting: Setting, _ row: CSVTable.Row, _ report: inout ImportReport) -> Located<
        Audience
    >? {
        switch row[setting.rawValue]?.lowercased() {
        case nil: return nil
        case "everyone": return Located(.everyone)
        case "nobody": return Located(.nobody)
        case .some: return Located(.only(members(row.list(setting.rawValue), row, &report)))
        }
    }

    private static func word<Value>(
        _ column: String,
        _ value: (String) -> Value?,
        _ choices: String,
        _ row: CSVTable.Row,
        _ report: inout ImportReport
    ) -> Value? {
        guard let text = row[column] else { return nil }
        guard let found = value(text.lowercased()) else {
            report.problem("`\(column)` cannot be `\(text)`; write \(choices)", row.place)
            return nil
        }
        return found
    }

    /// `user:alice`, `role:Sales`; a name alone is a user's.
    private static func members(_ texts: [String], _ row: CSVTable.Row, _ report: inout ImportReport) -> [Member] {
        texts.map { text in
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let kind = Member.Kind(rawValue: parts[0].lowercased()) else {
                return Member(.user, text)
            }
            return Member(kind, String(parts[1]))
        }
    }
}
