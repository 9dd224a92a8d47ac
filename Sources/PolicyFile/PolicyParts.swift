import AccessPolicy
import Foundation

/// A policy by its parts, which can be changed one by one.
public struct PolicyParts: Sendable {
    private var organizations: [String: Parts] = [:]

    /// One organisation.
    private struct Parts: Sendable {
        var head: Organization?
        var users: [String: User] = [:]
        var roles: [String: Role] = [:]
        var extensions: [String: ExtensionSettings] = [:]

        var isEmpty: Bool { head == nil && users.isEmpty && roles.isEmpty && extensions.isEmpty }
    }

    /// A part that cannot be read, because something else than this program has written it.
    public struct UnreadableError: Error, Sendable, CustomStringConvertible {
        /// Which part.
        public let key: PolicyItem.Key

        /// In words for the operator.
        public var description: String {
            "the \(key.kind.rawValue) `\(key.name.isEmpty ? key.organization : key.name)` of `\(key.organization)` cannot be read"
        }
    }

    /// No policy.
    public init() {}

    /// A policy of these parts.
    public init(_ items: [PolicyItem]) throws(UnreadableError) {
        for item in items { try put(item) }
    }

    /// Puts a part in, in place of one of the same key.
    public mutating func put(_ item: PolicyItem) throws(UnreadableError) {
        let (key, name) = (item.key, Located(item.key.name))
        let content = Data(item.content.utf8)
        // Changed where it stands: a copy of all parts for each would take minutes.
        do {
            switch key.kind {
            case .organization:
                let head = try JSON.read(OrganizationJSON.self, content).organization(named: key.organization)
                organizations[key.organization, default: Parts()].head = head
            case .user:
                let user = try JSON.read(UserJSON.self, content).user(name)
                organizations[key.organization, default: Parts()].users[key.name] = user
            case .role:
                let role = Role(name, members: try JSON.read([MemberJSON].self, content).map(\.member))
                organizations[key.organization, default: Parts()].roles[key.name] = role
            case .extension:
                let settings = try JSON.read(ExtensionJSON.self, content).settings(name)
                organizations[key.organization, default: Parts()].extensions[key.name] = settings
            }
        } catch {
            throw UnreadableError(key: key)
        }
    }

    /// Takes a part out, if it is there.
    public mutating func remove(_ key: PolicyItem.Key) {
        let name = key.organization
        switch key.kind {
        case .organization: organizations[name]?.head = nil
        case .user: organizations[name]?.users[key.name] = nil
        case .role: organizations[name]?.roles[key.name] = nil
        case .extension: organizations[name]?.extensions[key.name] = nil
        }
        if organizations[name]?.isEmpty == true { organizations[name] = nil }
    }

    /// The policy; everything in the order of its names.
    ///
    /// - Parameter name: what problems are reported against.
    public func model(named name: String = "") -> PolicyModel {
        PolicyModel(
            file: name,
            organizations: organizations.sorted { $0.key < $1.key }.map { name, parts in
                var organization = parts.head ?? Organization(name: Located(name))
                organization.users = Self.sorted(parts.users)
                organization.roles = Self.sorted(parts.roles)
                organization.extensions = Self.sorted(parts.extensions)
                return organization
            }
        )
    }

    private static func sorted<Part>(_ parts: [String: Part]) -> [Part] {
        parts.sorted { $0.key < $1.key }.map(\.value)
    }
}

extension PolicyModel {
    /// The parts of the policy. Of two of the same name, which the compiler refuses, the later counts.
    public var items: [PolicyItem] {
        organizations.flatMap { organization in
            let name = organization.name.value
            func item(_ kind: PolicyItem.Kind, _ part: String, _ content: some Encodable) -> PolicyItem {
                PolicyItem(key: .init(organization: name, kind: kind, name: part), content: JSON.write(content))
            }
            return [item(.organization, "", OrganizationJSON(organization))]
                + organization.users.map { item(.user, $0.name.value, UserJSON($0)) }
                + organization.roles.map { item(.role, $0.name.value, $0.members.map(MemberJSON.init)) }
                + organization.extensions.map { item(.extension, $0.number.value, ExtensionJSON($0)) }
        }
    }
}
