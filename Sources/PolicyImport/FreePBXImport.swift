import AccessPolicy
import PBXFiles

/// What FreePBX has: a dump of its database (`mysqldump asterisk`), and classes of service as a table.
///
/// The tables `users`, `devices` and `sip` are those of FreePBX's core module, `ringgroups` that of the module of this name. The module Class of Service is commercial,
/// and nobody has published how it keeps or exports its classes; they are taken in as a CSV file of the columns `class` and `members`.
enum FreePBXImport {
    private static let tables: Set<String> = ["users", "devices", "sip", "ringgroups", "featurecodes"]

    static func read(_ files: [ImportFile], into draft: inout ImportDraft, _ report: inout ImportReport) {
        for file in files where !isTable(file) { readDump(file, &draft, &report) }
        for file in files where isTable(file) { readTable(file, &draft, &report) }
    }

    private static func isTable(_ file: ImportFile) -> Bool { file.name.lowercased().hasSuffix(".csv") }

    // MARK: The dump

    private static func readDump(_ file: ImportFile, _ draft: inout ImportDraft, _ report: inout ImportReport) {
        let dump = SQLDump(file.text, tables: tables)
        for problem in dump.problems { report.problem(problem.text, ImportPlace(file: file.name, line: problem.line)) }
        guard dump.rows["users"] != nil else {
            let text = "there are no rows of the table `users` in it; dump FreePBX's database `asterisk` with its data"
            return report.problem(text, ImportPlace(file: file.name, line: 0))
        }
        for row in dump.rows["users"] ?? [] {
            let place = ImportPlace(file: file.name, line: row.line)
            guard let number = row["extension"] else {
                report.problem("a user has no extension", place)
                continue
            }
            guard draft.user(number, called: row["name"], place, &report) else { continue }
            draft.own(number, by: number, place, &report)
        }
        for row in dump.rows["devices"] ?? [] { readDevice(row, file, &draft, &report) }
        for row in dump.rows["sip"] ?? [] { readSetting(row, dump, file, &draft, &report) }
        for row in dump.rows["ringgroups"] ?? [] { readGroup(row, file, &draft, &report) }
        readCodes(dump.rows["featurecodes"] ?? [], file, &report)
        let classes = dump.tables.filter { $0.hasPrefix("cos") || $0.contains("classofservice") }
        if !classes.isEmpty {
            let names = classes.prefix(5).map { "`\($0)`" }.joined(separator: ", ")
            let text =
                "\(names) look like the module Class of Service, whose tables are not published; "
                + "write its classes to a CSV file with the columns `class` and `members`"
            report.note(text, ImportPlace(file: file.name, line: 0))
        }
        report.noteOnce("voicemail, recording, routes, passwords and destinations are no policy and were left out")
    }

    /// A device registers under its own name, which is another than the extension's where devices and users are kept apart.
    private static func readDevice(
        _ row: SQLDump.Row,
        _ file: ImportFile,
        _ draft: inout ImportDraft,
        _ report: inout ImportReport
    ) {
        let place = ImportPlace(file: file.name, line: row.line)
        guard let device = row["id"] else { return }
        guard let user = row["user"], user != "none" else {
            return report.note("device `\(device)` belongs to nobody and was left out", place)
        }
        guard draft.hasUser(user) else {
            return report.note(
                "device `\(device)` belongs to `\(user)`, who is not in `users`, and was left out",
                place
            )
        }
        if ImportDraft.fold(device) != ImportDraft.fold(user) { draft.own(device, by: user, place, &report) }
        if row["devicetype"] == "adhoc" {
            report.note("device `\(device)` is for whoever logs on to it; it is `\(user)`'s here", place)
        }
        if row["hint_override"] != nil {
            report.note("device `\(device)` has a hint of its own, which was left out", place)
        }
    }

    private static func readSetting(
        _ row: SQLDump.Row,
        _ dump: SQLDump,
        _ file: ImportFile,
        _ draft: inout ImportDraft,
        _ report: inout ImportReport
    ) {
        let place = ImportPlace(file: file.name, line: row.line)
        guard let device = row["id"], let keyword = row["keyword"], let data = row["data"],
            let user = draft.owner(of: device)
        else { return }
        switch keyword {
        case "namedcallgroup", "callgroup": group(RoleName.callGroup, data, user, place, &draft, &report)
        case "namedpickupgroup", "pickupgroup": group(RoleName.pickupGroup, data, user, place, &draft, &report)
        case "context" where data != "from-internal":
            report.note("`\(device)` is in the context `\(data)`; what that may dial and see was left out", place)
        default: break
        }
    }

    private static func group(
        _ kind: (String) -> RoleName,
        _ names: String,
        _ user: String,
        _ place: ImportPlace,
        _ draft: inout ImportDraft,
        _ report: inout ImportReport
    ) {
        for name in names.split(separator: ",").map({ TextLines.trimmed($0) }) where !name.isEmpty {
            draft.role(kind(name), [Member(.user, user)], place, &report)
        }
        report.noteOnce("call and pickup groups have become roles, which no setting names yet")
    }

    /// `grplist` is numbers between `-`; those with `#` are dialled outside.
    private static func readGroup(
        _ row: SQLDump.Row,
        _ file: ImportFile,
        _ draft: inout ImportDraft,
        _ report: inout ImportReport
    ) {
        let place = ImportPlace(file: file.name, line: row.line)
        guard let number = row["grpnum"] else { return }
        var members: [Member] = []
        for entry in (row["grplist"] ?? "").split(separator: "-") {
            if let user = draft.owner(of: String(entry)) {
                members.append(Member(.user, user))
            } else {
                report.note("`\(entry)` in the ring group `\(number)` is nobody's extension and was left out", place)
            }
        }
        draft.role(.ringGroup(number: number, description: row["description"]), members, place, &report)
        report.noteOnce("ring groups have become roles, which no setting names yet")
    }

    private static func readCodes(_ rows: [SQLDump.Row], _ file: ImportFile, _ report: inout ImportReport) {
        for row in rows where ["chanspy", "zapbarge"].contains(row["featurename"] ?? "") && row["enabled"] == "1" {
            let code = row["customcode"] ?? row["defaultcode"] ?? ""
            let text =
                "`\(code)` lets anybody listen to any call at the PBX; "
                + "set `feature-codes: {preset: freepbx}`, or list the code, so that Earshot judges it"
            report.note(text, ImportPlace(file: file.name, line: row.line))
        }
    }

    // MARK: Tables

    /// Classes of service, or extensions as the Bulk Handler exports them.
    private static func readTable(_ file: ImportFile, _ draft: inout ImportDraft, _ report: inout ImportReport) {
        let table = CSVTable(file, &report)
        switch table.columns {
        case let columns where columns.contains("class") && columns.contains("members"):
            table.noteOthers(than: ["class", "members"], &report)
            for row in table.rows { readClass(row, &draft, &report) }
            report.noteOnce(
                "classes of service have become roles, which no setting names yet; "
                    + "what they allow to dial is no policy and was left out"
            )
        case let columns where columns.contains("extension") && columns.contains("name"):
            table.noteOthers(than: ["extension", "name"], &report)
            for row in table.rows {
                guard let number = row["extension"] else { continue }
                guard draft.user(number, called: row["name"], row.place, &report) else { continue }
                draft.own(number, by: number, row.place, &report)
            }
        default:
            let text =
                "the columns are neither `class` and `members` nor, as of the Bulk Handler, `extension` and `name`"
            report.problem(text, ImportPlace(file: file.name, line: 1))
        }
    }

    private static func readClass(_ row: CSVTable.Row, _ draft: inout ImportDraft, _ report: inout ImportReport) {
        guard let name = row["class"] else { return report.problem("the row names no class", row.place) }
        var members: [Member] = []
        for number in row.list("members") {
            if let user = draft.owner(of: number) {
                members.append(Member(.user, user))
            } else {
                report.note("`\(number)` in the class `\(name)` is nobody's extension and was left out", row.place)
            }
        }
        draft.role(.serviceClass(name), members, row.place, &report)
    }
}
