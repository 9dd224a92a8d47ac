import AccessPolicy
import ArgumentParser
import PolicyFile
import PolicyStore

/// `earshot policy lint`: what in a policy is probably not what was meant.
struct PolicyLintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Point at what in the policy is probably not meant so.",
        discussion: """
            Looks at a policy file, or at the policy in force with its consents when none is named. What it finds is no error: exit \
            status 1 only if the policy itself does not hold.
            """
    )

    @OptionGroup var configurationOption: ConfigurationOption

    @Argument(help: "The policy file.")
    var file: String?

    @Flag(help: "Print one JSON array, an object for every finding.")
    var json = false

    func run() async throws {
        let model: PolicyModel
        var consents: StandingConsents?
        if let file {
            model = try PolicyFile.read(path: file).model
        } else {
            let configuration = try Assembly.configuration(configurationOption)
            model = try configuration.policyModel()
            consents = ConsentRegister(try configuration.store.consents()).standing
        }
        _ = try PolicyCompiler.compile(model, revision: 1)
        let report = PolicyLint.check(model, consents: consents)
        print(json ? JSONText.write(.array(report.findings.map(LintText.json))) : LintText.words(report, model.file))
    }
}

/// The findings of a policy, for a person and for a program.
enum LintText {
    static func json(_ finding: PolicyFinding) -> JSONText.Value {
        .object([
            ("code", .string(finding.code.rawValue)), ("organization", .string(finding.organization)),
            ("kind", .string(finding.part.kind.rawValue)), ("name", .string(finding.part.name)),
            ("line", .number(finding.line)), ("text", .string(finding.text)), ("advice", .string(finding.advice)),
        ])
    }

    static func words(_ report: PolicyLint.Report, _ file: String) -> String {
        let lines = lines(report, file)
        return lines.isEmpty ? "nothing was found" : lines.joined(separator: "\n")
    }

    /// A line for each finding, and one for those that are not listed.
    static func lines(_ report: PolicyLint.Report, _ file: String) -> [String] {
        let more = report.leftOutCount > 0 ? ["\(report.leftOutCount) more findings are not listed"] : []
        return report.findings.map { "\($0.problem(in: file))" } + more
    }
}
