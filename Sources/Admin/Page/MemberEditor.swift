import AccessPolicy
import PolicyAdministration

/// A list of users and roles with those who could be taken in beside it: the same for settings and for roles.
struct MemberEditor {
    /// One user or role.
    struct Row {
        /// As a policy file writes it, such as `role:Admin`.
        let member: String
        let isRole: Bool
        let name: String
        /// Another name or the extensions, to tell people of one name apart; nil for none.
        let detail: String?
        /// Where it is explained what this one gets, or who is in the role.
        let why: String?
    }

    /// The name of the list in the form.
    let field: String
    let chosen: [Row]
    /// Members that are kept but not shown.
    let hidden: [String]
    let hiddenText: String?
    let offered: [Row]
    /// How many more there are to take in; nil for none.
    let more: String?
    let find: String
    /// Where the script asks for others.
    let findPath: String
    let isOpen: Bool
    let includedHint: String
    let excludedHint: String

    /// - Parameters:
    ///   - excluded: who cannot be taken in: the role itself.
    ///   - hints: the section of the texts that say what the two lists mean.
    ///   - why: where it is explained what a user gets; nil where there is nothing to explain.
    init(
        _ field: String,
        _ members: [Member],
        find: String,
        _ visit: Visit,
        _ directory: Directory,
        without excluded: Member? = nil,
        hints: String = "members",
        isOpen: Bool = true,
        why: (String) -> String? = { _ in nil }
    ) {
        self.field = field
        self.find = find
        self.isOpen = isOpen
        includedHint = visit.strings.text(hints, "includedHint")
        excludedHint = visit.strings.text(hints, "excludedHint")
        let shown = members.prefix(PageLimits.membersShownMax)
        chosen = shown.map { Row($0, visit, why: why($0.name)) }
        hidden = members.dropFirst(PageLimits.membersShownMax).map(\.description)
        hiddenText = hidden.isEmpty ? nil : visit.strings.plural("members", "hidden", hidden.count)
        let offer = MemberSearch(directory, byNumber: visit.isAdmin).offer(
            find,
            without: members + (excluded.map { [$0] } ?? [])
        )
        offered = offer.members.map { Row($0, visit) }
        more = offer.more > 0 ? visit.strings.plural("members", "more", offer.more) : nil
        findPath = "\(visit.paths.base)/find/members"
    }
}

extension MemberEditor.Row {
    /// - Parameter why: where it is explained what a user gets.
    init(_ member: Member, _ visit: Visit, why: String? = nil) {
        let user = member.kind == .user ? visit.organization.user(member.name) : nil
        // Who is no Admin knows the names of the others, not their extensions.
        let numbers = visit.isAdmin ? user?.extensions.map(\.value).joined(separator: ", ") ?? "" : ""
        let names = user?.displayName == nil ? [] : [member.name]
        let detail = (names + (numbers.isEmpty ? [] : [numbers])).joined(separator: " · ")
        self.init(
            member: member.description,
            isRole: member.kind == .role,
            name: user?.displayName ?? member.name,
            detail: detail.isEmpty ? nil : detail,
            why: member.kind == .user ? why : visit.isAdmin ? visit.paths.roleTree(member.name) : nil
        )
    }
}

/// Whom one can take into a list.
struct MemberSearch {
    private let directory: Directory

    private let byNumber: Bool

    /// - Parameter byNumber: whether users are found by their extensions too.
    init(_ directory: Directory, byNumber: Bool) { (self.directory, self.byNumber) = (directory, byNumber) }

    /// Roles first, then users; a bounded number of each, and how many more there are.
    func offer(_ text: String, without members: [Member]) -> (members: [Member], more: Int) {
        let taken = Set(members.map(\.description))
        let all = text.isEmpty
        let roles = all ? directory.roles : directory.roles(matching: text)
        let users = all ? directory.users : directory.users(text, byNumber: byNumber)
        let offeredRoles = roles.lazy.map { Member(.role, $0.name.value) }.filter { !taken.contains($0.description) }
            .prefix(PageLimits.offeredMax)
        let offeredUsers = users.lazy.map { Member(.user, $0.name.value) }.filter { !taken.contains($0.description) }
            .prefix(PageLimits.offeredMax)
        let offered = Array(offeredRoles) + Array(offeredUsers)
        let takenCount = all ? members.count : 0
        return (offered, max(0, roles.count + users.count - offered.count - takenCount))
    }
}
