import AccessPolicy
import PolicyAdministration
import PolicyFile

/// The page of one user.
struct UserPage {
    let title: String
    let name: String
    let displayName: String
    let extensions: String
    let isNew: Bool
    let canPath: String
    let form: EditForm
    let removal: String?
    let back: String

    init(_ draft: UserDraft, _ visit: Visit, _ outcome: EditOutcome) {
        let strings = visit.strings
        (isNew, name, displayName, extensions) = (draft.isNew, draft.name, draft.displayName, draft.extensions)
        title =
            draft.isNew
            ? strings.text("users", "new")
            : strings.text("users", "one", ["name": draft.displayName.isEmpty ? draft.name : draft.displayName])
        form = EditForm(
            draft,
            at: draft.isNew ? "\(visit.paths.base)/new-user" : nil,
            outcome,
            visit,
            isChanged: draft.isNew ? !draft.name.isEmpty : visit.organization.user(draft.name) != draft.user
        )
        (canPath, back) = ("\(form.path)/can", visit.paths.users)
        removal = draft.isNew ? nil : "\(form.path)/remove"
    }
}

/// The list of users.
struct UserList: Sendable {
    struct Row: Sendable {
        let name: String
        let displayName: String
        let extensions: String
        let href: String
        let can: String
    }

    let path: String
    let newPath: String
    let find: String
    let count: String
    let rows: [Row]
    let pager: Pager
    let isEmpty: Bool

    init(_ visit: Visit, _ directory: Directory) {
        (path, newPath, find) = (visit.paths.users, "\(visit.paths.base)/new-user", visit.query["q"])
        let users = find.isEmpty ? directory.users : directory.users(matching: find)
        count = visit.strings.plural("users", "count", users.count)
        pager = Pager(visit, path: path, count: users.count, keeping: ["q": find])
        rows = pager.slice(users).map { user in
            let href = visit.paths.userPage(user.name.value)
            return Row(
                name: user.name.value,
                displayName: user.displayName ?? "",
                extensions: user.extensions.map(\.value).joined(separator: ", "),
                href: href,
                can: "\(href)/can"
            )
        }
        isEmpty = rows.isEmpty
    }
}

/// What one user may see and listen to, and why.
struct CanPage: Sendable {
    let title: String
    let name: String
    let path: String
    let back: String
    let find: String
    let choices: [RightChoice.Option]
    let count: String
    let rows: [ExplainedRow]
    let pager: Pager
    let isEmpty: Bool

    init(_ user: User, _ visit: Visit, _ directory: Directory) {
        let shown = user.displayName ?? user.name.value
        title = visit.strings.text("can", "title", ["name": shown])
        back = visit.paths.userPage(user.name.value)
        (name, path, find) = (shown, "\(back)/can", visit.query["q"])
        let choice = RightChoice(visit, "can")
        choices = choice.options
        let found = choice.filter(find.isEmpty ? directory.extensions : directory.extensions(matching: find)) {
            (user.name.value, $0.number)
        }
        count = visit.strings.plural("extensions", "count", found.count)
        pager = Pager(visit, path: path, count: found.count, keeping: ["q": find], always: choice.query)
        rows = pager.slice(found).compactMap { entry in
            visit.state.snapshot.explain(watcher: user.name.value, target: entry.number, in: visit.name).map {
                ExplainedRow($0, title: entry.number, detail: entry.ownerName ?? entry.owner ?? "", visit)
            }
        }
        isEmpty = rows.isEmpty
    }
}
