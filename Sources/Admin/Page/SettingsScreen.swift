import AccessPolicy
import Hummingbird
import PolicyAdministration
import PolicyFile

/// What holds for a whole organisation: defaults, custom statuses, consent, and the operator's switches.
struct SettingsScreen: Sendable {
    let desk: PageDesk

    func add(to router: RouterGroup<AdminRequestContext>) {
        router.get("settings") { request, context in
            let visit = try desk.visit(request, context, least: .admin)
            let seen = visit.state.tag(visit.key(.organization))
            return try await page(SettingsDraft(visit.organization, seen: seen), visit, .shown)
        }
        router.post("settings") { request, context in
            let visit = try desk.visit(request, context, least: .admin)
            let form = try await desk.form(request)
            return try await desk.answer(SettingsDraft(form, over: visit.organization), form, visit, page: page)
        }
        router.get("settings/listening") { request, context in
            let visit = try desk.visit(request, context, least: .operator)
            return try await switchPage(visit)
        }
        router.post("settings/listening") { request, context in
            let visit = try desk.visit(request, context, least: .operator)
            let form = try await desk.form(request)
            guard let listening = Listening(rawValue: form["listening"]), form["sure"] == "1" else {
                return try await switchPage(visit)
            }
            do {
                let revision = try await desk.save(visit) { try Self.switching(listening, form["comment"], visit, $0) }
                let done = "saved=\(revision)&done=listening-\(listening.rawValue)"
                return .redirect(to: "\(visit.paths.settings)?\(done)", type: .normal)
            } catch let error as PolicyEditError {
                return try await switchPage(visit, error: error)
            }
        }
    }

    private func page(_ draft: SettingsDraft, _ visit: Visit, _ outcome: EditOutcome) async throws -> Response {
        let page = try await desk.directory(visit) { SettingsPage(draft, visit, $0, outcome) }
        let title = visit.strings.text("organization", "title")
        return desk.page("settings", title, .settings, page, visit, status: outcome.error.status)
    }

    /// The switch alone: what holds besides stays as it is when the switch is thrown.
    private static func switching(
        _ listening: Listening,
        _ comment: String,
        _ visit: Visit,
        _ state: PolicyState
    ) throws -> PolicyEdit {
        guard var organization = state.organization(visit.name) else { throw PageError.notFound }
        organization.listening = listening
        return PolicyEdit(put: [PolicyItem(organization)], of: state, comment: comment)
    }

    private func switchPage(_ visit: Visit, error: PolicyEditError? = nil) async throws -> Response {
        let next: Listening = visit.organization.listening == .enabled ? .disabled : .enabled
        var (meaning, error): (Meaning?, PolicyEditError?) = (nil, error)
        do {
            meaning = try await desk.meaning(Self.switching(next, "", visit, visit.state), visit)
        } catch let problem as PolicyEditError {
            error = error ?? problem
        }
        let page = SwitchPage(next, visit, meaning: meaning, error: error)
        return desk.page("switch", page.title, .settings, page, visit, status: error.status)
    }
}

/// The operator's switch, before it is thrown.
struct SwitchPage {
    let title: String
    let path: String
    let back: String
    let next: String
    let isOff: Bool
    let meaning: Meaning?
    let problems: [String]
    let hasProblems: Bool

    init(_ next: Listening, _ visit: Visit, meaning: Meaning?, error: PolicyEditError?) {
        isOff = next == .disabled
        self.next = next.rawValue
        title = visit.strings.text("organization", isOff ? "switchOff" : "switchOn", ["name": visit.name])
        (path, back) = ("\(visit.paths.settings)/listening", visit.paths.settings)
        self.meaning = meaning
        let problems = FieldProblems(error, visit.strings)
        (self.problems, hasProblems) = (problems.all, !problems.isEmpty)
    }
}

/// What holds for an organisation as somebody is writing it.
struct SettingsDraft: EditDraft {
    private var organization: Organization
    var settings: [Setting: AudienceDraft]
    /// One a line.
    var statuses: String
    /// One a line.
    var domains: String
    var comment = ""
    var seen: PartTag

    init(_ organization: Organization, seen: PartTag) {
        (self.organization, self.seen) = (organization, seen)
        settings = [:]
        for setting in Setting.allCases { settings[setting] = AudienceDraft(organization.defaults[setting]) }
        statuses = organization.statuses.map(\.value).joined(separator: "\n")
        domains = organization.domains.map(\.value).joined(separator: "\n")
    }

    /// As a form brings it; what it does not bring stays.
    init(_ form: FormFields, over organization: Organization) {
        self.init(organization, seen: PartTag(text: form["seen"]))
        for setting in Setting.allCases where form.has(setting.rawValue) {
            settings[setting] = AudienceDraft(form, setting.rawValue)
        }
        if form.has("statuses") { statuses = form["statuses"] }
        if form.has("domains") { domains = form["domains"] }
        if let consent = ConsentRequirement(rawValue: form["consent"]) { self.organization.consent = consent }
        if let mode = PolicyMode(rawValue: form["mode"]) { self.organization.mode = mode }
        comment = form["comment"]
    }

    subscript(_ setting: Setting) -> AudienceDraft {
        get { settings[setting] ?? AudienceDraft(nil) }
        set { settings[setting] = newValue }
    }

    var consent: ConsentRequirement { organization.consent }
    var mode: PolicyMode { organization.mode }

    /// What it comes to.
    var result: Organization {
        var result = organization
        let audience = { (setting: Setting) in Located(self[setting].audience ?? organization.defaults[setting]) }
        result.defaults = ExtensionRule(
            status: audience(.status),
            connectedCallers: audience(.connectedCallers),
            listenWhisperBarge: audience(.listenWhisperBarge)
        )
        result.statuses = Self.lines(statuses)
        result.domains = Self.lines(domains)
        return result
    }

    func item(of organization: String) -> PolicyItem { PolicyItem(result) }

    mutating func apply(_ action: FormAction) {
        for setting in Setting.allCases { action.apply(to: &self[setting].members, of: setting.rawValue) }
    }

    func path(_ paths: Paths) -> String { paths.settings }

    private static func lines(_ text: String) -> [Located<String>] {
        text.split(whereSeparator: \.isNewline).map { $0.trimmingPrefix { $0 == " " } }
            .map { line in String(line.reversed().drop { $0 == " " }.reversed()) }
            .filter { !$0.isEmpty }.map { Located($0) }
    }
}

/// The page of what holds for an organisation.
struct SettingsPage: Sendable {
    let settings: [AudienceEditor]
    let statuses: String
    let domains: String
    let consents: [AudienceEditor.Option]
    let modes: [AudienceEditor.Option]
    let isListeningOff: Bool
    let isOperator: Bool
    let switchPath: String
    let form: EditForm

    init(_ draft: SettingsDraft, _ visit: Visit, _ directory: Directory, _ outcome: EditOutcome) {
        let strings = visit.strings
        let problems = FieldProblems(outcome.error, strings)
        settings = Setting.allCases.map { setting in
            AudienceEditor(
                setting,
                draft[setting],
                fallback: nil,
                problem: problems.text(at: setting),
                isLocked: false,
                visit,
                directory
            )
        }
        (statuses, domains) = (draft.statuses, draft.domains)
        consents = [ConsentRequirement.required, .notRequired].map {
            .plain("consent", $0.rawValue, strings.text("consent", $0.rawValue), isChosen: draft.consent == $0)
        }
        modes = [PolicyMode.enforce, .shadow].map {
            .plain("mode", $0.rawValue, strings.text("organization", "mode-\($0.rawValue)"), isChosen: draft.mode == $0)
        }
        isListeningOff = visit.organization.listening == .disabled
        isOperator = visit.standing == .operator
        switchPath = "\(visit.paths.settings)/listening"
        form = EditForm(
            draft,
            outcome,
            visit,
            problems: problems.others,
            isChanged: PolicyItem(draft.result) != PolicyItem(visit.organization)
        )
    }
}

extension AudienceEditor.Option {
    /// An option without a list.
    static func plain(_ field: String, _ value: String, _ label: String, isChosen: Bool) -> Self {
        Self(
            value: value,
            label: label,
            hint: nil,
            isChosen: isChosen,
            id: "\(field)-\(value)",
            opensList: false
        )
    }
}
