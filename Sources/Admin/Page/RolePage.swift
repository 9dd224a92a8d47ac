import AccessPolicy
import PolicyAdministration
import PolicyFile

/// The page of one role.
struct RolePage: Sendable {
    let title: String
    let name: String
    let isNew: Bool
    let members: MemberEditor
    let tree: RoleTree
    let hasTree: Bool
    let form: EditForm
    /// Where it is taken away; nil for what stays.
    let removal: String?
    let back: String

    init(_ draft: RoleDraft, _ visit: Visit, _ directory: Directory, _ outcome: EditOutcome) {
        let strings = visit.strings
        (isNew, name, back) = (draft.isNew, draft.name, visit.paths.roles)
        title = draft.isNew ? strings.text("roles", "new") : strings.text("roles", "one", ["name": draft.name])
        members = MemberEditor(
            "role",
            draft.members,
            find: draft.find,
            visit,
            directory,
            without: draft.isNew ? nil : Member(.role, draft.name),
            hints: "roles"
        )
        tree = RoleTree(visit, roots: [draft.name], label: title, withUsers: true)
        hasTree = !draft.isNew && !draft.members.isEmpty
        let problems = FieldProblems(outcome.error, strings).all
        let isCycle = problems.contains { $0.contains("contain each other") }
        let current = draft.isNew ? nil : visit.organization.role(draft.name)
        form = EditForm(
            draft,
            at: draft.isNew ? "\(visit.paths.base)/new-role" : nil,
            outcome,
            visit,
            problems: problems + (isCycle ? [strings.text("roles", "cycle")] : []),
            isChanged: draft.isNew ? !draft.name.isEmpty : current != draft.role
        )
        let isThere = !draft.isNew && visit.state.item(visit.key(.role, draft.name)) != nil
        removal = isThere ? "\(form.path)/remove" : nil
    }
}

/// Who is in a role, as it is in force.
struct RoleTreePage {
    let title: String
    let path: String
    let tree: RoleTree

    init(_ name: String, _ visit: Visit) {
        title = visit.strings.text("roles", "whoIsIn", ["name": name])
        path = visit.paths.rolePage(name)
        tree = RoleTree(visit, roots: [name], label: title, withUsers: true)
    }
}

/// The roles with what is in them, as a tree.
struct RoleTree: Sendable {
    /// One role or user; a role that stands in several others stands in the tree several times.
    struct Node: Sendable {
        let name: String
        let isRole: Bool
        let href: String
        let users: String
        let hasUsers: Bool
        var children: [Node]
        let hasChildren: Bool
        var isOpen = false
        let level: Int

        /// Opens the roles of so many levels.
        mutating func open(_ levels: Int) {
            guard isRole, level <= levels else { return }
            isOpen = true
            for index in children.indices { children[index].open(levels) }
        }
    }

    let nodes: [Node]
    let label: String
    /// Whether there is more than is shown; nil for all.
    let more: String?

    /// - Parameters:
    ///   - roots: the roles at the top.
    ///   - withUsers: whether users stand in it too, or are counted only.
    init(_ visit: Visit, roots: [String], label: String, withUsers: Bool) {
        self.label = label
        var growth = Growth(visit: visit, withUsers: withUsers)
        var grown = roots.compactMap { growth.node($0, level: 1, above: []) }
        // What is small is open; of what is not, one role's own members, and nothing where there are several.
        let isSmall = PageLimits.treeNodesMax - growth.left <= PageLimits.treeOpenMax
        for index in grown.indices { grown[index].open(isSmall ? 2 : roots.count == 1 ? 1 : 0) }
        nodes = grown
        more = growth.isCut ? visit.strings.text("roles", "treeCut") : nil
    }

    private struct Growth {
        let visit: Visit
        let withUsers: Bool
        private(set) var left = PageLimits.treeNodesMax
        private(set) var isCut = false

        init(visit: Visit, withUsers: Bool) { (self.visit, self.withUsers) = (visit, withUsers) }

        mutating func node(_ name: String, level: Int, above: Set<String>) -> Node? {
            guard left > 0, level <= PageLimits.treeDepthMax else {
                isCut = true
                return nil
            }
            left -= 1
            let role = visit.organization.role(name)
            var children: [Node] = []
            let users = role?.members.count { $0.kind == .user } ?? 0
            let roles = (role?.members.count ?? 0) - users
            let counts =
                (roles > 0 ? [visit.strings.plural("roles", "count", roles)] : [])
                + (users > 0 || roles == 0 ? [visit.strings.plural("roles", "users", users)] : [])
            // A cycle cannot be in force; a preview of one stops here.
            for member in role?.members ?? [] where !above.contains(name) {
                switch member.kind {
                case .role:
                    if let child = node(member.name, level: level + 1, above: above.union([name])) {
                        children.append(child)
                    }
                case .user:
                    guard withUsers else { continue }
                    guard left > 0 else {
                        isCut = true
                        break
                    }
                    left -= 1
                    children.append(user(member.name, level: level + 1))
                }
            }
            return Node(
                name: name,
                isRole: true,
                href: visit.paths.rolePage(name),
                users: counts.joined(separator: ", "),
                hasUsers: true,
                children: children,
                hasChildren: !children.isEmpty,
                level: level
            )
        }

        private func user(_ name: String, level: Int) -> Node {
            Node(
                name: visit.displayName(name),
                isRole: false,
                href: visit.paths.userPage(name),
                users: "",
                hasUsers: false,
                children: [],
                hasChildren: false,
                level: level
            )
        }
    }
}

/// The list of roles.
struct RoleList: Sendable {
    let path: String
    let find: String
    let count: String
    let newPath: String
    let tree: RoleTree
    let pager: Pager
    let isEmpty: Bool

    init(_ visit: Visit, _ directory: Directory) {
        (path, find, newPath) = (visit.paths.roles, visit.query["q"], "\(visit.paths.base)/new-role")
        let roles: [String]
        if find.isEmpty {
            // At the top stands what is in no other role.
            let inside = Set(directory.roles.flatMap(\.members).filter { $0.kind == .role }.map(\.name))
            roles = directory.roles.map(\.name.value).filter { !inside.contains($0) }
        } else {
            roles = directory.roles(matching: find).map(\.name.value)
        }
        count = visit.strings.plural("roles", "count", directory.roles.count)
        pager = Pager(visit, path: path, count: roles.count, keeping: ["q": find])
        let label = visit.strings.text("roles", "title")
        tree = RoleTree(visit, roots: Array(pager.slice(roles)), label: label, withUsers: false)
        isEmpty = roles.isEmpty
    }
}
