import AccessPolicy
import Yams

/// Makes the model of a policy from YAML nodes.
///
/// What is malformed is reported and left out, but its name is kept where there is one, so that what refers to it does
/// not become a second problem.
struct PolicyReader {
    private enum OrganizationKey: String, CaseIterable {
        case organization, domains, listening, mode, consent, defaults, users, roles, extensions, statuses
    }

    private enum UserKey: String, CaseIterable {
        case name, extensions
    }

    private enum ExtensionKey: String, CaseIterable {
        case status
        case connectedCallers = "connected-callers"
        case listenWhisperBarge = "listen-whisper-barge"
        case consent, managed
    }

    /// The organisations so far.
    private(set) var organizations: [Organization] = []
    private var nodes: NodeReader

    init(_ nodes: NodeReader) {
        self.nodes = nodes
    }

    /// The problems so far.
    var problems: [PolicyProblem] { nodes.problems }

    /// Reads a document: an organisation, a list of them, or nothing.
    mutating func read(_ document: Node) {
        switch document {
        case .sequence:
            for element in nodes.list(document, "the policy") { readOrganization(element) }
        case .mapping: readOrganization(document)
        case .scalar, .alias:
            if NodeReader.isNull(document) { return }
            nodes.report("a policy begins with `organization: NAME`", line: NodeReader.line(document))
        }
    }

    private mutating func readOrganization(_ node: Node) {
        guard case .mapping = node else {
            nodes.report("an organization must be a mapping with `organization: NAME`", line: NodeReader.line(node))
            return
        }
        let fields = nodes.fields(node, "the organization", as: OrganizationKey.self)
        var result = Organization(name: Located("", line: NodeReader.line(node)))
        if let name = fields[.organization] {
            result.name = nodes.text(name, "`organization`") ?? Located("?", line: NodeReader.line(name))
        }
        result.domains = texts(fields[.domains], "`domains`")
        if let node = fields[.listening] {
            result.listening = nodes.word(node, "`listening`", [Listening.enabled, .disabled]) ?? .enabled
        }
        if let node = fields[.mode] {
            result.mode = nodes.word(node, "`mode`", [PolicyMode.shadow, .enforce]) ?? .enforce
        }
        if let node = fields[.consent] { result.consent = readConsent(node, "`consent`") ?? .required }
        if let node = fields[.defaults] { result.defaults = readDefaults(node) }
        if let node = fields[.users] { result.users = nodes.names(node, "`users`").map { readUser($0) } }
        if let node = fields[.roles] { result.roles = nodes.names(node, "`roles`").map { readRole($0) } }
        if let node = fields[.extensions] {
            result.extensions = nodes.names(node, "`extensions`").map { readExtension($0) }
        }
        result.statuses = texts(fields[.statuses], "`statuses`")
        organizations.append(result)
    }

    private mutating func readDefaults(_ node: Node) -> ExtensionRule {
        var rule = ExtensionRule()
        let fields = nodes.fields(node, "`defaults`", as: Setting.self)
        if let audience = readAudience(fields[.status], .status, of: "`defaults`") { rule.status = audience }
        if let audience = readAudience(fields[.connectedCallers], .connectedCallers, of: "`defaults`") {
            rule.connectedCallers = audience
        }
        if let audience = readAudience(fields[.listenWhisperBarge], .listenWhisperBarge, of: "`defaults`") {
            rule.listenWhisperBarge = audience
        }
        return rule
    }

    private mutating func readUser(_ pair: NodeReader.Pair) -> User {
        let place = "user `\(pair.key.value)`"
        var user = User(pair.key)
        let fields = nodes.fields(pair.value, place, as: UserKey.self)
        if let name = fields[.name], !NodeReader.isNull(name) {
            user.displayName = nodes.text(name, "`name` of \(place)")?.value
        }
        user.extensions = texts(fields[.extensions], "`extensions` of \(place)")
        return user
    }

    private mutating func readRole(_ pair: NodeReader.Pair) -> Role {
        Role(pair.key, members: readMembers(pair.value, "role `\(pair.key.value)`"))
    }

    private mutating func readExtension(_ pair: NodeReader.Pair) -> ExtensionSettings {
        let place = "extension `\(pair.key.value)`"
        let fields = nodes.fields(pair.value, place, as: ExtensionKey.self)
        var managed: Management?
        if let node = fields[.managed] {
            managed = nodes.word(node, "`managed` of \(place)", [Management.admin, .user])
        }
        var consent: ConsentRequirement?
        if let node = fields[.consent] { consent = readConsent(node, "`consent` of \(place)") }
        return ExtensionSettings(
            pair.key,
            status: readAudience(fields[.status], .status, of: place),
            connectedCallers: readAudience(fields[.connectedCallers], .connectedCallers, of: place),
            listenWhisperBarge: readAudience(fields[.listenWhisperBarge], .listenWhisperBarge, of: place),
            consent: consent,
            managed: managed ?? .user
        )
    }

    private mutating func readConsent(_ node: Node, _ place: String) -> ConsentRequirement? {
        nodes.word(node, place, [ConsentRequirement.required, .notRequired])
    }

    private mutating func texts(_ node: Node?, _ place: String) -> [Located<String>] {
        guard let node else { return [] }
        return nodes.list(node, place).compactMap { nodes.text($0, "each of \(place)") }
    }
}

// MARK: Audiences

extension PolicyReader {
    private enum AudienceKey: String, CaseIterable {
        case only
    }

    private mutating func readAudience(_ node: Node?, _ setting: Setting, of place: String) -> Located<Audience>? {
        guard let node else { return nil }
        let line = NodeReader.line(node)
        let place = "`\(setting.rawValue)` of \(place)"
        if case .scalar(let scalar) = node {
            switch scalar.string {
            case "everyone": return Located(.everyone, line: line)
            case "nobody": return Located(.nobody, line: line)
            default: break
            }
        }
        guard case .mapping = node else {
            let text = NodeReader.description(of: node)
            nodes.report("\(place) cannot be \(text); write \(choices(setting))", line: line)
            return nil
        }
        guard let list = nodes.fields(node, place, as: AudienceKey.self)[.only] else {
            if case .mapping(let mapping) = node, mapping.isEmpty {
                nodes.report("\(place) says nothing; write \(choices(setting))", line: line)
            }
            return nil
        }
        let problemCount = nodes.problems.count
        let members = readMembers(list, "the `only` list of \(place)")
        // A list of which nothing could be read is not an empty one, and has been reported.
        if members.isEmpty, nodes.problems.count > problemCount { return nil }
        return Located(.only(members), line: NodeReader.line(list))
    }

    private func choices(_ setting: Setting) -> String {
        setting == .listenWhisperBarge
            ? "`nobody` or `only: [user:…, role:…]`"
            : "`everyone`, `nobody` or `only: [user:…, role:…]`"
    }

    private mutating func readMembers(_ node: Node, _ place: String) -> [Member] {
        nodes.list(node, place).compactMap { element in
            if case .mapping = element {
                let advice = "write `user:NAME` without a space after the colon"
                nodes.report("a member of \(place) must be a text; \(advice)", line: NodeReader.line(element))
                return nil
            }
            guard let text = nodes.text(element, "a member of \(place)") else { return nil }
            let parts = text.value.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let kind = Member.Kind(rawValue: String(parts[0])) else {
                let advice = "write `user:NAME` or `role:NAME`"
                nodes.report("member `\(text.value)` of \(place) is neither user nor role; \(advice)", line: text.line)
                return nil
            }
            return Member(kind, String(parts[1]), line: text.line)
        }
    }
}
