import AccessPolicy
import PolicyAdministration

/// Who may see and listen to an extension, and why.
struct WhoPage: Sendable {
    let number: String
    let path: String
    let back: String
    let find: String
    let choices: [RightChoice.Option]
    let count: String
    let rows: [ExplainedRow]
    let pager: Pager
    let isEmpty: Bool

    init(_ number: String, _ visit: Visit, _ directory: Directory) {
        let (strings, snapshot) = (visit.strings, visit.state.snapshot)
        self.number = number
        (path, back) = ("\(visit.paths.extensionPage(number))/who", visit.paths.extensionPage(number))
        find = visit.query["q"]
        let choice = RightChoice(visit, "who")
        choices = choice.options
        let found = find.isEmpty ? directory.users : directory.users(find, byNumber: visit.isAdmin)
        let users = choice.filter(found) { ($0.name.value, number) }
        count = strings.plural("who", "count", users.count)
        pager = Pager(
            visit,
            path: path,
            count: users.count,
            keeping: ["q": find],
            always: choice.query
        )
        rows = pager.slice(users).compactMap { user in
            snapshot.explain(watcher: user.name.value, target: number, in: visit.name).map {
                ExplainedRow($0, title: user.displayName ?? user.name.value, detail: user.name.value, visit)
            }
        }
        isEmpty = rows.isEmpty
    }
}

/// Which of the three rights one looks for. Whoever has none of them is most of the people.
struct RightChoice {
    /// One to choose.
    struct Option: Sendable {
        let value: String
        let label: String
        let isChosen: Bool
    }

    private let right: Setting?
    private let snapshot: PolicySnapshot
    private let organization: OrganizationID?
    let options: [Option]

    /// What a query says; the status when it says nothing.
    ///
    /// - Parameter section: where the words of the choices are.
    init(_ visit: Visit, _ section: String) {
        let wanted = visit.query.has("only") ? Setting(rawValue: visit.query["only"]) : .status
        right = wanted
        (snapshot, organization) = (visit.state.snapshot, visit.state.snapshot.organization(named: visit.name))
        options = (Setting.allCases + [nil]).map { setting in
            Option(
                value: setting?.rawValue ?? "",
                label: visit.strings.text(section, setting.map { "only-\($0.rawValue)" } ?? "all"),
                isChosen: setting == wanted
            )
        }
    }

    /// What asks for the same again.
    var query: [String: String] { ["only": right?.rawValue ?? ""] }

    /// Those who have the right.
    ///
    /// - Parameter pair: the name of a user and the number of an extension.
    func filter<Element>(_ all: [Element], _ pair: (Element) -> (user: String, number: String)) -> [Element] {
        guard let right, let organization else { return all }
        return all.filter { element in
            let (user, number) = pair(element)
            let id = snapshot.user(named: user.utf8.span, in: organization)
            return switch right {
            case .status: snapshot.monitoring(of: number.utf8.span, in: organization, by: id).disclosure != .none
            case .connectedCallers:
                snapshot.monitoring(of: number.utf8.span, in: organization, by: id).disclosure == .full
            case .listenWhisperBarge:
                snapshot.listening(to: number.utf8.span, in: organization, by: id).disclosure != .none
            }
        }
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
