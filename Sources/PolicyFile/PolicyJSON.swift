import AccessPolicy
import Foundation

/// JSON in one layout: equal values have equal texts.
enum JSON {
    static func read<Value: Decodable>(_ type: Value.Type, _ data: Data) throws -> Value {
        try JSONDecoder().decode(type, from: data)
    }

    static func write(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Nothing of these types can fail to be written: no floating point, no keys that are not text.
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
    }
}

/// An audience, as `"everyone"`, `"nobody"` or `{"only": ["user:alice"]}`.
struct AudienceJSON: Codable {
    private struct Only: Codable {
        let only: [MemberJSON]
    }

    let audience: Audience

    init(_ audience: Audience) { self.audience = audience }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        switch try? container.decode(String.self) {
        case "everyone": audience = .everyone
        case "nobody": audience = .nobody
        case .some(let word):
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "`\(word)` is no audience")
        case nil: audience = .only(try container.decode(Only.self).only.map(\.member))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch audience {
        case .everyone: try container.encode("everyone")
        case .nobody: try container.encode("nobody")
        case .only(let members): try container.encode(Only(only: members.map(MemberJSON.init)))
        }
    }
}

/// A member, as `"user:alice"`.
struct MemberJSON: Codable {
    let member: Member

    init(_ member: Member) { self.member = member }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let kind = Member.Kind(rawValue: String(parts[0])) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "`\(text)` is no member")
        }
        member = Member(kind, String(parts[1]))
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(member.description)
    }
}

/// What an organisation says besides its lists.
struct OrganizationJSON: Codable {
    private enum CodingKeys: String, CodingKey {
        case domains, listening, mode, consent, defaults, statuses
    }

    private struct Defaults: Codable {
        let status: AudienceJSON
        let connectedCallers: AudienceJSON
        let listenWhisperBarge: AudienceJSON

        enum CodingKeys: String, CodingKey {
            case status
            case connectedCallers = "connected-callers"
            case listenWhisperBarge = "listen-whisper-barge"
        }
    }

    private let domains: [String]
    private let listening: Listening
    /// Nil for what is usual, so that what was kept before there was such a key is equal to what is written now.
    private let mode: PolicyMode?
    private let consent: ConsentRequirement
    private let defaults: Defaults
    private let statuses: [String]

    init(_ organization: Organization) {
        domains = organization.domains.map(\.value)
        listening = organization.listening
        mode = organization.mode == .enforce ? nil : organization.mode
        consent = organization.consent
        defaults = Defaults(
            status: AudienceJSON(organization.defaults.status.value),
            connectedCallers: AudienceJSON(organization.defaults.connectedCallers.value),
            listenWhisperBarge: AudienceJSON(organization.defaults.listenWhisperBarge.value)
        )
        statuses = organization.statuses.map(\.value)
    }

    func organization(named name: String) -> Organization {
        Organization(
            name: Located(name),
            domains: domains.map { Located($0) },
            listening: listening,
            mode: mode ?? .enforce,
            consent: consent,
            defaults: ExtensionRule(
                status: Located(defaults.status.audience),
                connectedCallers: Located(defaults.connectedCallers.audience),
                listenWhisperBarge: Located(defaults.listenWhisperBarge.audience)
            ),
            statuses: statuses.map { Located($0) }
        )
    }
}

/// What a user has.
struct UserJSON: Codable {
    private let name: String?
    private let extensions: [String]

    init(_ user: User) {
        (name, extensions) = (user.displayName, user.extensions.map(\.value))
    }

    func user(_ name: Located<String>) -> User {
        User(name, displayName: self.name, extensions: extensions.map { Located($0) })
    }
}

/// What an extension says of its own.
struct ExtensionJSON: Codable {
    private enum CodingKeys: String, CodingKey {
        case status
        case connectedCallers = "connected-callers"
        case listenWhisperBarge = "listen-whisper-barge"
        case consent, managed
    }

    private let status: AudienceJSON?
    private let connectedCallers: AudienceJSON?
    private let listenWhisperBarge: AudienceJSON?
    private let consent: ConsentRequirement?
    private let managed: Management

    init(_ settings: ExtensionSettings) {
        status = settings.status.map { AudienceJSON($0.value) }
        connectedCallers = settings.connectedCallers.map { AudienceJSON($0.value) }
        listenWhisperBarge = settings.listenWhisperBarge.map { AudienceJSON($0.value) }
        (consent, managed) = (settings.consent, settings.managed)
    }

    func settings(_ number: Located<String>) -> ExtensionSettings {
        ExtensionSettings(
            number,
            status: status.map { Located($0.audience) },
            connectedCallers: connectedCallers.map { Located($0.audience) },
            listenWhisperBarge: listenWhisperBarge.map { Located($0.audience) },
            consent: consent,
            managed: managed
        )
    }
}

extension Listening: Codable {}
extension PolicyMode: Codable {}
extension ConsentRequirement: Codable {}
extension Management: Codable {}
