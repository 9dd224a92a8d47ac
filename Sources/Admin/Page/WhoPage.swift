import AccessPolicy
import PolicyAdministration

/// Who may see and listen to an extension, and why.
struct WhoPage: Sendable {
    /// Whom one looks for.
    struct Choice: Sendable {
        let value: String
        let label: String
        let isChosen: Bool
    }

    let number: String
    let path: String
    let back: String
    let find: String
    let choices: [Choice]
    let count: String
    let rows: [ExplainedRow]
    let pager: Pager
    let isEmpty: Bool

    init(_ number: String, _ visit: Visit, _ directory: Directory) {
        let (strings, snapshot) = (visit.strings, visit.state.snapshot)
        self.number = number
        (path, back) = ("\(visit.paths.extensionPage(number))/who", visit.paths.extensionPage(number))
        find = visit.query["q"]
        // Whoever has none of it is most of the people.
        let wanted = visit.query.has("only") ? Setting(rawValue: visit.query["only"]) : .status
        choices = (Setting.allCases + [nil]).map { setting in
            Choice(
                value: setting?.rawValue ?? "",
                label: strings.text("who", setting.map { "only-\($0.rawValue)" } ?? "all"),
                isChosen: setting == wanted
            )
        }
        var users = find.isEmpty ? directory.users : directory.users(matching: find)
        if let wanted, let organization = snapshot.organization(named: visit.name) {
            users = users.filter { user in
                let id = snapshot.user(named: user.name.value.utf8.span, in: organization)
                return switch wanted {
                case .status: snapshot.monitoring(of: number.utf8.span, in: organization, by: id).disclosure != .none
                case .connectedCallers:
                    snapshot.monitoring(of: number.utf8.span, in: organization, by: id).disclosure == .full
                case .listenWhisperBarge:
                    snapshot.listening(to: number.utf8.span, in: organization, by: id).disclosure != .none
                }
            }
        }
        count = strings.plural("who", "count", users.count)
        pager = Pager(
            visit,
            path: path,
            count: users.count,
            keeping: ["q": find],
            always: ["only": wanted?.rawValue ?? ""]
        )
        rows = pager.slice(users).compactMap { user in
            snapshot.explain(watcher: user.name.value, target: number, in: visit.name).map {
                ExplainedRow($0, title: user.displayName ?? user.name.value, detail: user.name.value, visit)
            }
        }
        isEmpty = rows.isEmpty
    }
}

/// Three answers with their reasons.
struct ExplainedRow: Sendable {
    struct Answer: Sendable {
        let name: String
        let isYes: Bool
        let word: String
        let reason: String
    }

    let title: String
    let detail: String
    let answers: [Answer]

    init(_ explanation: Explanation, title: String, detail: String, _ visit: Visit) {
        (self.title, self.detail) = (title, detail)
        let (strings, reasons) = (visit.strings, explanation.reasons)
        answers = [
            (Setting.status, explanation.status, reasons.status),
            (.connectedCallers, explanation.connectedCallers, reasons.connectedCallers),
            (.listenWhisperBarge, explanation.listen, reasons.listen),
        ].map { setting, isYes, reason in
            Answer(
                name: strings.text("settings", "\(setting.rawValue)-title"),
                isYes: isYes,
                word: strings.text("who", isYes ? "yes" : "no"),
                reason: reason
            )
        }
    }
}

/// Why one person may do what with one extension.
struct WhyPage {
    let title: String
    let row: ExplainedRow
    let back: String

    init(_ explanation: Explanation, _ visit: Visit, title: String) {
        self.title = title
        row = ExplainedRow(explanation, title: explanation.watcher, detail: explanation.target, visit)
        back = visit.paths.extensionPage(explanation.target)
    }
}
