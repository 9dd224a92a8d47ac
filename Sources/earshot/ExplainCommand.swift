import AccessPolicy
import ArgumentParser

/// `earshot explain`: what one watcher may do about one extension, and why.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "What may this watcher see of this extension, and why?"
    )

    @OptionGroup var configurationOption: ConfigurationOption

    @Option(help: ArgumentHelp("The user who watches, by name.", valueName: "user"))
    var watcher: String

    @Option(name: .customLong("extension"), help: ArgumentHelp("The extension watched.", valueName: "number"))
    var target: String

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() async throws {
        let policy = try Assembly.policy(Assembly.configuration(configurationOption))
        guard let explanation = policy.explain(watcher: watcher, target: target) else {
            StandardError.print("`\(watcher)` is not a user of the policy; `earshot who-can` lists those who are")
            throw ExitCode.failure
        }
        print(json ? JSONText.write(ExplanationText.json(explanation)) : ExplanationText.words(explanation))
    }
}

/// `earshot who-can`: the same for every user of the organisation.
struct WhoCanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "who-can",
        abstract: "Who may see this extension and listen to it, and why?"
    )

    @OptionGroup var configurationOption: ConfigurationOption

    @Option(name: .customLong("extension"), help: ArgumentHelp("The extension watched.", valueName: "number"))
    var target: String

    @Flag(help: "Print one JSON array, an object for every user.")
    var json = false

    func run() async throws {
        let policy = try Assembly.policy(Assembly.configuration(configurationOption))
        let explanations = policy.whoCan(target: target)
        if json {
            print(JSONText.write(.array(explanations.map(ExplanationText.json))))
        } else {
            print(ExplanationText.table(explanations, of: target))
        }
    }
}

/// An explanation, for a program and for a person.
enum ExplanationText {
    static func json(_ explanation: Explanation) -> JSONText.Value {
        .object([
            ("watcher", .string(explanation.watcher)),
            ("extension", .string(explanation.target)),
            ("status", .bool(explanation.status)),
            ("connected-callers", .bool(explanation.connectedCallers)),
            ("listen-whisper-barge", .bool(explanation.listen)),
            ("disclosure", .string(explanation.disclosure.name)),
            (
                "reasons",
                .object([
                    ("status", .string(explanation.reasons.status)),
                    ("connected-callers", .string(explanation.reasons.connectedCallers)),
                    ("listen-whisper-barge", .string(explanation.reasons.listen)),
                ])
            ),
        ])
    }

    static func words(_ explanation: Explanation) -> String {
        """
        \(explanation.watcher) watching \(explanation.target): disclosure \(explanation.disclosure.name)
          status                  \(answer(explanation.status))  \(explanation.reasons.status)
          connected callers       \(answer(explanation.connectedCallers))  \(explanation.reasons.connectedCallers)
          listen, whisper, barge  \(answer(explanation.listen))  \(explanation.reasons.listen)
        """
    }

    static func table(_ explanations: [Explanation], of target: String) -> String {
        let width = explanations.map(\.watcher.count).max() ?? 0
        let lines = explanations.map { explanation in
            let name = explanation.watcher + String(repeating: " ", count: width - explanation.watcher.count)
            return "  \(name)  status \(answer(explanation.status))  callers \(answer(explanation.connectedCallers))"
                + "  listen \(answer(explanation.listen))  (\(explanation.reasons.status))"
        }
        // One reason for all whom it keeps from listening.
        let consent = explanations.first { $0.listenRule == .consentMissing }.map { ["  " + $0.reasons.listen] } ?? []
        return "extension \(target)\n" + (lines + consent).joined(separator: "\n")
    }

    private static func answer(_ yes: Bool) -> String { yes ? "yes" : "no " }
}
