import AccessPolicy
import PolicyFile

/// Whom an organisation has, in the order in which people look for them, to choose from page by page.
public struct Directory: Sendable {
    /// An extension and whose it is.
    public struct Extension: Sendable, Equatable {
        /// The number as the policy writes it.
        public let number: String
        /// The owner's user name; nil when nobody owns it.
        public let owner: String?
        /// The owner's name for people, if there is one.
        public let ownerName: String?
        /// Whether it has settings of its own.
        public let isListed: Bool
    }

    /// Every extension that is listed or owned, `99` before `100`.
    public let extensions: [Extension]
    /// Every user, by name.
    public let users: [User]
    /// Every role, `Admin` included, by name.
    public let roles: [Role]

    /// The directory of an organisation whose lists are in order.
    init(_ organization: Organization) {
        users = organization.users
        let admin = Organization.adminRole
        let isAdminListed = organization.roles.contains { $0.name.value == admin }
        roles = (isAdminListed ? [] : [Role(Located(admin))]) + organization.roles
        var found: [String: Extension] = [:]
        found.reserveCapacity(organization.extensions.count + users.count)
        for settings in organization.extensions {
            let number = settings.number.value
            found[number] = Extension(number: number, owner: nil, ownerName: nil, isListed: true)
        }
        for user in users {
            for number in user.extensions.map(\.value) {
                found[number] = Extension(
                    number: number,
                    owner: user.name.value,
                    ownerName: user.displayName,
                    isListed: found[number] != nil
                )
            }
        }
        extensions = found.values.map { (NumberOrder($0.number), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// The extensions that somebody looks for: by a piece of the number or of the owner's names, in any ASCII case; all when nothing is said.
    public func extensions(matching text: String) -> [Extension] {
        let needle = Needle(text)
        return extensions.filter {
            needle.isIn($0.number) || needle.isIn($0.owner ?? "") || needle.isIn($0.ownerName ?? "")
        }
    }

    /// The users that somebody looks for, by a piece of a name or the number of an extension.
    public func users(matching text: String) -> [User] {
        let needle = Needle(text)
        return users.filter { user in
            needle.isIn(user.name.value) || needle.isIn(user.displayName ?? "")
                || user.extensions.contains { needle.isIn($0.value) }
        }
    }

    /// The users that somebody looks for who is not to know their extensions: by a piece of a name alone.
    public func users(named text: String) -> [User] {
        let needle = Needle(text)
        return users.filter { needle.isIn($0.name.value) || needle.isIn($0.displayName ?? "") }
    }

    /// The users that somebody looks for: by numbers too only whoever may see them.
    public func users(_ text: String, byNumber: Bool) -> [User] {
        byNumber ? users(matching: text) : users(named: text)
    }

    /// Whether one number comes before another.
    public static func isBefore(_ one: String, _ other: String) -> Bool { NumberOrder(one) < NumberOrder(other) }

    /// The roles that somebody looks for, by a piece of the name.
    public func roles(matching text: String) -> [Role] {
        let needle = Needle(text)
        return roles.filter { needle.isIn($0.name.value) }
    }
}

/// Shorter numbers first, and those of one length by their digits.
private struct NumberOrder: Comparable {
    private let length: Int
    private let text: String

    init(_ text: String) { (length, self.text) = (text.utf8.count, text) }

    static func < (one: NumberOrder, other: NumberOrder) -> Bool {
        one.length == other.length ? one.text < other.text : one.length < other.length
    }
}

/// A piece of text that is looked for in many, without regard to ASCII case.
private struct Needle {
    private let bytes: [UInt8]

    init(_ text: String) { bytes = text.utf8.map(Self.folded) }

    func isIn(_ text: String) -> Bool {
        guard let first = bytes.first else { return true }
        let text = text.utf8
        var start = text.startIndex
        while start != text.endIndex {
            if Self.folded(text[start]) == first, text[start...].lazy.map(Self.folded).starts(with: bytes) {
                return true
            }
            text.formIndex(after: &start)
        }
        return false
    }

    private static func folded(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}
