import Admin
import ArgumentParser
import Foundation
import Logging
import PolicyStore
import SignIn

/// `earshot account`: who may sign in at the admin address, for whoever runs this machine.
struct AccountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account",
        abstract: "Keep the accounts of those who sign in at the admin address.",
        discussion: """
            An account is an operator's, who may do everything, or with `--organization` that of a user of the policy. It is in the store, \
            and what is done counts at once.
            """,
        subcommands: [
            AccountLinkCommand.self, AccountAddCommand.self, AccountListCommand.self, AccountRemoveCommand.self,
            AccountPasswordCommand.self,
        ]
    )
}

/// Whose account is meant.
struct AccountOption: ParsableArguments {
    @OptionGroup var configurationOption: ConfigurationOption

    @Option(help: ArgumentHelp("Of a user of the policy; an operator when left out.", valueName: "organization"))
    var organization: String?

    @Argument(help: ArgumentHelp("The name.", valueName: "name"))
    var name: String

    var account: AccountName { AccountName(organization: organization, name: name) }

    func validate() throws {
        if organization?.isEmpty == true { throw ValidationError("an organization has a name") }
    }

    /// Does something at the desk.
    func atDesk<Value>(_ work: (SignInDesk) throws(SignInError) -> Value) throws -> Value {
        try Assembly.atDesk(configurationOption, work)
    }
}

/// `earshot account link`: a link by which somebody sets a password, once.
struct AccountLinkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "link",
        abstract: "Print a link by which somebody sets a password, once.",
        discussion: """
            Whoever has the link is that person: give it to nobody else. The account is made when the link is used, and locks end. \
            Codes of an authenticator stay; `--without-codes` takes them away, for somebody who has lost theirs.
            """
    )

    @OptionGroup var option: AccountOption

    @Flag(help: "Ask for no codes of an authenticator any more.")
    var withoutCodes = false

    @Option(help: ArgumentHelp("Hours that the link is good for.", valueName: "hours"))
    var hours: Int64 = 1

    func validate() throws {
        guard (1...168).contains(hours) else { throw ValidationError("a link is good for 1 to 168 hours") }
    }

    func run() async throws {
        let (account, seconds) = (option.account, hours * 3_600)
        let link = try option.atDesk { (desk) throws(SignInError) in
            if withoutCodes { _ = try desk.dropCodes(of: account) }
            return try desk.makeLink(for: account, seconds: seconds, now: AdminClock.system.now())
        }
        StandardError.print("for \(AccountText.words(account)); give it to nobody else")
        print(link)
    }
}

/// `earshot account add`: an account that nobody can use before it has a password.
struct AccountAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Make an account, which needs a password or a link to be used."
    )

    @OptionGroup var option: AccountOption

    func run() async throws {
        let account = option.account
        let isNew = try option.atDesk { (desk) throws(SignInError) in
            try desk.addAccount(account, now: AdminClock.system.now())
        }
        guard isNew else {
            throw CommandError("\(AccountText.words(account)) has an account already")
        }
        print("\(AccountText.words(account)) has an account; give them a password by `earshot account link`")
    }
}

/// `earshot account list`: every account.
struct AccountListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the accounts.")

    @OptionGroup var configurationOption: ConfigurationOption

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() async throws {
        let all = try Assembly.atDesk(configurationOption) { (desk) throws(SignInError) in try desk.accounts() }
        print(json ? JSONText.write(AccountText.json(all)) : AccountText.table(all))
    }
}

/// `earshot account remove`: an account, and its sessions, tokens and links.
struct AccountRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Take an account away, with its sessions, tokens and links."
    )

    @OptionGroup var option: AccountOption

    func run() async throws {
        let account = option.account
        let isGone = try option.atDesk { (desk) throws(SignInError) in try desk.removeAccount(account) }
        guard isGone else {
            throw CommandError("\(AccountText.words(account)) has no account; `earshot account list` shows all")
        }
        print("\(AccountText.words(account)) has no account any more")
    }
}

/// `earshot account password`: sets a password that is read from standard input.
struct AccountPasswordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "password",
        abstract: "Set a password, which is read from standard input.",
        discussion: "Ends every session of the account. A link is better where that person is at hand."
    )

    @OptionGroup var option: AccountOption

    func run() async throws {
        // On a terminal the password would be shown.
        guard isatty(STDIN_FILENO) == 0, let password = readLine(strippingNewline: true) else {
            throw CommandError("no password was given; write it to standard input, from a file or a program")
        }
        let account = option.account
        try option.atDesk { (desk) throws(SignInError) in try desk.setPassword(password, of: account) }
        print("\(AccountText.words(account)) has another password")
    }
}
