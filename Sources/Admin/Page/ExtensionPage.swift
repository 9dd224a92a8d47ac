import AccessPolicy
import PolicyAdministration
import PolicyFile

/// The page of one extension: its three settings.
struct ExtensionPage {
    let number: String
    /// Whose it is, in words.
    let owner: String
    let chooser: ExtensionChooser
    let settings: [AudienceEditor]
    let form: EditForm
    /// Whether this person may change anything here.
    let mayChange: Bool
    let lockedText: String?
    let admin: AdminPart?
    let whoPath: String
    let livePath: String

    /// What only an Admin sees.
    struct AdminPart {
        let isLocked: Bool
        let consents: [AudienceEditor.Option]
        /// Where it is taken out of the list; nil where it is not in it.
        let removal: String?
    }

    init(_ draft: ExtensionDraft, _ visit: Visit, _ directory: Directory, _ outcome: EditOutcome) {
        let strings = visit.strings
        number = draft.number
        let known = visit.state.snapshot.organization(named: visit.name).flatMap {
            visit.state.snapshot.knownExtension(draft.number, in: $0)
        }
        owner =
            known?.owner.map { strings.text("extension", "ownedBy", ["name": visit.displayName($0)]) }
            ?? strings.text("extension", known == nil ? "notListed" : "ownedByNobody")
        chooser = ExtensionChooser(visit, chosen: draft.number)
        let mayChange = visit.state.mayChange(draft.number, of: visit.name, visit.principal)
        self.mayChange = mayChange
        let isLockedForMe = !mayChange
        lockedText =
            isLockedForMe
            ? strings.text("extension", "lockedForYou")
            : draft.isLocked ? strings.text("extension", "lockedForOwner") : nil
        let problems = FieldProblems(outcome.error, strings)
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
            ) { visit.paths.why($0, draft.number) }
        }
        admin = visit.isAdmin ? AdminPart(draft, visit) : nil
        form = EditForm(
            draft,
            outcome,
            visit,
            problems: problems.others,
            isChanged: draft.settings != current ?? ExtensionSettings(Located(draft.number))
        )
        whoPath = "\(form.path)/who"
        livePath = "\(visit.paths.live)?extension=\(Paths.escaped(draft.number))"
    }
}

extension ExtensionPage.AdminPart {
    init(_ draft: ExtensionDraft, _ visit: Visit) {
        isLocked = draft.isLocked
        removal = draft.isListed ? "\(draft.path(visit.paths))/remove" : nil
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
