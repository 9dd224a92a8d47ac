import AccessPolicy
import PolicyAdministration

/// One of the three settings, to be looked at and changed.
struct AudienceEditor {
    /// A choice: everyone, nobody, only these, or what the organisation says.
    struct Option {
        let value: String
        let label: String
        let hint: String?
        let isChosen: Bool
        let id: String
        let opensList: Bool
    }

    /// The name of the setting, as in a policy file.
    let name: String
    let title: String
    let gives: String
    let options: [Option]
    let members: MemberEditor
    /// What is wrong, at this setting; nil when nothing is.
    let problem: String?
    /// What holds, in words, for those who may not change it.
    let words: String
    let isLocked: Bool

    /// Whether a setting may stay as it is, where several extensions are changed.
    enum Keep { case offered, chosen }

    /// - Parameters:
    ///   - fallback: the organisation's default; nil where there is nothing to fall back to.
    ///   - keep: nil where one extension is changed.
    init(
        _ setting: Setting,
        _ draft: AudienceDraft,
        fallback: Audience?,
        keep: Keep? = nil,
        problem: String?,
        isLocked: Bool,
        _ visit: Visit,
        _ directory: Directory,
        why: (String) -> String? = { _ in nil }
    ) {
        let strings = visit.strings
        name = setting.rawValue
        title = strings.text("settings", "\(setting.rawValue)-title")
        gives = strings.text("settings", "\(setting.rawValue)-gives")
        self.problem = problem
        self.isLocked = isLocked
        let words = AudienceText(strings, visit.organization)
        let kept = keep.map { keep in
            let label = strings.text("settings", "choice-keep")
            return Option.plain(setting.rawValue, "keep", label, isChosen: keep == .chosen)
        }
        options =
            (kept.map { [$0] } ?? [])
            + AudienceDraft.Choice.allCases.compactMap { choice in
                if choice == .default, fallback == nil { return nil }
                if choice == .everyone, setting == .listenWhisperBarge { return nil }
                return Option(
                    value: choice.rawValue,
                    label: strings.text("settings", "choice-\(choice.rawValue)"),
                    hint: choice == .default ? fallback.map(words.text) : nil,
                    isChosen: draft.choice == choice && keep != .chosen,
                    id: "\(setting.rawValue)-\(choice.rawValue)",
                    opensList: choice == .only
                )
            }
        members = MemberEditor(
            setting.rawValue,
            draft.members,
            find: draft.find,
            visit,
            directory,
            isOpen: draft.choice == .only && keep != .chosen,
            why: why
        )
        self.words = draft.audience.map(words.text) ?? strings.text("settings", "choice-default")
    }
}

/// Who has what a setting gives, in words.
struct AudienceText {
    private let strings: Strings
    private let organization: Organization
    /// So many members are written out.
    private let membersMax: Int

    init(_ strings: Strings, _ organization: Organization, membersMax: Int = 4) {
        (self.strings, self.organization, self.membersMax) = (strings, organization, membersMax)
    }

    func text(_ audience: Audience) -> String {
        switch audience {
        case .everyone: return strings.text("settings", "choice-everyone")
        case .nobody: return strings.text("settings", "choice-nobody")
        case .only(let members):
            let names = members.prefix(membersMax).map { member in
                member.kind == .role
                    ? strings.text("members", "role", ["name": member.name])
                    : organization.user(member.name)?.displayName ?? member.name
            }
            let more = members.count - names.count
            let list = names.joined(separator: ", ") + (more > 0 ? strings.plural("members", "andMore", more) : "")
            return strings.text("settings", "only", ["names": list])
        }
    }
}
