import AccessPolicy
import Foundation

/// A part that cannot be read, because something else than this program has written it.
public struct UnreadablePartError: Error, Sendable, CustomStringConvertible {
    /// Which part.
    public let key: PolicyItem.Key

    /// In words for the operator.
    public var description: String {
        "the \(key.kind.rawValue) `\(key.name.isEmpty ? key.organization : key.name)` of `\(key.organization)` cannot be read"
    }
}

extension PolicyModel {
    /// A policy of these parts, everything in the order of its names.
    ///
    /// - Parameter name: what problems are reported against.
    public init(_ items: [PolicyItem], named name: String = "") throws(UnreadablePartError) {
        self = try PolicyModel(file: name, organizations: []).with(items, without: [])
    }

    /// The policy with some parts put in, each in place of one of the same key, and others taken out.
    ///
    /// An organisation of which nothing is left is gone. The time that it takes grows with the lists that are touched, not with the policy.
    ///
    /// - Precondition: the lists are in the order of their names, as those of any policy made of parts are.
    public func with(
        _ put: [PolicyItem],
        without removed: [PolicyItem.Key] = []
    ) throws(UnreadablePartError) -> PolicyModel {
        // By spelling: what a store keeps as two parts are two, so that a policy read anew and one that was changed are the same.
        var changes: [Spelling: Changes] = [:]
        for item in put { try changes[Spelling(item.key.organization), default: Changes()].put(item) }
        for key in removed { changes[Spelling(key.organization), default: Changes()].remove(key) }
        var known = Set<Spelling>()
        var model = self
        model.organizations = organizations.compactMap { organization in
            let name = Spelling(organization.name.value)
            known.insert(name)
            guard let changes = changes[name] else { return organization }
            return changes.made(to: organization)
        }
        for (name, changes) in changes where !known.contains(name) {
            if let made = changes.made(to: Organization(name: Located(name.text))) { model.organizations.append(made) }
        }
        model.organizations.sort { Spelling($0.name.value) < Spelling($1.name.value) }
        return model
    }

    /// The parts of the policy. Of two of the same name, which the compiler refuses, the later counts.
    public var items: [PolicyItem] {
        organizations.flatMap { organization in
            let name = organization.name.value
            return [PolicyItem(organization)] + organization.users.map { PolicyItem($0, of: name) }
                + organization.roles.map { PolicyItem($0, of: name) }
                + organization.extensions.map { PolicyItem($0, of: name) }
        }
    }

    /// The policy with everything in the order of its names, as if it were made of its parts.
    public var sorted: PolicyModel {
        var model = self
        for index in model.organizations.indices {
            model.organizations[index].users.sort { Spelling($0.name.value) < Spelling($1.name.value) }
            model.organizations[index].roles.sort { Spelling($0.name.value) < Spelling($1.name.value) }
            model.organizations[index].extensions.sort { Spelling($0.number.value) < Spelling($1.number.value) }
        }
        model.organizations.sort { Spelling($0.name.value) < Spelling($1.name.value) }
        return model
    }
}

extension PolicyItem {
    /// What an organisation says besides its lists.
    public init(_ organization: Organization) {
        let key = Key(organization: organization.name.value, kind: .organization)
        self.init(key: key, content: JSON.write(OrganizationJSON(organization)))
    }

    /// What a user has.
    public init(_ user: User, of organization: String) {
        let key = Key(organization: organization, kind: .user, name: user.name.value)
        self.init(key: key, content: JSON.write(UserJSON(user)))
    }

    /// Who is in a role.
    public init(_ role: Role, of organization: String) {
        let key = Key(organization: organization, kind: .role, name: role.name.value)
        self.init(key: key, content: JSON.write(role.members.map(MemberJSON.init)))
    }

    /// What an extension says of its own.
    public init(_ settings: ExtensionSettings, of organization: String) {
        let key = Key(organization: organization, kind: .extension, name: settings.number.value)
        self.init(key: key, content: JSON.write(ExtensionJSON(settings)))
    }
}

/// What becomes of one organisation. A part is nil where it is to be gone.
private struct Changes {
    private var head: Organization?
    private var isHeadGone = false
    private var users: [Spelling: User?] = [:]
    private var roles: [Spelling: Role?] = [:]
    private var extensions: [Spelling: ExtensionSettings?] = [:]

    mutating func put(_ item: PolicyItem) throws(UnreadablePartError) {
        let (key, name, spelling) = (item.key, Located(item.key.name), Spelling(item.key.name))
        let content = Data(item.content.utf8)
        do {
            switch key.kind {
            case .organization:
                head = try JSON.read(OrganizationJSON.self, content).organization(named: key.organization)
            case .user: users[spelling] = try JSON.read(UserJSON.self, content).user(name)
            case .role: roles[spelling] = Role(name, members: try JSON.read([MemberJSON].self, content).map(\.member))
            case .extension: extensions[spelling] = try JSON.read(ExtensionJSON.self, content).settings(name)
            }
        } catch {
            throw UnreadablePartError(key: key)
        }
    }

    mutating func remove(_ key: PolicyItem.Key) {
        switch key.kind {
        case .organization: (head, isHeadGone) = (nil, true)
        case .user: users.updateValue(nil, forKey: Spelling(key.name))
        case .role: roles.updateValue(nil, forKey: Spelling(key.name))
        case .extension: extensions.updateValue(nil, forKey: Spelling(key.name))
        }
    }

    /// Nil when nothing is left.
    func made(to organization: Organization) -> Organization? {
        var made = isHeadGone ? Organization(name: organization.name) : (head ?? organization)
        made.users = Self.merge(organization.users, users, by: \.name.value)
        made.roles = Self.merge(organization.roles, roles, by: \.name.value)
        made.extensions = Self.merge(organization.extensions, extensions, by: \.number.value)
        let isEmpty = made.users.isEmpty && made.roles.isEmpty && made.extensions.isEmpty
        return isHeadGone && isEmpty ? nil : made
    }

    private static func merge<Part>(
        _ parts: [Part],
        _ changes: [Spelling: Part?],
        by text: (Part) -> String
    ) -> [Part] {
        guard !changes.isEmpty else { return parts }
        func name(_ part: Part) -> Spelling { Spelling(text(part)) }
        let put = changes.values.compactMap { $0 }.sorted { name($0) < name($1) }
        var merged: [Part] = []
        merged.reserveCapacity(parts.count + put.count)
        var next = put.startIndex
        for part in parts where changes[name(part)] == nil {
            while next < put.endIndex, name(put[next]) < name(part) {
                merged.append(put[next])
                next += 1
            }
            merged.append(part)
        }
        return merged + put[next...]
    }
}
