/// Finds by which roles a list names a user.
enum RoleChain {
    /// The roles from the list to the user, outermost first; empty when the list names the user directly, nil when it
    /// does not name the user at all. Of several chains the shortest, of those the one written first.
    ///
    /// Walks breadth first and visits each role once, so it ends on any graph.
    static func shortest(from list: [MemberReference], to user: UInt32, roles: [ResolvedRole]) -> [RoleID]? {
        if list.contains(.user(user)) { return [] }
        var seen: Set<UInt32> = []
        var outer: [UInt32: UInt32] = [:]
        var queue: [UInt32] = []
        for case .role(let role) in list where seen.insert(role).inserted {
            queue.append(role)
        }
        var next = 0
        while next < queue.count {
            let role = queue[next]
            next += 1
            let members = roles[Int(role)].members
            if members.contains(.user(user)) { return chain(to: role, outer) }
            for case .role(let inner) in members where seen.insert(inner).inserted {
                outer[inner] = role
                queue.append(inner)
            }
        }
        return nil
    }

    private static func chain(to role: UInt32, _ outer: [UInt32: UInt32]) -> [RoleID] {
        var chain = [RoleID(index: role)]
        var innermost = role
        while let role = outer[innermost] {
            chain.append(RoleID(index: role))
            innermost = role
        }
        return chain.reversed()
    }
}
