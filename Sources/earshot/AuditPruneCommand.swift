import ArgumentParser
import AuditTrail
import Foundation
import PolicyStore

/// `earshot audit prune`: what is old goes out of the store.
struct AuditPruneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Remove old records from the store.",
        discussion: """
            With `audit: store` only. Of each node's chain the records from before the date are removed, up to the first that is not and never the \
            last. That is on record itself, by whom and up to which hash, so that `earshot audit verify` goes on from there. Export what you want \
            to keep before. A file is rotated instead.
            """
    )

    @OptionGroup var configurationOption: ConfigurationOption

    @Option(help: ArgumentHelp("The first day that stays, or the first moment, in UTC.", valueName: "date"))
    var before: String?

    @Option(help: ArgumentHelp("So many days stay.", valueName: "number"))
    var keepDays: Int?

    @OptionGroup var author: AuthorOptions

    func run() async throws {
        let now = Int64(Date().timeIntervalSince1970)
        let moment = try moment(now)
        let configuration = try Assembly.configuration(configurationOption)
        guard configuration.isAuditInStore else {
            throw CommandError("the audit is the file `\(configuration.auditPath)`; rotate it, and remove old ones")
        }
        guard let keys = try AuditVerifyCommand.keys(configuration, at: now) else {
            throw CommandError("no signing key is in use; start `earshot serve` once")
        }
        let store = try configuration.store.open(logger: .silent)
        let pruner = AuditPruner(store: store, keys: keys, author: author.author, comment: author.comment)
        let chains = try pruner.prune(before: moment, now: now)
        for chain in chains {
            print("\(chain.node): records up to \(chain.last.seq) are removed")
            guard chain.problemCount > 0 else { continue }
            StandardError.print(
                "\(chain.node): what was removed was not intact, \(chain.problemCount) problems; that is on record"
            )
        }
        if chains.isEmpty { print("nothing is older") }
    }

    private func moment(_ now: Int64) throws -> Int64 {
        let moment: Int64?
        switch (before, keepDays) {
        case (let text?, nil): moment = Self.moment(text)
        case (nil, let days?): moment = days > 0 ? now - Int64(min(days, 100_000)) * 86_400 : nil
        default: throw ValidationError("say either `--before DATE` or `--keep-days NUMBER`")
        }
        guard let moment else {
            throw ValidationError("write a day as in `2026-11-01` or `2026-11-01T12:00:00Z`, or days from 1 on")
        }
        guard moment <= now else { throw CommandError("`\(before ?? "")` has not come yet; name a day that is over") }
        return moment
    }

    /// A day, or a moment, in seconds since 1970.
    static func moment(_ text: String) -> Int64? {
        guard text.utf8.count <= 25 else { return nil }
        let full = text.utf8.count == 10 ? "\(text)T00:00:00Z" : text
        return (try? Date(full, strategy: .iso8601)).map { Int64($0.timeIntervalSince1970) }
    }
}
