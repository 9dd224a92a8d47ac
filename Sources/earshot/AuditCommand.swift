import ArgumentParser
import AuditTrail
import Enforcement
import Foundation
import PolicyStore

/// `earshot audit`: what is on record.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Check what is on record, and remove what is old.",
        subcommands: [AuditVerifyCommand.self, AuditPruneCommand.self]
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
        var keys = try key.flatMap { chainOnly ? nil : try Self.keys($0) }
        if paths.isEmpty || (key == nil && !chainOnly) {
            let configuration = try Assembly.configuration(configurationOption)
            if paths.isEmpty { paths = [configuration.auditPath] }
            if key == nil, !chainOnly { keys = try Self.keys(configuration) }
            if configuration.isAuditInStore, files.isEmpty { return try verify(configuration, keys) }
        }
        var reading = AuditReading(paths: paths, keys: keys)
        reading.isHeadDemanded = files.isEmpty
        reading.last = try last.map(remembered)
        let report = try reading.report()
        print(json ? JSONText.write(AuditReportText.json(report)) : AuditReportText.words(report))
        guard report.isIntact else { throw ExitCode.failure }
    }

    /// A report for the chain of each node.
    private func verify(_ configuration: Configuration, _ keys: TokenKeys?) throws {
        let store = try configuration.store.open(logger: .silent)
        var isIntact = true
        let nodes = try store.auditNodes()
        var prunings = AuditPrunings()
        if nodes.contains(AuditPruning.chain) {
            prunings = try AuditReading.report(of: AuditPruning.chain, in: store, keys: keys).prunings
        }
        for node in nodes {
            let report = try AuditReading.report(of: node, in: store, keys: keys, after: prunings)
            let text = json ? JSONText.write(AuditReportText.json(report, of: node)) : AuditReportText.words(report)
            print(json ? text : "\(node): \(text)")
            isIntact = isIntact && report.isIntact
        }
        guard isIntact else { throw ExitCode.failure }
    }

    /// The keys: those that nodes share, or where there is one node its file's.
    static func keys(_ configuration: Configuration, at moment: Int64 = .max) throws -> TokenKeys? {
        let shared = SigningKeys(keys: try configuration.store.signingKeys()).tokenKeys(at: moment)
        return try shared ?? keys(configuration.secretPath, at: moment)
    }

    /// The keys of a file; never made here, for new ones verify nothing.
    private static func keys(_ path: String, at moment: Int64 = .max) throws -> TokenKeys? {
        guard FileManager.default.fileExists(atPath: path) else {
            throw CommandError(
                "`\(path)` is not there; say where the secret-file is with `--key FILE`, or `--chain-only`"
            )
        }
        return try SigningKeyFile.load(path: path).tokenKeys(at: moment)
    }

    private func remembered(_ text: String) throws -> RememberedPosition {
        guard let position = RememberedPosition(text) else {
            throw CommandError(
                "`\(text)` names no record; write its number, a colon and at least 12 digits of its hash"
            )
        }
        return position
    }
}
