import ArgumentParser
import DigestImport
import Enforcement
import Logging
import PolicyStore

/// `earshot digest`: the hashes that phones are checked by.
struct DigestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "digest",
        abstract: "Keep the hashes that phones are checked by.",
        subcommands: [DigestImportCommand.self]
    )
}

/// `earshot digest import`: passwords and hashes out of another PBX's file, as hashes into the store.
struct DigestImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Put the passwords or hashes of a file into the store, as hashes.",
        discussion: """
            The file is named with what wrote it: asterisk:PATH, freeswitch:PATH, kamailio:PATH or ha1:PATH. A hash replaces \
            the one that the store has for the same user. They count where `digest` lists `store` under `secrets`, from the next start on.
            """
    )

    @OptionGroup var configurationOption: ConfigurationOption

    @Argument(help: ArgumentHelp("The file, as in asterisk:/etc/asterisk/pjsip.conf.", valueName: "format:path"))
    var source: String

    func run() async throws {
        guard let source = SecretSource(source) else {
            let known = SecretSource.Format.allCases.map { "`\($0.rawValue):PATH`" }.joined(separator: ", ")
            throw CommandError("`\(self.source)` is no file of secrets; write \(known)")
        }
        let configuration = try Assembly.configuration(configurationOption)
        let policy = try Assembly.policy(configuration)
        var only = configuration
        (only.digestSecrets, only.digestFromStore) = ([source], false)
        let reading = DigestSecretFiles.read(only, policy: policy)
        (reading.problems + reading.warnings).forEach { StandardError.print("\($0)") }
        guard reading.problems.isEmpty else { throw ExitCode.failure }
        let store = try configuration.store.open(logger: Logger(label: "earshot"))
        try store.write(reading.secrets.entries.map(StoredSecret.init))
        print("\(reading.secrets.count) hashes are in \(configuration.store.name)")
    }
}
