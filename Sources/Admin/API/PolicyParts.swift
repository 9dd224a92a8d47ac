import AccessPolicy
import PolicyFile

/// The parts of a policy out of JSON that was held against its schema, and what they say as JSON.
enum PolicyParts {
    static func audience(_ value: JSONValue) -> Audience {
        switch value.text {
        case "everyone": .everyone
        case .some: .nobody
        case nil: .only(members(value["only"]))
        }
    }

    static func members(_ value: JSONValue?) -> [Member] {
        (value?.values ?? []).compactMap { value in
            let parts = (value.text ?? "").split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let kind = Member.Kind(rawValue: String(parts[0])) else { return nil }
            return Member(kind, String(parts[1]))
        }
    }

    static func settings(_ number: String, _ value: JSONValue) -> ExtensionSettings {
        ExtensionSettings(
            Located(number),
            status: value["status"].map { Located(audience($0)) },
            connectedCallers: value["connected-callers"].map { Located(audience($0)) },
            listenWhisperBarge: value["listen-whisper-barge"].map { Located(audience($0)) },
            consent: value["consent"]?.text.flatMap(ConsentRequirement.init(rawValue:)),
            managed: value["managed"]?.text.flatMap(Management.init(rawValue:)) ?? .user
        )
    }

    static func user(_ name: String, _ value: JSONValue) -> User {
        User(Located(name), displayName: value["name"]?.text, extensions: texts(value["extensions"]))
    }

    static func role(_ name: String, _ value: JSONValue) -> Role {
        Role(Located(name), members: members(value["members"]))
    }

    /// An organisation without its lists; what is left out has the default of the policy file.
    static func head(_ name: String, _ value: JSONValue) -> Organization {
        var rule = ExtensionRule()
        let defaults = value["defaults"]
        if let status = defaults?["status"] { rule.status = Located(audience(status)) }
        if let callers = defaults?["connected-callers"] { rule.connectedCallers = Located(audience(callers)) }
        if let listeners = defaults?["listen-whisper-barge"] { rule.listenWhisperBarge = Located(audience(listeners)) }
        return Organization(
            name: Located(name),
            domains: texts(value["domains"]),
            listening: value["listening"]?.text.flatMap(Listening.init(rawValue:)) ?? .enabled,
            mode: value["mode"]?.text.flatMap(PolicyMode.init(rawValue:)) ?? .enforce,
            consent: value["consent"]?.text.flatMap(ConsentRequirement.init(rawValue:)) ?? .notRequired,
            defaults: rule,
            statuses: texts(value["statuses"])
        )
    }

    static func texts(_ value: JSONValue?) -> [Located<String>] {
        (value?.values ?? []).compactMap { $0.text.map { Located($0) } }
    }

    // MARK: As JSON

    /// What a part says; null when it is not there.
    static func json(_ item: PolicyItem?) -> JSONValue {
        guard let item else { return .null }
        let content = content(of: item)
        let members = content.members ?? []
        switch item.key.kind {
        case .organization:
            return .object([JSONMember(key: "organization", value: .string(item.key.organization))] + members)
        case .user: return .object([JSONMember(key: "user", value: .string(item.key.name))] + members)
        case .role: return ["role": .string(item.key.name), "members": content]
        case .extension: return content
        }
    }

    /// The content as the store has it. What is in the policy in force was read before, so that it can be read again.
    static func content(of item: PolicyItem) -> JSONValue {
        (try? JSONReader.read(Array(item.content.utf8))) ?? .null
    }

    static func json(_ audience: Audience) -> JSONValue {
        switch audience {
        case .everyone: "everyone"
        case .nobody: "nobody"
        case .only(let members): ["only": .strings(members.map(\.description))]
        }
    }

    static func json(_ rule: ExtensionRule) -> JSONValue {
        [
            "status": json(rule.status.value), "connected-callers": json(rule.connectedCallers.value),
            "listen-whisper-barge": json(rule.listenWhisperBarge.value),
        ]
    }
}
