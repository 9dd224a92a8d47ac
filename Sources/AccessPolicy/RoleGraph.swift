/// Which role is a member of which.
struct RoleGraph {
    private enum Mark { case new, open, done }

    /// For each role the roles and users in it.
    let members: [[MemberReference]]
    /// The cycles: one for each membership that closes one. Each begins with its lowest role; the first is not repeated
    /// at the end.
    private(set) var cycles: [[UInt32]] = []
    /// The roles in an order in which each comes after the roles in it, cycles apart.
    private var order: [UInt32] = []

    /// Walks the graph depth first, with a stack of its own: nesting is as deep as an operator writes it.
    init(members: [[MemberReference]]) {
        self.members = members
        var marks = Array(repeating: Mark.new, count: members.count)
        for root in members.indices where marks[root] == .new {
            walk(from: UInt32(root), &marks)
        }
    }

    private mutating func walk(from root: UInt32, _ marks: inout [Mark]) {
        var path = [(role: root, next: 0)]
        marks[Int(root)] = .open
        while let top = path.last {
            let children = members[Int(top.role)]
            guard top.next < children.count else {
                marks[Int(top.role)] = .done
                order.append(top.role)
                path.removeLast()
                continue
            }
            path[path.count - 1].next += 1
            guard case .role(let child) = children[top.next] else { continue }
            switch marks[Int(child)] {
            case .new:
                marks[Int(child)] = .open
                path.append((child, 0))
            case .open: cycles.append(Self.cycle(closedBy: child, path.map(\.role)))
            case .done: break
            }
        }
    }

    private static func cycle(closedBy role: UInt32, _ path: [UInt32]) -> [UInt32] {
        let cycle = path.drop { $0 != role }
        let lowest = cycle.min() ?? role
        return Array(cycle.drop { $0 != lowest } + cycle.prefix { $0 != lowest })
    }

    /// The users in each role, nesting flattened. The graph must have no cycles.
    func closures(userCount: Int) -> [BitSet] {
        var result = Array(repeating: BitSet(capacity: userCount), count: members.count)
        for role in order {
            var users = BitSet(capacity: userCount)
            for member in members[Int(role)] {
                switch member {
                case .user(let user): users.insert(user)
                case .role(let inner): users.formUnion(result[Int(inner)])
                }
            }
            result[Int(role)] = users
        }
        return result
    }
}
