import AccessPolicy
import PolicyFile

/// Parts of a policy that somebody wants to be otherwise.
public struct PolicyEdit: Sendable {
    /// Parts that are new, or say something else.
    public let put: [PolicyItem]
    /// Parts that are to be gone.
    public let removed: [PolicyItem.Key]
    /// What the author has seen of parts: their tags. What has another tag meanwhile is a conflict.
    public let seen: [PolicyItem.Key: PartTag]
    /// Why; may be empty.
    public let comment: String
    /// The tags of everything that it is made of, as they were then: a part is put whole, and would take back what somebody else has made of it since.
    let base: [PolicyItem.Key: PartTag]

    /// An edit.
    ///
    /// - Parameters:
    ///   - base: the policy out of which the edit was made. Where a part that it touches is another when it is saved, that is a conflict, whatever was seen.
    ///   - used: parts that it does not touch and was made of all the same.
    public init(
        put: [PolicyItem] = [],
        removed: [PolicyItem.Key] = [],
        of base: PolicyState,
        using used: [PolicyItem.Key] = [],
        seen: [PolicyItem.Key: PartTag] = [:],
        comment: String = ""
    ) {
        (self.put, self.removed, self.seen, self.comment) = (put, removed, seen, comment)
        let keys = put.map(\.key) + removed + used
        self.base = Dictionary(keys.map { ($0, base.tag($0)) }) { one, _ in one }
    }

    /// The extensions that it changes, by organisation; nil when it changes something that concerns others too.
    var extensionsAlone: [String: Set<String>]? {
        let keys = put.map(\.key) + removed
        guard keys.allSatisfy({ $0.kind == .extension }) else { return nil }
        return Dictionary(grouping: keys, by: \.organization).mapValues { Set($0.map(\.name)) }
    }
}

/// What tells one content of a part from another.
public struct PartTag: Sendable, Hashable {
    /// 16 hexadecimal digits; `absent` for a part that is not there.
    public let text: String

    /// The tag as somebody gives it back.
    public init(text: String) { self.text = text }

    /// The tag of a content; nil for none.
    public init(of content: String?) {
        guard let content else {
            text = "absent"
            return
        }
        // FNV-1a: it tells changes from each other, and guards nothing.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in content.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        let digits = String(hash, radix: 16)
        text = String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// Why an edit was not made. Nothing of it was.
public enum PolicyEditError: Error, Sendable {
    /// Who asks may not; in words for the person.
    case forbidden(String)
    /// Somebody has changed a part meanwhile: what it says now, nil if it is gone.
    case conflict(PolicyItem.Key, now: PolicyItem?)
    /// It would be no valid policy.
    case invalid([PolicyProblem])
    /// The policy does not come from the store.
    case readOnly
    /// The store does not do it now; in words for the operator.
    case unavailable(String)
}

extension PolicyState {
    /// A part as it is now; nil when it is not there.
    public func item(_ key: PolicyItem.Key) -> PolicyItem? {
        guard let organization = organization(key.organization) else { return nil }
        return switch key.kind {
        case .organization: PolicyItem(organization)
        case .user: organization.user(key.name).map { PolicyItem($0, of: key.organization) }
        case .role: organization.role(key.name).map { PolicyItem($0, of: key.organization) }
        case .extension: organization.settings(key.name).map { PolicyItem($0, of: key.organization) }
        }
    }

    /// What tells the part as it is now from others.
    public func tag(_ key: PolicyItem.Key) -> PartTag { PartTag(of: item(key)?.content) }
}
