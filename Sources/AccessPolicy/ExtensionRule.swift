/// The three settings, complete: what holds for an extension.
public struct ExtensionRule: Equatable, Sendable {
    /// Who sees the extension's state.
    public var status: Located<Audience>
    /// Who sees the state and the caller-ID details of the connected caller.
    public var connectedCallers: Located<Audience>
    /// Who may listen in on, whisper into or join the calls. `everyone` is a problem here.
    public var listenWhisperBarge: Located<Audience>

    /// A rule; each setting that is left out has its default.
    public init(
        status: Located<Audience> = Located(.everyone),
        connectedCallers: Located<Audience> = Located(.everyone),
        listenWhisperBarge: Located<Audience> = Located(.only([Member(.role, Organization.adminRole)]))
    ) {
        self.status = status
        self.connectedCallers = connectedCallers
        self.listenWhisperBarge = listenWhisperBarge
    }
}

/// The settings that a policy lists for one extension.
public struct ExtensionSettings: Equatable, Sendable {
    /// The number, or rather name: any text that is a SIP user part. Unique in the organisation, ASCII case apart.
    public var number: Located<String>
    /// `status`, or nil when the organisation's default holds.
    public var status: Located<Audience>?
    /// `connected-callers`, or nil when the organisation's default holds.
    public var connectedCallers: Located<Audience>?
    /// `listen-whisper-barge`, or nil when the organisation's default holds.
    public var listenWhisperBarge: Located<Audience>?
    /// `consent`, or nil when the organisation's holds.
    public var consent: ConsentRequirement?
    /// Who may change these settings.
    public var managed: Management

    /// Settings of an extension; those left out are the organisation's defaults.
    public init(
        _ number: Located<String>,
        status: Located<Audience>? = nil,
        connectedCallers: Located<Audience>? = nil,
        listenWhisperBarge: Located<Audience>? = nil,
        consent: ConsentRequirement? = nil,
        managed: Management = .user
    ) {
        self.number = number
        self.status = status
        self.connectedCallers = connectedCallers
        self.listenWhisperBarge = listenWhisperBarge
        self.consent = consent
        self.managed = managed
    }

    /// The rule that holds for the extension, with the gaps filled from the organisation's defaults.
    public func rule(defaults: ExtensionRule) -> ExtensionRule {
        ExtensionRule(
            status: status ?? defaults.status,
            connectedCallers: connectedCallers ?? defaults.connectedCallers,
            listenWhisperBarge: listenWhisperBarge ?? defaults.listenWhisperBarge
        )
    }
}
