import PBXFiles

/// A dial plan of FreeSWITCH: the tags of its files, with those that they include.
struct FreeSwitchDialplan {
    /// One file.
    struct Document {
        let path: String
        let tags: [XMLTagScanner.Tag]
    }

    private(set) var documents: [Document] = []
    /// What `X-PRE-PROCESS` sets, for all files: a channel has a variable of its own, else this.
    private(set) var globals: [String: String] = [:]

    /// Reads these files, in their order, each once; what cannot be read is a problem of the report.
    static func read(_ paths: [String], in files: some DialplanFiles, _ report: inout DialplanReport)
        -> FreeSwitchDialplan
    {
        var plan = FreeSwitchDialplan()
        for path in paths { plan.read(path, in: files, depth: 0, &report) }
        return plan
    }

    private mutating func read(_ path: String, in files: some DialplanFiles, depth: Int, _ report: inout DialplanReport)
    {
        guard !documents.contains(where: { $0.path == path }), report.opened(path) else { return }
        guard let text = files.text(of: path) else {
            return report.add(problem: "the file cannot be read; check its path, mode and size", path)
        }
        var tags: [XMLTagScanner.Tag] = []
        var scanner = XMLTagScanner(text)
        while let tag = scanner.next() { tags.append(tag) }
        documents.append(Document(path: path, tags: tags))
        for line in scanner.badLines { report.add(problem: "the tag cannot be read", path, line) }
        for tag in tags where tag.name == "X-PRE-PROCESS" { follow(tag, of: path, in: files, depth: depth, &report) }
    }

    private mutating func follow(
        _ tag: XMLTagScanner.Tag,
        of path: String,
        in files: some DialplanFiles,
        depth: Int,
        _ report: inout DialplanReport
    ) {
        let data = tag.attributes["data"] ?? ""
        switch tag.attributes["cmd"] {
        case "set":
            let parts = data.split(separator: "=", maxSplits: 1).map(String.init)
            if parts.count == 2, globals.count < DialplanLimits.variablesMax { globals[parts[0]] = parts[1] }
        case "include":
            guard depth < DialplanLimits.includeDepthMax else {
                return report.add(problem: "`\(data)` is included too deep; does it include itself?", path, tag.line)
            }
            for found in files.files(matching: DialplanPath.join(DialplanPath.folder(of: path), data)) {
                read(found, in: files, depth: depth + 1, &report)
            }
        case "exec", "exec-set":
            report.add(problem: "`\(data)` is not run; check what it prints as a file of its own", path, tag.line)
        default: break
        }
    }
}
