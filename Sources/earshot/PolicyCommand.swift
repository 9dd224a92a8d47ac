import AccessPolicy
import ArgumentParser
import Foundation
import PolicyFile
import PolicyStore

/// `earshot policy`: the policy in the store, and its history.
struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Take the policy out of the store, put one in, compare, go back.",
        discussion: """
            The store holds the policy when the configuration names a `store` and no `policy` file. A running proxy takes a \
            change in within a second. Nothing is ever lost of the policies that were.
            """,
        subcommands: [
            PolicyExportCommand.self, PolicyImportCommand.self, PolicyDiffCommand.self, PolicyLogCommand.self,
            PolicyRestoreCommand.self, PolicyLintCommand.self, PolicyConvertCommand.self, PolicySignCommand.self,
        ]
    )
}

/// Who makes a change, and why.
struct AuthorOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Who makes the change.", valueName: "name"))
    var author = NSUserName()

    @Option(help: ArgumentHelp("Why it is made.", valueName: "text"))
    var comment = ""
}

/// `earshot policy export`
struct PolicyExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Print the policy as a policy file."
    )

    @OptionGroup var configurationOption: ConfigurationOption

    @Option(help: ArgumentHelp("The policy as it was then; the one in force when left out.", valueName: "number"))
    var revision: Int64?

    func run() async throws {
        let configuration = try Assembly.configuration(configurationOption)
        let model =
            if let revision {
                try PolicyRestoreCommand.policy(at: revision, in: configuration.store.open(logger: .silent))
            } else {
                try configuration.policyModel()
            }
        print(PolicyFile.write(model), terminator: "")
    }
}

/// `earshot policy import`
struct PolicyImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Put a policy file into the store, in place of the policy there.",
        discussion: "Prints every problem with file and line, and changes nothing when there is one."
    )

    @OptionGroup var configurationOption: ConfigurationOption

    @Argument(help: "The policy file.")
    var file: String

    @OptionGroup var author: AuthorOptions

    func run() async throws {
        let configuration = try Assembly.configuration(configurationOption)
        let model = try PolicyFile.read(path: file).model
        let replacement = try PolicyReplacement(in: configuration.store.open(logger: .silent))
        print(try replacement.make(model, author: author.author, comment: author.comment))
        if !configuration.isPolicyInStore {
            let path = configuration.policyPath
            print("the policy in force is \(path) as before; leave `policy` out and name a `store` to use the store's")
        }
    }
}

/// `earshot policy diff`
struct PolicyDiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Whose rights would this policy file change?",
        discussion: "Compares with the policy in force. Exit status 1 if the file is no valid policy."
    )

    @OptionGroup var configurationOption: ConfigurationOption

    @Argument(help: "The policy file.")
    var file: String

    @Flag(help: "Print one JSON array, an object for every setting of an extension that changes.")
    var json = false

    func run() async throws {
        let configuration = try Assembly.configuration(configurationOption)
        let consents = ConsentRegister(try configuration.store.consents()).standing
        let now = try PolicyCompiler.compile(configuration.policyModel(), consents: consents, revision: 1)
        let then = try PolicyFile.load(path: file, consents: consents, revision: 2)
        let changes = now.rightsChanges(to: then)
        if json {
            print(JSONText.write(.array(changes.map(RightsChangeText.json))))
        } else {
            print(RightsChangeText.words(changes))
        }
    }
}

/// `earshot policy log`
struct PolicyLogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "List the changes of the policy in the store, the last first."
    )

    @OptionGroup var configurationOption: ConfigurationOption

    @Option(help: ArgumentHelp("How many.", valueName: "count"))
    var limit = 20

    @Flag(help: "Print one JSON array, an object for every revision.")
    var json = false

    func run() async throws {
        let configuration = try Assembly.configuration(configurationOption)
        let revisions = try configuration.store.open(logger: .silent).revisions(before: .max, limit: max(1, limit))
        if json { return print(JSONText.write(.array(revisions.map(RevisionText.json)))) }
        revisions.forEach { print(RevisionText.line($0)) }
    }
}

/// `earshot policy restore`
struct PolicyRestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Make the policy what it was at a revision.",
        discussion: "That is a new revision; those between stay in the history."
    )

    @OptionGroup var configurationOption: ConfigurationOption

    @Argument(help: "The number of the revision, as `earshot policy log` lists it.")
    var revision: Int64

    @OptionGroup var author: AuthorOptions

    func run() async throws {
        let configuration = try Assembly.configuration(configurationOption)
        let store = try configuration.store.open(logger: .silent)
        let replacement = try PolicyReplacement(in: store)
        let model = try Self.policy(at: revision, in: store)
        let comment = author.comment.isEmpty ? "as at revision \(revision)" : author.comment
        print(try replacement.make(model, author: author.author, comment: comment))
    }

    /// The policy as it was.
    static func policy(at revision: Int64, in store: any Store) throws -> PolicyModel {
        let last = try store.policyRevision()
        guard revision >= 1, revision <= last else {
            throw CommandError(
                last == 0
                    ? "there is no policy in the store yet; put one in with `earshot policy import FILE`"
                    : "there is no revision \(revision); `earshot policy log` lists those from 1 to \(last)"
            )
        }
        return try PolicyModel(store.policy(at: revision), named: "revision \(revision)")
    }
}
