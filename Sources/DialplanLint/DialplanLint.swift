/// Points at the lines of a dial plan that let a listener do more than was judged when the code was dialled: go to another call, or speak.
public enum DialplanLint {
    /// Checks files and folders: `extensions.conf` with what it includes, FreeSWITCH's XML.
    public static func check(_ paths: [String], in files: some DialplanFiles) -> DialplanReport {
        paths.reduce(into: DialplanReport()) { report, path in report = check(path, in: files, report) }
    }

    private static func check(_ path: String, in files: some DialplanFiles, _ report: DialplanReport) -> DialplanReport
    {
        var report = report
        if files.isFolder(path) { return checkFolder(path, in: files, report) }
        if path.hasSuffix(".ael") || path.hasSuffix(".lua") {
            report.add(problem: "AEL and Lua are not read; check what `dialplan save` writes", path)
            return report
        }
        guard let text = files.text(of: path) else {
            report.add(problem: "the file cannot be read; check its path, mode and size", path)
            return report
        }
        if path.hasSuffix(".xml") || text.first(where: { !$0.isWhitespace }) == "<" {
            let plan = FreeSwitchDialplan.read([path], in: files, &report)
            return FreeSwitchLint.check(plan, report)
        }
        let plan = AsteriskDialplan.read(path, in: files, &report)
        return AsteriskLint.check(plan, report)
    }

    private static func checkFolder(_ folder: String, in files: some DialplanFiles, _ report: DialplanReport)
        -> DialplanReport
    {
        let documents = files.files(below: folder, ending: ".xml")
        if !documents.isEmpty {
            var report = report
            let plan = FreeSwitchDialplan.read(documents, in: files, &report)
            return FreeSwitchLint.check(plan, report)
        }
        let first = DialplanPath.join(folder, "extensions.conf")
        if !files.files(matching: first).isEmpty { return check(first, in: files, report) }
        var report = report
        report.add(problem: "the folder holds neither XML nor `extensions.conf`; name the file", folder)
        return report
    }
}
