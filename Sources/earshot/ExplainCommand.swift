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
            throw CommandError("`\(watcher)` is not a user of the policy; `earshot who-can` lists those who are")
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
