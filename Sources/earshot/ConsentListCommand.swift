import AccessPolicy
import ArgumentParser
import Foundation
import PolicyStore

/// `earshot consent list`
struct ConsentListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show the consents, and whether they count under the policy."
    )

    @OptionGroup var configurationOption: ConfigurationOption

    @Option(name: .customLong("extension"), help: ArgumentHelp("Those for one extension only.", valueName: "number"))
    var target: String?

    @Option(help: ArgumentHelp("Those of one organization only.", valueName: "name"))
    var organization: String?

    @Flag(help: "Show those that were withdrawn as well.")
    var history = false

    @Flag(help: "Print one JSON array, an object for every consent.")
    var json = false

    func run() async throws {
        let configuration = try Assembly.configuration(configurationOption)
        let policy = try Assembly.policy(configuration)
        let records = chosen(from: ConsentRecord.all(in: try configuration.store.consents()))
        if json {
            print(JSONText.write(.array(records.map { ConsentText.json($0, policy) })))
        } else {
            let lines = records.map { ConsentText.line($0, policy) }
            print(lines.isEmpty ? "there are no such consents" : lines.joined(separator: "\n"))
        }
    }

    /// The consents that are asked for.
    func chosen(from records: [ConsentRecord]) -> [ConsentRecord] {
        records.filter { record in
            (history || record.withdrawal == nil)
                && record.isFor(target ?? record.entry.extensionNumber, of: organization ?? record.entry.organization)
        }
    }
}

/// A consent, for a program and for a person.
enum ConsentText {
    static func json(_ record: ConsentRecord, _ policy: PolicySnapshot) -> JSONText.Value {
        let entry = record.entry
        var fields: [(String, JSONText.Value)] = [
            ("number", .number(Int(entry.number))),
            ("organization", .string(entry.organization)),
            ("extension", .string(entry.extensionNumber)),
        ]
        if case .given(let person, let day, let owner) = entry.event {
            fields += [
                ("owner", owner.map(JSONText.Value.string) ?? .null),
                ("given-by", .string(person)), ("given-at", .string(day)),
            ]
        }
        fields += [
            ("recorded-by", .string(entry.recordedBy)), ("recorded-at", .string(time(entry.recordedAt))),
            ("note", .string(entry.note)),
            ("withdrawn-by", record.withdrawal.map { .string($0.recordedBy) } ?? .null),
            ("withdrawn-at", record.withdrawal.map { .string(time($0.recordedAt)) } ?? .null),
            ("withdrawn-note", record.withdrawal.map { .string($0.note) } ?? .null),
            ("standing", .string(record.standing(under: policy).name)),
        ]
        return .object(fields)
    }

    static func line(_ record: ConsentRecord, _ policy: PolicySnapshot) -> String {
        let entry = record.entry
        var text = "\(entry.extensionNumber) of \(entry.organization): "
        if case .given(let person, let day, _) = entry.event { text += "given by \(person) on \(day), " }
        text += "recorded by \(entry.recordedBy) at \(time(entry.recordedAt))"
        if !entry.note.isEmpty { text += " (\(entry.note))" }
        if let withdrawal = record.withdrawal {
            text += "; withdrawn by \(withdrawal.recordedBy) at \(time(withdrawal.recordedAt))"
            return withdrawal.note.isEmpty ? text : "\(text) (\(withdrawal.note))"
        }
        return "\(text); \(words(record, policy))"
    }

    /// What is wrong with a consent that is not withdrawn; nil when nothing is.
    static func warning(_ record: ConsentRecord, _ policy: PolicySnapshot) -> String? {
        switch record.standing(under: policy) {
        case .counts, .notRequired, .withdrawn: return nil
        case .ownerChanged, .extensionUnknown, .organizationUnknown:
            let entry = record.entry
            return "the consent for `\(entry.extensionNumber)` of `\(entry.organization)` "
                + "\(words(record, policy)); withdraw it, and record a new one if there is one"
        }
    }

    private static func words(_ record: ConsentRecord, _ policy: PolicySnapshot) -> String {
        var former = "nobody's"
        if case .given(by: _, on: _, let owner?) = record.entry.event { former = "that of \(owner)" }
        switch record.standing(under: policy) {
        case .counts: return "counts"
        case .notRequired: return "counts, but the policy asks for none"
        case .withdrawn: return "was withdrawn"
        case .ownerChanged(let owner):
            return
                "does not count: the extension was \(former), and is \(owner.map { "that of \($0)" } ?? "nobody's") now"
        case .extensionUnknown: return "does not count: the extension is neither listed nor owned"
        case .organizationUnknown: return "does not count: the policy has no such organization"
        }
    }

    private static func time(_ seconds: Int64) -> String {
        Date(timeIntervalSince1970: TimeInterval(seconds)).formatted(.iso8601)
    }
}
