import AccessPolicy

/// A small policy for tests that need names to point at.
enum SamplePolicy {
    static func organization() -> Organization {
        Organization(
            name: "Example Ltd",
            domains: ["example.com", "[2001:DB8::1]"],
            users: [
                User("alice", displayName: "Alice Ng", extensions: ["101"]),
                User("bob", extensions: ["102", "112"]),
                User("Carol"),
            ],
            roles: [
                Role("Admin", members: [Member(.user, "alice")]),
                Role("Sales Supervisors", members: [Member(.user, "bob"), Member(.role, "Admin")]),
            ],
            extensions: [
                ExtensionSettings(
                    "101",
                    status: Located(.only([Member(.role, "Sales Supervisors")])),
                    connectedCallers: Located(.nobody),
                    listenWhisperBarge: Located(.nobody),
                    managed: .admin
                ),
                ExtensionSettings("102", connectedCallers: Located(.only([Member(.user, "alice")]))),
                ExtensionSettings("hall", status: Located(.nobody)),
                ExtensionSettings(
                    "lab",
                    status: Located(.only([Member(.user, "bob")])),
                    connectedCallers: Located(.only([Member(.user, "alice")]))
                ),
            ],
            statuses: ["In a meeting"]
        )
    }

    static func other() -> Organization {
        Organization(
            name: "Other",
            domains: ["other.example"],
            users: [User("mallory", extensions: ["101"])],
            roles: [Role("Admin", members: [Member(.user, "mallory")])]
        )
    }

    static func snapshot(revision: UInt64 = 1, listening: Listening = .enabled) throws -> PolicySnapshot {
        var organization = organization()
        organization.listening = listening
        let model = PolicyModel(organizations: [organization, other()])
        return try PolicyCompiler.compile(model, revision: revision)
    }
}
