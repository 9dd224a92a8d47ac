import AccessPolicy
import PolicyFile

/// Who may make an edit: a comparison of the policy before and after, so that no way of asking gives more than another.
struct EditRights {
    private let before: PolicyState
    private let after: PolicyModel
    private let principal: Principal

    init(_ before: PolicyState, _ after: PolicyModel, _ principal: Principal) {
        (self.before, self.after, self.principal) = (before, after, principal)
    }

    /// What of these parts may not be changed so, in words for the person; nil when all may.
    func refusal(of keys: [PolicyItem.Key]) -> String? {
        for key in keys {
            if let refusal = refusal(of: key) { return refusal }
        }
        return nil
    }

    private func refusal(of key: PolicyItem.Key) -> String? {
        switch (key.kind, before.standing(of: principal, in: key.organization)) {
        case (_, .operator): nil
        case (_, .stranger): "you have nothing to do with `\(key.organization)`"
        case (.organization, .admin): refusalOfHead(key.organization)
        case (.organization, .user): "only an Admin may change what holds for the whole organization"
        case (.user, .admin), (.role, .admin), (.extension, .admin): nil
        case (.user, .user): "only an Admin may change users"
        case (.role, .user): "only an Admin may change roles"
        case (.extension, .user): refusalOfExtension(key)
        }
    }

    /// An Admin changes what holds for the people, not what sets the organisation apart from others.
    private func refusalOfHead(_ name: String) -> String? {
        let new = after.organization(name)
        guard let old = before.organization(name), let new else {
            return "only the operator may add and remove organizations"
        }
        if new.listening != old.listening { return "only the operator may switch listening" }
        if new.mode != old.mode { return "only the operator may say whether the policy is enforced" }
        if new.domains != old.domains { return "only the operator may change domains" }
        return nil
    }

    private func refusalOfExtension(_ key: PolicyItem.Key) -> String? {
        guard before.mayChange(key.name, of: key.organization, principal) else {
            return before.maySee(key.name, of: key.organization, principal)
                ? "the Admin has locked extension `\(key.name)`" : "extension `\(key.name)` is not yours"
        }
        let nothing = ExtensionSettings(Located(key.name))
        let old = before.organization(key.organization)?.settings(key.name) ?? nothing
        let new = after.organization(key.organization)?.settings(key.name) ?? nothing
        if new.managed != old.managed { return "only an Admin may lock and unlock extensions" }
        if new.consent != old.consent { return "only an Admin may say where a consent is required" }
        return nil
    }
}
