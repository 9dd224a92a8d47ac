import AccessPolicy

/// Lays one organisation out as YAML.
struct OrganizationWriter {
    private(set) var text = ""

    /// Writes every key; settings that an extension leaves to the defaults are left out.
    init(_ organization: Organization) {
        line(0, "organization: \(YAMLText.quoted(organization.name.value))")
        line(0, "domains: \(list(organization.domains.map(\.value)))")
        line(0, "listening: \(organization.listening.rawValue)")
        line(0, "mode: \(organization.mode.rawValue)")
        line(0, "consent: \(organization.consent.rawValue)")
        line(0, "defaults:")
        write(.status, organization.defaults.status)
        write(.connectedCallers, organization.defaults.connectedCallers)
        write(.listenWhisperBarge, organization.defaults.listenWhisperBarge, indent: 1)
        section("users", organization.users) { writer, user in
            var parts = user.displayName.map { ["name: \(YAMLText.quoted($0))"] } ?? []
            parts.append("extensions: \(writer.list(user.extensions.map(\.value)))")
            writer.line(1, "\(YAMLText.quoted(user.name.value)): {\(parts.joined(separator: ", "))}")
        }
        section("roles", organization.roles) { writer, role in
            writer.line(1, "\(YAMLText.quoted(role.name.value)): \(writer.list(role.members.map(\.description)))")
        }
        section("extensions", organization.extensions) { $0.write($1) }
        line(0, "statuses: \(list(organization.statuses.map(\.value)))")
    }

    private mutating func write(_ settings: ExtensionSettings) {
        line(1, "\(YAMLText.quoted(settings.number.value)):")
        write(.status, settings.status, indent: 2)
        write(.connectedCallers, settings.connectedCallers, indent: 2)
        write(.listenWhisperBarge, settings.listenWhisperBarge, indent: 2)
        if let consent = settings.consent { line(2, "consent: \(consent.rawValue)") }
        line(2, "managed: \(settings.managed.rawValue)")
    }

    private mutating func write(_ setting: Setting, _ audience: Located<Audience>?, indent: Int = 1) {
        guard let audience else { return }
        let value =
            switch audience.value {
            case .everyone: "everyone"
            case .nobody: "nobody"
            case .only(let members): "{only: \(list(members.map(\.description)))}"
            }
        line(indent, "\(setting.rawValue): \(value)")
    }

    private mutating func section<Element>(
        _ name: String,
        _ elements: [Element],
        _ write: (inout OrganizationWriter, Element) -> Void
    ) {
        line(0, elements.isEmpty ? "\(name): {}" : "\(name):")
        for element in elements { write(&self, element) }
    }

    private func list(_ texts: [String]) -> String {
        "[\(texts.map(YAMLText.quoted).joined(separator: ", "))]"
    }

    private mutating func line(_ indent: Int, _ content: String) {
        text += String(repeating: "  ", count: indent) + content + "\n"
    }
}
