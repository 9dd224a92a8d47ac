/// One part of a policy as it is kept and changed: an organisation without its lists, a user, a role or an extension.
///
/// A store keeps each part by itself, so that a change of one extension among thousands is a small change, and two people may change different ones.
public struct PolicyItem: Sendable, Hashable {
    /// What a part is.
    public enum Kind: String, Sendable, CaseIterable {
        /// Domains, switches, defaults and statuses of an organisation.
        case organization
        case user
        case role
        case `extension`
    }

    /// What a part is known by.
    public struct Key: Sendable, Hashable {
        /// The name of the organisation.
        public let organization: String
        /// What it is.
        public let kind: Kind
        /// The name of the user or role, the number of the extension; empty for the organisation itself.
        public let name: String

        /// A key.
        public init(organization: String, kind: Kind, name: String = "") {
            (self.organization, self.kind, self.name) = (organization, kind, name)
        }

        /// As a store compares: byte by byte.
        public static func == (left: Key, right: Key) -> Bool {
            left.kind == right.kind && left.name.isSpelled(as: right.name)
                && left.organization.isSpelled(as: right.organization)
        }

        /// Whether it is a part of this organisation.
        public func isOf(_ organization: String) -> Bool { self.organization.isSpelled(as: organization) }
    }

    /// What it is known by.
    public let key: Key
    /// What it says, as JSON with the keys of the policy file, sorted: equal parts have equal texts.
    public let content: String

    /// A part.
    public init(key: Key, content: String) {
        (self.key, self.content) = (key, content)
    }

    /// As a store compares: byte by byte.
    public static func == (left: PolicyItem, right: PolicyItem) -> Bool {
        left.key == right.key && left.content.isSpelled(as: right.content)
    }
}
