import AccessPolicy
import PolicyAdministration
import PolicyFile

/// The settings of an extension as somebody is writing them in a form.
struct ExtensionDraft: EditDraft, Equatable {
    let number: String
    /// Whether the policy says anything of it.
    let isListed: Bool
    var status: AudienceDraft
    var connectedCallers: AudienceDraft
    var listenWhisperBarge: AudienceDraft
    var isLocked: Bool
    /// Nil when the organisation's holds.
    var consent: ConsentRequirement?
    var comment = ""
    /// The tag of what the author has seen.
    var seen: PartTag

    /// The settings as they are.
    init(_ number: String, _ settings: ExtensionSettings?, seen: PartTag) {
        (self.number, isListed) = (number, settings != nil)
        status = AudienceDraft(settings?.status?.value)
        connectedCallers = AudienceDraft(settings?.connectedCallers?.value)
        listenWhisperBarge = AudienceDraft(settings?.listenWhisperBarge?.value)
        isLocked = settings?.managed == .admin
        consent = settings?.consent
        self.seen = seen
    }

    /// The settings as a form brings them; what a form does not bring stays as it is.
    init(_ number: String, _ form: FormFields, over settings: ExtensionSettings?) {
        self.init(number, settings, seen: PartTag(text: form["seen"]))
        for setting in Setting.allCases where form.has(setting.rawValue) {
            self[setting] = AudienceDraft(form, setting.rawValue)
        }
        if form.has("managed") { isLocked = form["managed"] == "admin" }
        if form.has("consent") { consent = ConsentRequirement(rawValue: form["consent"]) }
        comment = form["comment"]
    }

    subscript(_ setting: Setting) -> AudienceDraft {
        get {
            switch setting {
            case .status: status
            case .connectedCallers: connectedCallers
            case .listenWhisperBarge: listenWhisperBarge
            }
        }
        set {
            switch setting {
            case .status: status = newValue
            case .connectedCallers: connectedCallers = newValue
            case .listenWhisperBarge: listenWhisperBarge = newValue
            }
        }
    }

    mutating func apply(_ action: FormAction) {
        for setting in Setting.allCases { action.apply(to: &self[setting].members, of: setting.rawValue) }
    }

    /// What it comes to.
    var settings: ExtensionSettings {
        ExtensionSettings(
            Located(number),
            status: status.audience.map { Located($0) },
            connectedCallers: connectedCallers.audience.map { Located($0) },
            listenWhisperBarge: listenWhisperBarge.audience.map { Located($0) },
            consent: consent,
            managed: isLocked ? .admin : .user
        )
    }

    func item(of organization: String) -> PolicyItem { PolicyItem(settings, of: organization) }

    /// An extension of which nothing is said any more, and which was not listed, is not listed.
    func edit(_ visit: Visit, compares: Bool) -> PolicyEdit {
        let item = item(of: visit.name)
        let isPlain = settings == ExtensionSettings(Located(number))
        return PolicyEdit(
            put: isPlain && !isListed ? [] : [item],
            of: visit.state,
            seen: compares ? [item.key: seen] : [:],
            comment: comment
        )
    }

    func path(_ paths: Paths) -> String { paths.extensionPage(number) }
}
