import ArgumentParser
import Logging
import PolicyStore

/// `earshot consent`: who agreed to being listened to.
struct ConsentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consent",
        abstract: "Keep the register of who agreed to being listened to.",
        discussion: """
            Where the policy says `consent: required`, nobody may listen to an extension until a consent is recorded for it. \
            A running proxy takes in what is recorded or withdrawn within a second. Nothing in the register is ever changed or removed.
            """,
        subcommands: [ConsentRecordCommand.self, ConsentWithdrawCommand.self, ConsentListCommand.self]
    )
}

extension Logger {
    /// For commands, which print what they have to say.
    static var silent: Logger { Logger(label: "earshot") { _ in SwiftLogNoOpLogHandler() } }
}
