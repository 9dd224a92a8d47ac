import AccessPolicy
import PolicyFile

/// A policy in force, for those who look at it and change it. Immutable.
public struct PolicyState: Sendable {
    /// Its revision in the store; nil when it comes from elsewhere and cannot be changed here.
    public let revision: Int64?
    /// What it says, everything in the order of its names.
    public let model: PolicyModel
    /// What it comes to.
    public let snapshot: PolicySnapshot

    /// A policy.
    ///
    /// - Parameters:
    ///   - model: what the snapshot was made of.
    ///   - revision: nil when it does not come from the store.
    public init(_ model: PolicyModel, _ snapshot: PolicySnapshot, revision: Int64?) {
        // What comes from a store is in order.
        self.model = revision == nil ? model.sorted : model
        (self.snapshot, self.revision) = (snapshot, revision)
    }

    /// The organisation of exactly that name, spelled so.
    public func organization(_ name: String) -> Organization? { model.organization(name) }

    /// Whether a user is in the role `Admin`, directly or through other roles.
    public func isAdmin(_ user: String, of organization: String) -> Bool {
        guard let organization = self.organization(organization) else { return false }
        return organization.isMember(user, of: Organization.adminRole)
    }
}

extension PolicyModel {
    /// The organisation of exactly that name, spelled so.
    func organization(_ name: String) -> Organization? {
        organizations.first { $0.name.value.isSpelled(as: name) }
    }
}

extension Organization {
    /// The user of exactly that name.
    public func user(_ name: String) -> User? { Self.find(name, in: users, by: \.name.value) }

    /// The role of exactly that name; `Admin` is always there.
    public func role(_ name: String) -> Role? {
        Self.find(name, in: roles, by: \.name.value) ?? (name == Self.adminRole ? Role(Located(name)) : nil)
    }

    /// What is listed for an extension of exactly that number; nil when nothing is.
    public func settings(_ number: String) -> ExtensionSettings? {
        Self.find(number, in: extensions, by: \.number.value)
    }

    /// Whether a user is in a role, directly or through other roles.
    func isMember(_ user: String, of role: String) -> Bool {
        var (open, seen) = ([role], Set([role]))
        while let next = open.popLast() {
            for member in self.role(next)?.members ?? [] {
                switch member.kind {
                case .user where member.name == user: return true
                case .user: continue
                case .role where seen.insert(member.name).inserted: open.append(member.name)
                case .role: continue
                }
            }
        }
        return false
    }

    /// Looks by halves: the lists are in the order of their names.
    private static func find<Part>(_ name: String, in parts: [Part], by key: (Part) -> String) -> Part? {
        let wanted = Spelling(name)
        var (low, high) = (parts.startIndex, parts.endIndex)
        while low < high {
            let middle = low + (high - low) / 2
            if Spelling(key(parts[middle])) < wanted { low = middle + 1 } else { high = middle }
        }
        return low < parts.endIndex && Spelling(key(parts[low])) == wanted ? parts[low] : nil
    }
}
