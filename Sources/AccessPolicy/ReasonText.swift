/// Words for what a setting says about a user, with the chain of roles by which it names the user.
struct ReasonText {
    /// The organisation's roles.
    let roles: [ResolvedRole]
    /// The names of the organisation's users.
    let users: ArraySlice<String>

    /// The name of a user, by the number within the organisation.
    func name(_ user: UInt32) -> String {
        users[users.startIndex + Int(user)]
    }

    /// Such as `status of 101 is limited to role:Sales Supervisors, which names alice through role:Admin`.
    func setting(_ setting: Setting, of target: String, _ audience: ResolvedAudience, for user: UInt32) -> String {
        let subject = "\(setting.rawValue) of \(target)"
        switch audience {
        case .everyone: return "\(subject) is open to everyone"
        case .nobody: return "\(subject) is open to nobody"
        case .only(let members):
            guard let chain = RoleChain.shortest(from: members, to: user, roles: roles) else {
                let names = members.count == 1 ? "which does not name" : "which do not name"
                return "\(subject) is limited to \(list(members)), \(names) \(name(user))"
            }
            return "\(subject) is limited to \(named(user, through: chain))\(others(members.count - 1))"
        }
    }

    private func named(_ user: UInt32, through chain: [RoleID]) -> String {
        guard let outermost = chain.first else { return words(.user(user)) }
        let inner = chain.dropFirst().map { words(.role($0.index)) }
        let way = inner.isEmpty ? "" : " through \(inner.joined(separator: ", then "))"
        return "\(words(.role(outermost.index))), which names \(name(user))\(way)"
    }

    private func others(_ count: Int) -> String {
        switch count {
        case ..<1: ""
        case 1: ", and 1 other"
        default: ", and \(count) others"
        }
    }

    private func list(_ members: [MemberReference]) -> String {
        let shown = members.prefix(PolicyLimits.membersInReason).map(words)
        let rest = members.count - shown.count
        return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }

    private func words(_ member: MemberReference) -> String {
        switch member {
        case .user(let user): "user:\(name(user))"
        case .role(let role): "role:\(roles[Int(role)].name)"
        }
    }
}
