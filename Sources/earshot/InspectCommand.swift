import AccessPolicy
import ArgumentParser
import Enforcement
import Foundation
import NIOCore

/// `earshot inspect`: runs one message from standard input through the real pipeline, and shows what would become of it.
struct InspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "What would happen to this SIP message?",
        discussion: """
            The message is read from standard input, byte for byte as a datagram. It is judged as if it came from a phone \
            registered as --as, or with --from-pbx as if the PBX sent it to that phone in a dialog that Earshot knows.
            """
    )

    @OptionGroup var configurationOption: ConfigurationOption

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("The user whose phone it is; nobody's when left out.", valueName: "user")
    )
    var watcher: String?

    @Flag(name: .customLong("from-pbx"), help: "The message comes from the PBX.")
    var fromPBX = false

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() async throws {
        let configuration = try Assembly.configuration(configurationOption)
        let policy = try Assembly.policy(configuration)
        guard let keys = SigningKeyFile.ephemeral() else { throw ExitCode.failure }
        var settings = try Assembly.settings(configuration, keys: keys, policy: policy)
        // The phone is said to be somebody's; a registration is how that is pretended.
        if watcher != nil, !settings.identity.contains(.registration) { settings.identity.append(.registration) }
        let bindings = try AssumedBindings(user: watcher, policy: policy)
        let pipeline = Pipeline(
            settings: settings,
            pbx: Assembly.assumedGroup(configuration),
            bindings: bindings,
            snapshot: policy
        )
        var message = ByteBuffer(bytes: FileHandle.standardInput.readDataToEndOfFile())
        let flow =
            fromPBX
            ? Flow(socket: .pbx, remote: pipeline.pbx.members[0].endpoint)
            : Flow(socket: .phone, remote: AssumedBindings.phone)
        if let address = bindings.addresses.first {
            message = pipeline.introduce(message, as: address, on: flow)
        }
        let now = Moment(unixSeconds: Int64(Date().timeIntervalSince1970))
        let outcome = pipeline.process(message, on: flow, at: now)
        let text = InspectionText(outcome: outcome, policy: policy)
        print(json ? JSONText.write(text.json) : text.words)
    }
}

/// The registrations that `inspect` pretends: one phone, of the user that was named, under every name that the user has.
struct AssumedBindings: BindingLookup {
    /// From the block for documentation (RFC 5737), so that it is nobody's address.
    static let phone = Endpoint(ipv4: 0xC000_0201, port: 5060)

    let addresses: [AddressOfRecord]

    init(user name: String?, policy: PolicySnapshot) throws {
        guard let name else {
            addresses = []
            return
        }
        guard let user = policy.user(named: name) else {
            throw CommandError("`\(name)` is not a user of the policy; `earshot who-can` lists those who are")
        }
        let domains = policy.domains(of: policy.organization(of: user))
        addresses = ([name] + policy.extensions(of: user)).flatMap { part in
            domains.map { AddressOfRecord(user: Array(part.utf8), host: Array($0.utf8)) }
        }
    }

    func addresses(at endpoint: Endpoint, now: Moment) -> [AddressOfRecord] {
        endpoint == Self.phone ? addresses : []
    }

    func endpoint(of address: AddressOfRecord, now: Moment) -> Endpoint? {
        addresses.isEmpty ? nil : Self.phone
    }
}

/// What `inspect` prints.
struct InspectionText {
    let outcome: Outcome
    let policy: PolicySnapshot

    /// The message that would be sent, when one would.
    private var message: String? {
        for action in outcome.actions {
            switch action {
            case .forward(let bytes, to: _, under: _), .reply(let bytes, to: _):
                return String(decoding: bytes.readableBytesView, as: UTF8.self)
            case .bind, .unbind, .assign, .answered, .audit, .live, .call, .retransmit, .settle: continue
            }
        }
        return nil
    }

    private var watcher: String? { outcome.judgement.watcher.map(policy.name(of:)) }

    private var target: String? {
        let target = outcome.judgement.target
        return target.isEmpty ? nil : String(decoding: target, as: UTF8.self)
    }

    var json: JSONText.Value {
        let judgement = outcome.judgement
        var fields: [(String, JSONText.Value)] = [("verdict", .string(judgement.verdict.rawValue))]
        if let status = judgement.status { fields.append(("code", .number(status))) }
        fields += [
            ("method", .string(judgement.method)),
            ("watcher", watcher.map(JSONText.Value.string) ?? .null),
            ("extension", target.map(JSONText.Value.string) ?? .null),
            ("action", .string(judgement.question.rawValue)),
            ("disclosure", .string(judgement.disclosure.name)),
            ("reason", .string(reason)),
        ]
        if let message { fields.append(("message", .string(message))) }
        if let withheld = judgement.withheld {
            fields += [("mode", .string(PolicyMode.shadow.rawValue)), ("enforced", Self.json(withheld))]
        }
        return .object(fields)
    }

    /// What would become of it if the policy were enforced.
    private static func json(_ withheld: WithheldVerdict) -> JSONText.Value {
        var fields: [(String, JSONText.Value)] = [("verdict", .string(withheld.verdict.rawValue))]
        if let status = withheld.status { fields.append(("code", .number(status))) }
        fields += [
            ("action", .string(withheld.question.rawValue)),
            ("disclosure", .string(withheld.disclosure.name)),
            ("rule", .string(withheld.rule)),
        ]
        return .object(fields)
    }

    var words: String {
        let judgement = outcome.judgement
        var lines = ["\(judgement.verdict.rawValue)\(judgement.status.map { " \($0)" } ?? ""): \(reason)"]
        if judgement.question != .none {
            lines.append(
                "\(watcher ?? "an unidentified watcher") asks for \(judgement.question.rawValue) of "
                    + "\(target ?? "?"): disclosure \(judgement.disclosure.name)"
            )
        }
        if let withheld = judgement.withheld {
            let code = withheld.status.map { " \($0)" } ?? ""
            lines.append("shadow: enforced, it would be \(withheld.verdict.rawValue)\(code): \(withheld.rule)")
        }
        if let message { lines += ["", message] }
        return lines.joined(separator: "\n")
    }

    /// The rule's identifier, and where the policy was asked its reason in words.
    private var reason: String {
        let judgement = outcome.judgement
        guard let watcher, let target, judgement.question != .none,
            let explanation = policy.explain(watcher: watcher, target: target)
        else { return judgement.rule }
        let words =
            switch judgement.question {
            case .listen: explanation.reasons.listen
            case .status where judgement.disclosure == .none: explanation.reasons.status
            case .status, .none: explanation.reasons.connectedCallers
            }
        return "\(judgement.rule): \(words)"
    }
}
