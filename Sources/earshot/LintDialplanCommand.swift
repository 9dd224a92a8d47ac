import ArgumentParser
import DialplanLint
import Foundation

/// `earshot lint-dialplan`: what of a dial plan lets a listener do more than was judged.
struct LintDialplanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint-dialplan",
        abstract: "Point at lines of a dial plan that let a listener hop or speak.",
        discussion: """
            Reads Asterisk's `extensions.conf` with what it includes, and FreeSWITCH's XML, a file or a folder of them. AEL is not \
            read. Exits with 1 when a line lets a listener do more than Earshot has judged, with 2 when something could not be read; notes do not count.
            """
    )

    @Argument(help: ArgumentHelp("An extensions.conf, an XML file, or a folder.", valueName: "path"))
    var paths: [String]

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        let report = DialplanLint.check(paths, in: FolderOnDisk())
        print(json ? Self.json(report) : Self.text(report))
        if !report.problems.isEmpty { throw ExitCode(2) }
        if report.hasFindings { throw ExitCode.failure }
    }

    static func text(_ report: DialplanReport) -> String {
        var lines = report.findings.map { finding in
            let note = finding.grade == .note ? "note: " : ""
            return "\(finding.file):\(finding.line): \(note)\(finding.text)"
        }
        lines += report.problems.map { $0.line == 0 ? "\($0.file): \($0.text)" : "\($0.file):\($0.line): \($0.text)" }
        let found = report.findings.filter { $0.grade == .finding }.count
        lines.append("\(report.files.count) files, \(found) findings, \(report.findings.count - found) notes")
        return lines.joined(separator: "\n")
    }

    static func json(_ report: DialplanReport) -> String {
        let findings = report.findings.map { finding in
            JSONText.Value.object([
                ("file", .string(finding.file)), ("line", .number(finding.line)),
                ("grade", .string(finding.grade.rawValue)), ("rule", .string(finding.rule.rawValue)),
                ("text", .string(finding.text)),
            ])
        }
        let unread = report.problems.map { problem in
            JSONText.Value.object([
                ("file", .string(problem.file)), ("line", .number(problem.line)), ("text", .string(problem.text)),
            ])
        }
        return JSONText.write(
            .object([
                ("ok", .bool(!report.hasFindings && report.problems.isEmpty)), ("findings", .array(findings)),
                ("unread", .array(unread)), ("files", .array(report.files.map(JSONText.Value.string))),
            ])
        )
    }
}

/// Dial plans on the disk.
struct FolderOnDisk: DialplanFiles {
    func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    func names(in folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }

    func text(of path: String) -> String? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: (path as NSString).resolvingSymlinksInPath)
        guard let attributes, attributes[.type] as? FileAttributeType == .typeRegular,
            let size = (attributes[.size] as? NSNumber)?.intValue, size <= DialplanLimits.fileBytesMax
        else { return nil }
        return FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }
}
