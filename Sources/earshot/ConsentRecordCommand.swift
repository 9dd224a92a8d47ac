import AccessPolicy
import ArgumentParser
import Foundation
import PolicyAdministration
import PolicyStore

/// `earshot consent record`
struct ConsentRecordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Record that a person agreed to an extension being listened to.",
        discussion: """
            The consent is for the extension while it has the owner that it has now. It gives nobody a right: who may listen is for \
            the policy to say.
            """
    )

    @OptionGroup var configurationOption: ConfigurationOption

    @Option(name: .customLong("extension"), help: ArgumentHelp("The extension listened to.", valueName: "number"))
    var target: String

    @Option(name: .customLong("given-by"), help: ArgumentHelp("The person who agrees.", valueName: "person"))
    var givenBy: String

    @Option(name: .customLong("recorded-by"), help: ArgumentHelp("The person who records it.", valueName: "person"))
    var recordedBy: String

    @Option(help: ArgumentHelp("The organization, where the policy has several.", valueName: "name"))
    var organization: String?

    @Option(help: ArgumentHelp("The day on which it was given, as 2026-11-01; today when left out.", valueName: "date"))
    var date: String?

    @Option(help: ArgumentHelp("Where the document is, or anything else.", valueName: "text"))
    var note = ""

    func run() async throws {
        let configuration = try Assembly.configuration(configurationOption)
        let policy = try Assembly.policy(configuration)
        let entry = try self.entry(policy, now: Date())
        _ = try configuration.store.open(logger: .silent).append(entry)
        let place = "\(entry.extensionNumber) of \(entry.organization)"
        print("the consent of \(givenBy) for \(place) is recorded; a running proxy takes it in within a second")
        if ConsentRecord(entry).standing(under: policy) == .notRequired {
            print("the policy asks for none there; write `consent: required` if it should")
        }
    }

    /// What goes into the register.
    func entry(_ policy: PolicySnapshot, now: Date) throws(ConsentPlace.UnusableError) -> ConsentEntry {
        let place = try ConsentPlace.find(target, in: organization, policy)
        do throws(UnfitConsentError) {
            return try ConsentEntry.consent(
                of: givenBy,
                for: place.known,
                in: place.organization,
                under: policy,
                on: date,
                recordedBy: recordedBy,
                note: note,
                now: now
            )
        } catch {
            throw ConsentPlace.UnusableError(text: error.text)
        }
    }
}
