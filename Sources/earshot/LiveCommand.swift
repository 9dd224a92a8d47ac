import Admin
import ArgumentParser

/// `earshot live`: who watches or listens to whom at this moment, by the running proxy.
struct LiveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "live",
        abstract: "Who watches and listens to whom now?",
        discussion: """
            Asks the running proxy at the address under `admin`, as an operator: by a token for a minute that is signed with its keys, \
            which must be readable: `secret-file`, or the store that nodes share.
            """
    )

    @OptionGroup var configurationOption: ConfigurationOption

    @Option(help: ArgumentHelp("Only what this user watches or listens to.", valueName: "user"))
    var watcher: String?

    @Option(
        name: .customLong("extension"),
        help: ArgumentHelp("Only what is about this extension.", valueName: "number")
    )
    var target: String?

    @Option(help: ArgumentHelp("`subscription` or `listening`.", valueName: "kind"))
    var kind: LiveList.Kind?

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() async throws {
        let configuration = try Assembly.configuration(configurationOption)
        let bearer = try Assembly.localToken(configuration)
        let query = LiveQuery(watcher: watcher, target: target, kind: kind)
        let list = try await LiveQuestion.ask(configuration, query, bearer: bearer)
        print(json ? JSONText.write(LiveText.json(list)) : LiveText.table(list))
    }
}

extension LiveList.Kind: ExpressibleByArgument {}
