import ArgumentParser
import Foundation
import PolicyStore

/// `earshot keys`: what signs, and what follows it.
struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "List, change and remove the signing keys.",
        discussion: """
            They are in the store where that is a PostgreSQL, else in the secret-file. Running proxies take changes in by themselves.
            """,
        subcommands: [KeysListCommand.self, KeysRotateCommand.self, KeysRemoveCommand.self]
    )

    /// Where the configuration has its keys.
    fileprivate static func source(_ configuration: Configuration) throws -> SigningKeySource {
        let store = configuration.store.isShared ? try configuration.store.open(logger: .silent).keyStore : nil
        return SigningKeySource(path: configuration.secretPath, store: store)
    }

    fileprivate static var now: Int64 { Int64(Date().timeIntervalSince1970) }

    /// A line for each key, the newest last.
    static func text(_ keys: SigningKeys, now: Int64) -> String {
        let current = keys.current(at: now)
        return keys.keys.map { key in
            if key.number == current { return "\(key.number) signs" }
            guard key.signsFrom > now else { return "\(key.number) verifies" }
            return "\(key.number) verifies, and signs from \(time(key.signsFrom)) on"
        }.joined(separator: "\n")
    }

    fileprivate static func time(_ second: Int64) -> String {
        Date(timeIntervalSince1970: TimeInterval(second)).formatted(.iso8601)
    }
}

/// `earshot keys list`: their numbers, never the keys.
struct KeysListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Which keys there are.")

    @OptionGroup var configurationOption: ConfigurationOption

    func run() async throws {
        let source = try KeysCommand.source(Assembly.configuration(configurationOption))
        print(KeysCommand.text(try source.load(), now: KeysCommand.now))
    }
}

/// `earshot keys rotate`: a new key, which verifies at once and signs later.
struct KeysRotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Make a new key, which signs later.",
        discussion: """
            Every node must have the key before one signs with it, so that it verifies everywhere; that is what the time is for. \
            Keys of before go on verifying until they are removed.
            """
    )

    @OptionGroup var configurationOption: ConfigurationOption

    @Option(help: ArgumentHelp("After how long it signs.", valueName: "seconds"))
    var after: Int64 = 300

    func validate() throws {
        guard (0...31_536_000).contains(after) else { throw ValidationError("`--after` is 0 to 31536000 seconds") }
    }

    func run() async throws {
        let source = try KeysCommand.source(Assembly.configuration(configurationOption))
        let key = try source.add(signingAfter: after, now: KeysCommand.now)
        print("\(key.number) verifies, and signs from \(KeysCommand.time(key.signsFrom)) on")
    }
}

/// `earshot keys remove`: what it signed is believed no more.
struct KeysRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove a key that no dialog needs any more.",
        discussion: """
            Dialogs whose messages it has signed are strangers from then on, and audit records under it cannot be verified \
            unless the key is kept in a file for `earshot audit verify --key FILE`.
            """
    )

    @OptionGroup var configurationOption: ConfigurationOption

    @Argument(help: ArgumentHelp("The key's number.", valueName: "number"))
    var number: UInt8

    func run() async throws {
        let source = try KeysCommand.source(Assembly.configuration(configurationOption))
        let keys = try source.load()
        guard keys.current(at: KeysCommand.now) != number else {
            let advice = "run `earshot keys rotate` first, and remove it when the new one does"
            throw CommandError("`\(number)` signs; \(advice)")
        }
        guard try source.remove(number) else {
            throw CommandError("there is no key `\(number)`; `earshot keys list` names those that there are")
        }
    }
}
