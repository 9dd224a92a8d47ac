import AccessPolicy
import PolicyAdministration

/// What every form of a part of the policy has around its own fields.
struct EditForm: Sendable {
    /// Where it is sent, and where what is in force can be had again.
    let path: String
    /// The tag of what the author has seen.
    let seen: String
    let comment: String
    let meaning: Meaning?
    /// What is wrong besides what is wrong at a field.
    let problems: [String]
    let hasProblems: Bool
    let conflict: Conflict?
    /// Whether it differs from what is in force.
    let isChanged: Bool

    /// - Parameters:
    ///   - path: nil for the page of the draft.
    ///   - problems: nil for everything that is wrong.
    init(
        _ draft: some EditDraft,
        at path: String? = nil,
        _ outcome: EditOutcome,
        _ visit: Visit,
        problems: [String]? = nil,
        isChanged: Bool
    ) {
        self.path = path ?? draft.path(visit.paths)
        (seen, comment, meaning) = (draft.seen.text, draft.comment, outcome.meaning)
        let found = FieldProblems(outcome.error, visit.strings)
        (self.problems, hasProblems) = (problems ?? found.all, !found.isEmpty)
        conflict = Conflict(outcome.error, mine: draft.item(of: visit.name), visit)
        self.isChanged = isChanged
    }
}
