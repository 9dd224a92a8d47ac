import ArgumentParser

/// The command line. Each verb assembles what it needs and holds no rule of its own.
@main
struct Earshot: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "earshot",
        abstract: "Decides who may watch, see and listen to whom, on the wire between the phones and the PBX.",
        discussion: """
            Begin with a configuration that names your PBX and a policy:

              earshot validate --config earshot.yaml
              earshot explain --config earshot.yaml --watcher alice --extension 101
              earshot serve --config earshot.yaml

            Then point the phones' outbound proxy at Earshot. Nothing else changes on them.
            """,
        version: "earshot \(Version.text)",
        subcommands: [
            ServeCommand.self, ValidateCommand.self, ExplainCommand.self, WhoCanCommand.self, InspectCommand.self,
            PolicyCommand.self, ConsentCommand.self, DigestCommand.self, DoctorCommand.self, AuditCommand.self,
            LintDialplanCommand.self, KeysCommand.self,
            LiveCommand.self, AccountCommand.self,
        ]
    )

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            guard let known = CommandError(error) else { exit(withError: error) }
            known.lines.forEach(StandardError.print)
            exit(withError: ExitCode.failure)
        }
    }
}

/// The version, as `--version` prints it.
enum Version {
    static let text = "0.1.0"
}

/// The one option that every verb has.
struct ConfigurationOption: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The configuration file.", valueName: "file"))
    var config = "earshot.yaml"
}
