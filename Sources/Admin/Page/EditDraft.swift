import AccessPolicy
import Hummingbird
import PolicyAdministration

/// One part of the policy as somebody is writing it in a form.
protocol EditDraft: Sendable {
    /// Why it is changed, for the history.
    var comment: String { get }
    /// The tag of what the author has seen.
    var seen: PartTag { get set }

    /// What it comes to.
    func item(of organization: String) -> PolicyItem
    /// The edit that makes it so. With `compares` it fails when somebody else has changed the part meanwhile.
    func edit(_ visit: Visit, compares: Bool) -> PolicyEdit
    /// Does to its lists what a button of the form says.
    mutating func apply(_ action: FormAction)
    /// Its page, once it is saved.
    func path(_ paths: Paths) -> String
}

extension EditDraft {
    func edit(_ visit: Visit, compares: Bool) -> PolicyEdit {
        let item = item(of: visit.name)
        return PolicyEdit(put: [item], of: visit.state, seen: compares ? [item.key: seen] : [:], comment: comment)
    }
}

/// What has come of a form so far.
enum EditOutcome {
    /// It is shown, and nothing was asked of the policy.
    case shown
    /// It was not to be saved yet: this is what saving would mean.
    case previewed(Meaning)
    /// It was not taken.
    case refused(PolicyEditError)

    var meaning: Meaning? { if case .previewed(let meaning) = self { meaning } else { nil } }
    var error: PolicyEditError? { if case .refused(let error) = self { error } else { nil } }
}

extension PageDesk {
    /// Does what the button of a form says: leads to the page of what is saved, or shows the form again.
    func answer<Draft: EditDraft>(
        _ given: Draft,
        _ form: FormFields,
        _ visit: Visit,
        page: (Draft, Visit, EditOutcome) async throws -> Response
    ) async throws -> Response {
        var draft = given
        let action = FormAction(form["do"])
        draft.apply(action)
        if case .overwrite = action { draft.seen = PartTag(text: form["theirs"]) }
        do {
            switch action {
            case .save, .overwrite:
                let revision = try await save(draft.edit(visit, compares: true), visit)
                return .redirect(to: "\(draft.path(visit.paths))?saved=\(revision)", type: .normal)
            case .preview:
                let meaning = try await meaning(draft.edit(visit, compares: false), visit)
                return try await page(draft, visit, .previewed(meaning))
            case .add, .remove, .find, .delete, .other: return try await page(draft, visit, .shown)
            }
        } catch let error as PolicyEditError {
            return try await page(draft, visit, .refused(error))
        }
    }
}
