import AccessPolicy
import PolicyAdministration

/// The page on which many extensions are changed at once.
struct BulkPage: Sendable {
    struct Row: Sendable {
        let number: String
        let owner: String
        let isTicked: Bool
        let id: String
    }

    struct ManagedOption: Sendable {
        let value: String
        let label: String
        let isChosen: Bool
    }

    let path: String
    let find: String
    let numbers: String
    let rows: [Row]
    /// Those that are ticked and do not stand on this page of the list.
    let tickedElsewhere: [String]
    let isAllFound: Bool
    let foundAll: String
    let settings: [AudienceEditor]
    let managed: [ManagedOption]
    let comment: String
    let digest: String
    /// How many are meant.
    let chosen: String
    let meaning: Meaning?
    let problems: [String]
    let hasProblems: Bool
    let isStale: Bool
    let isPreviewed: Bool
    let pager: Pager
    /// The pages beside this one; nil for none.
    let previous: Int?
    let next: Int?
    /// Whether anything was ticked or chosen that a reader would lose.
    let isChanged: Bool

    init(
        _ draft: BulkDraft,
        _ visit: Visit,
        _ directory: Directory,
        meaning: Meaning?,
        error: PolicyEditError?,
        action: FormAction?,
        isStale: Bool
    ) {
        let strings = visit.strings
        (path, find, numbers) = (visit.paths.bulk, draft.find, draft.numbers)
        let all = find.isEmpty ? directory.extensions : directory.extensions(matching: find)
        pager = Pager(visit, path: path, count: all.count, page: draft.page)
        (previous, next) = (pager.previousPage, pager.nextPage)
        isChanged = draft.isChanged
        let ticked = Set(draft.ticked)
        let shown = pager.slice(all)
        rows = shown.map { entry in
            Row(
                number: entry.number,
                owner: entry.ownerName ?? entry.owner ?? strings.text("extension", "ownedByNobody"),
                isTicked: ticked.contains(entry.number),
                id: "number-\(entry.number)"
            )
        }
        tickedElsewhere = ticked.subtracting(shown.map(\.number)).sorted()
        foundAll = strings.plural("bulk", "allFound", all.count)
        isAllFound = draft.isAllFound
        let problems = FieldProblems(error, strings)
        settings = Setting.allCases.map { setting in
            AudienceEditor(
                setting,
                draft[setting],
                fallback: visit.organization.defaults[setting],
                keep: draft.changed.contains(setting) ? .offered : .chosen,
                problem: problems.text(at: setting),
                isLocked: false,
                visit,
                directory
            )
        }
        managed = ["keep", "user", "admin"].map { value in
            ManagedOption(
                value: value,
                label: strings.text("bulk", "managed-\(value)"),
                isChosen: draft.managed == value || (value == "keep" && draft.managed.isEmpty)
            )
        }
        (comment, digest) = (draft.comment, draft.digest)
        let count = draft.chosen(directory).count
        chosen = strings.plural("bulk", "chosen", count)
        self.meaning = meaning
        let isNothing = count == 0 ? strings.text("bulk", "chooseFirst") : strings.text("bulk", "nothingToDo")
        let asked = action == .preview || action == .save
        self.problems = problems.others + (asked && meaning == nil && problems.isEmpty ? [isNothing] : [])
        hasProblems = !self.problems.isEmpty || !problems.isEmpty
        self.isStale = isStale
        isPreviewed = meaning != nil
    }
}
