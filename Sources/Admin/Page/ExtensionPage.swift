import AccessPolicy
import PolicyAdministration
import PolicyFile

/// The page of one extension: its three settings.
struct ExtensionPage {
    let number: String
    /// Whose it is, in words.
    let owner: String
    let path: String
    let chooser: ExtensionChooser
    let settings: [AudienceEditor]
    let seen: String
    let comment: String
    /// Whether this person may change anything here.
    let mayChange: Bool
    let lockedText: String?
    let admin: AdminPart?
    let whoPath: String
    let livePath: String
    let meaning: Meaning?
    /// What is wrong besides what is wrong at a setting.
    let problems: [String]
    let hasProblems: Bool
    let conflict: Conflict?
    let saved: String?
    /// Whether the form differs from what is in force.
    let isChanged: Bool

    /// What only an Admin sees.
    struct AdminPart {
        let isLocked: Bool
        let consents: [AudienceEditor.Option]
        let historyPath: String
    }

    init(
        _ draft: ExtensionDraft,
        _ visit: Visit,
        _ directory: Directory,
        meaning: Meaning? = nil,
        error: PolicyEditError? = nil
    ) {
        let strings = visit.strings
        number = draft.number
        let known = visit.state.snapshot.organization(named: visit.name).flatMap {
            visit.state.snapshot.knownExtension(draft.number, in: $0)
        }
        owner =
            known?.owner.map { strings.text("extension", "ownedBy", ["name": visit.displayName($0)]) }
            ?? strings.text("extension", known == nil ? "notListed" : "ownedByNobody")
        path = visit.paths.extensionPage(draft.number)
        chooser = ExtensionChooser(visit, chosen: draft.number)
        let mayChange = visit.state.mayChange(draft.number, of: visit.name, visit.principal)
        self.mayChange = mayChange
        let isLockedForMe = !mayChange
        lockedText =
            isLockedForMe
            ? strings.text("extension", "lockedForYou")
            : draft.isLocked ? strings.text("extension", "lockedForOwner") : nil
        let problems = FieldProblems(error, strings)
        let current = visit.organization.settings(draft.number)
        settings = Setting.allCases.map { setting in
            AudienceEditor(
                setting,
                draft[setting],
                fallback: visit.organization.defaults[setting],
                problem: problems.text(at: setting),
                isLocked: isLockedForMe,
                visit,
                directory
            ) { member in
                switch member.kind {
                case .user: visit.paths.why(member.name, draft.number)
                case .role: visit.isAdmin ? visit.paths.rolePage(member.name) : nil
                }
            }
        }
        (seen, comment) = (draft.seen.text, draft.comment)
        admin = visit.isAdmin ? AdminPart(draft, visit) : nil
        (whoPath, livePath) = ("\(path)/who", "\(visit.paths.live)?extension=\(Paths.escaped(draft.number))")
        self.meaning = meaning
        self.problems = problems.others
        hasProblems = !problems.isEmpty
        conflict = Conflict(error, mine: PolicyItem(draft.settings, of: visit.name), visit)
        saved = Int64(visit.query["saved"]).map { strings.text("extension", "saved", ["revision": "\($0)"]) }
        isChanged = draft.settings != current ?? ExtensionSettings(Located(draft.number))
    }
}

extension ExtensionPage.AdminPart {
    init(_ draft: ExtensionDraft, _ visit: Visit) {
        isLocked = draft.isLocked
        historyPath = visit.paths.history
        let organization = visit.strings.text("consent", visit.organization.consent.rawValue)
        consents = [nil, ConsentRequirement.required, .notRequired].map { requirement in
            let name = requirement?.rawValue ?? "default"
            return AudienceEditor.Option(
                value: name,
                label: requirement.map { visit.strings.text("consent", $0.rawValue) }
                    ?? visit.strings.text("consent", "default", ["default": organization]),
                hint: nil,
                isChosen: draft.consent == requirement,
                id: "consent-\(name)",
                opensList: false
            )
        }
    }
}

extension ExtensionRule {
    /// One of the three settings.
    subscript(_ setting: Setting) -> Audience {
        switch setting {
        case .status: status.value
        case .connectedCallers: connectedCallers.value
        case .listenWhisperBarge: listenWhisperBarge.value
        }
    }
}
