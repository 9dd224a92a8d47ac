import AccessPolicy
import PolicyAdministration

/// The named schemas of the document.
enum Schemas {
    static let all: [String: Schema] = [answers, requests, signingIn].reduce(parts) { all, more in
        all.merging(more) { one, _ in one }
    }

    static let name = Schema.text(max: APILimits.nameBytesMax)
    static let setting = Schema.word(Setting.allCases.map(\.rawValue))
    static let disclosure = Schema.word(["none", "status", "full"])
    static let count = Schema.integer(min: 0, max: .max)
    static let time = Schema.described("RFC 3339, in UTC", .text(max: 32))
    static let comment = Schema.text(max: APILimits.commentBytesMax, min: 0)

    /// What a policy is made of, with the keys of the policy file.
    private static let parts: [String: Schema] = [
        "Audience": .either([
            .word(["everyone", "nobody"]),
            .object([.must("only", .list(.member, max: PolicyLimits.members, min: 1))]),
        ]),
        "Listeners": .either([
            .word(["nobody"]),
            .object([.must("only", .list(.member, max: PolicyLimits.members, min: 1))]),
        ]),
        "Rule": .object([
            .must("status", .named("Audience")),
            .must("connected-callers", .named("Audience")),
            .must("listen-whisper-barge", .named("Listeners")),
        ]),
        "ExtensionSettings": .object([
            .may("status", .named("Audience")),
            .may("connected-callers", .named("Audience")),
            .may("listen-whisper-barge", .named("Listeners")),
            .may("consent", consent),
            .may("managed", .described("`admin`: locked, only an Admin may change it", .word(["user", "admin"]))),
        ]),
        "User": .object([
            .may("user", .described("the name of the path", name)),
            .may("name", .described("The name for people", name)),
            .may("extensions", .list(name, max: 1_000)),
        ]),
        "Role": .object([
            .may("role", .described("the name of the path", name)),
            .must("members", .list(.member, max: PolicyLimits.members)),
        ]),
        "OrganizationHead": .object([
            .may("organization", .described("the name of the path", name)),
            .may("domains", .list(name, max: PolicyLimits.domains)),
            .may("listening", listening),
            .may("mode", .described("The operator's as well", .word(PolicyMode.allCases.map(\.rawValue)))),
            .may("consent", consent),
            .may("defaults", .named("Defaults")),
            .may("statuses", statuses),
        ]),
        "Defaults": .object([
            .may("status", .named("Audience")),
            .may("connected-callers", .named("Audience")),
            .may("listen-whisper-barge", .named("Listeners")),
        ]),
        "Statuses": .object([.must("statuses", statuses)]),
        "Listening": .object([.must("listening", listening)]),
    ]

    static let listening = Schema.described("The operator's switch", .word(["enabled", "disabled"]))
    static let consent = Schema.word(["required", "not-required"])
    static let statuses = Schema.list(.text(max: PolicyLimits.statusBytes), max: PolicyLimits.statuses)

    /// A page of such entries.
    static func page(_ schema: Schema) -> Schema {
        .object([
            .must("items", .list(schema, max: APILimits.pageMax)),
            .must("total", .described("How many there are on all pages", count)),
            .may("next", .described("The next page, where there is one", .text(max: 8_192))),
        ])
    }
}
