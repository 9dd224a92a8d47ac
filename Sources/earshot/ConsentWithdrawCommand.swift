import AccessPolicy
import ArgumentParser
import Foundation
import PolicyAdministration
import PolicyStore

/// `earshot consent withdraw`
struct ConsentWithdrawCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw",
        abstract: "Record that nobody agrees any longer to an extension being listened to.",
        discussion:
            "Ends every consent that stands for the extension, whoever gave it. All of them stay in the register."
    )

    @OptionGroup var configurationOption: ConfigurationOption

    @Option(name: .customLong("extension"), help: ArgumentHelp("The extension listened to.", valueName: "number"))
    var target: String

    @Option(help: ArgumentHelp("The person who withdraws it.", valueName: "person"))
    var by: String

    @Option(help: ArgumentHelp("The organization, where the policy has several.", valueName: "name"))
    var organization: String?

    @Option(help: ArgumentHelp("Where the document is, or anything else.", valueName: "text"))
    var note = ""

    func run() async throws {
        let configuration = try Assembly.configuration(configurationOption)
        let policy = try Assembly.policy(configuration)
        let entries = try configuration.store.consents()
        let entry = try self.entry(entries, policy, now: Date())
        _ = try configuration.store.open(logger: .silent).append(entry)
        let place = "\(entry.extensionNumber) of \(entry.organization)"
        print("no consent stands for \(place) now; a running proxy takes it in within a second")
    }

    /// What goes into the register. The extension, and the organisation if it is named, need not be in the policy any longer.
    func entry(
        _ entries: [ConsentEntry],
        _ policy: PolicySnapshot,
        now: Date
    ) throws(ConsentPlace.UnusableError) -> ConsentEntry {
        let name = try ConsentPlace.organizationName(organization, policy)
        let withdrawal = ConsentEntry.withdrawal(
            for: target,
            of: name,
            among: entries,
            by: by,
            note: note,
            now: now
        )
        guard let withdrawal else {
            let advice = "see `earshot consent list --history`"
            throw ConsentPlace.UnusableError(text: "no consent stands for `\(target)` of `\(name)`; \(advice)")
        }
        return withdrawal
    }
}
