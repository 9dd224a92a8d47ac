import ArgumentParser
import AuditTrail
import Enforcement
import Foundation

/// `earshot audit`: what is on record.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Check what is on record.",
        subcommands: [AuditVerifyCommand.self]
    )
}

/// `earshot audit verify`: whether the audit is as it was written.
struct AuditVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Is the audit as it was written?",
        discussion: """
            Without FILE the configured file is checked, with its head. Several files are taken as one chain, the oldest first: \
            `earshot audit verify audit.jsonl.1 audit.jsonl`. The exit status is 1 when anything is not as it was written. \
            What was cut off at the end is told by FILE.head, or by `--last` with what the log or the metrics said.
            """
    )

    @OptionGroup var configurationOption: ConfigurationOption

    @Option(help: ArgumentHelp("The secret-file, instead of the one that the configuration names.", valueName: "file"))
    var key: String?

    @Flag(help: "Check the chain of hashes only, for which no key is needed.")
    var chainOnly = false

    @Option(
        help: ArgumentHelp("A record that must be there, by at least 12 digits of its hash.", valueName: "seq:hash")
    )
    var last: String?

    @Flag(help: "Print one JSON object.")
    var json = false

    @Argument(help: ArgumentHelp("Files, the oldest first.", valueName: "file"))
    var files: [String] = []

    func run() async throws {
        var paths = files
        var keyPath = key
        if paths.isEmpty || (keyPath == nil && !chainOnly) {
            let configuration = try Assembly.configuration(configurationOption)
            if paths.isEmpty { paths = [configuration.auditPath] }
            keyPath = keyPath ?? configuration.secretPath
        }
        var reading = AuditReading(paths: paths, keys: chainOnly ? nil : try keys(keyPath ?? ""))
        reading.isHeadDemanded = files.isEmpty
        reading.last = try last.map(remembered)
        let report = try report(of: reading)
        print(json ? JSONText.write(AuditReportText.json(report)) : AuditReportText.words(report))
        guard report.isIntact else { throw ExitCode.failure }
    }

    private func report(of reading: AuditReading) throws -> AuditReport {
        do throws(AuditReading.UnreadableError) {
            return try reading.report()
        } catch {
            StandardError.print(error.text)
            throw ExitCode.failure
        }
    }

    /// The keys; never made here, for new ones verify nothing.
    private func keys(_ path: String) throws -> TokenKeys {
        guard FileManager.default.fileExists(atPath: path) else {
            StandardError.print(
                "`\(path)` is not there; say where the secret-file is with `--key FILE`, or `--chain-only`"
            )
            throw ExitCode.failure
        }
        do throws(SigningKeyFile.UnusableError) {
            return try SigningKeyFile.load(path: path)
        } catch {
            StandardError.print(error.text)
            throw ExitCode.failure
        }
    }

    private func remembered(_ text: String) throws -> RememberedPosition {
        guard let position = RememberedPosition(text) else {
            StandardError.print(
                "`\(text)` names no record; write its number, a colon and at least 12 digits of its hash"
            )
            throw ExitCode.failure
        }
        return position
    }
}

/// Reads files of the audit, a block at a time, and has them verified.
struct AuditReading {
    /// A file cannot be read.
    struct UnreadableError: Error {
        let text: String
    }

    let paths: [String]
    let keys: TokenKeys?
    var isHeadDemanded = false
    var last: RememberedPosition?

    init(paths: [String], keys: TokenKeys?) {
        self.paths = paths
        self.keys = keys
    }

    /// What the files came to. One that is being written may be met in the middle of a line: then it is read again.
    func report() throws(UnreadableError) -> AuditReport {
        let report = try readOnce()
        return report.problems.map(\.kind) == [.torn] ? try readOnce() : report
    }

    private func readOnce() throws(UnreadableError) -> AuditReport {
        var verifier = AuditVerifier(keys: keys)
        // Before the file, which may grow meanwhile.
        if let last { verifier.expect(last, from: "`--last`") }
        if let newest = paths.last { expectHead(of: newest, &verifier) }
        for path in paths {
            verifier.begin(file: path)
            guard let file = FileHandle(forReadingAtPath: path) else {
                throw UnreadableError(text: "`\(path)` cannot be read; check the path and the permissions")
            }
            defer { try? file.close() }
            do {
                while let block = try file.read(upToCount: AuditLimits.readBytes), !block.isEmpty {
                    verifier.take(Array(block))
                }
            } catch {
                throw UnreadableError(text: "`\(path)` cannot be read to its end: \(error.localizedDescription)")
            }
            verifier.end()
        }
        return verifier.finish()
    }

    private func expectHead(of path: String, _ verifier: inout AuditVerifier) {
        let headPath = "\(path).head"
        if let head = FileManager.default.contents(atPath: headPath) {
            verifier.expect(head: Array(head), from: headPath)
        } else if last == nil {
            verifier.missHead(headPath, isProblem: isHeadDemanded)
        }
    }
}

/// A report, for a program and for a person.
enum AuditReportText {
    static func json(_ report: AuditReport) -> JSONText.Value {
        .object([
            ("ok", .bool(report.isIntact)),
            ("records", .number(report.recordCount)),
            ("unprotected", .number(report.unprotectedLineCount)),
            ("first", position(report.first)),
            ("last", position(report.last)),
            ("problem-count", .number(report.problemCount)),
            (
                "problems",
                .array(
                    report.problems.map {
                        .object([
                            ("file", .string($0.file)), ("line", .number($0.line)), ("kind", .string($0.kind.rawValue)),
                            ("text", .string($0.text)),
                        ])
                    }
                )
            ),
            ("remarks", .array(report.remarks.map(JSONText.Value.string))),
        ])
    }

    static func words(_ report: AuditReport) -> String {
        var lines = report.problems.map { "\($0.description) (\($0.kind.rawValue))" }
        let rest = report.problemCount - report.problems.count
        if rest > 0 { lines.append("and \(rest) more") }
        lines += report.remarks.map { "note: \($0)" }
        let found = report.isIntact ? "intact" : "not intact, \(report.problemCount) problems"
        lines.append("\(found): \(report.recordCount) records")
        if let first = report.first, let last = report.last {
            lines.append("first \(first.text)")
            lines.append("last  \(last.text)")
        }
        return lines.joined(separator: "\n")
    }

    private static func position(_ position: AuditPosition?) -> JSONText.Value {
        guard let position else { return .null }
        return .object([("seq", .number(Int(clamping: position.seq))), ("hash", .string(position.hash.text))])
    }
}
