import AccessPolicy
import PolicyAdministration

/// What is sent to us besides the policy's own parts.
extension Schemas {
    static let requests: [String: Schema] = [
        "BulkEdit": .object([
            .must("extensions", .list(name, max: APILimits.bulkMax, min: 1)),
            .must(
                "set",
                .described(
                    "What all of them are to say; null takes a setting away, so that the default holds",
                    .object([
                        .may("status", Schema.named("Audience").orNull),
                        .may("connected-callers", Schema.named("Audience").orNull),
                        .may("listen-whisper-barge", Schema.named("Listeners").orNull),
                        .may("consent", consent.orNull),
                        .may("managed", .word(["user", "admin"])),
                    ])
                )
            ),
            .may(
                "if-match",
                .described(
                    "Tags of those that must be as you have seen them",
                    .map(.text(max: 64), max: APILimits.bulkMax)
                )
            ),
            .may("comment", comment),
        ]),
        "Edit": .object([
            .may("organization", .named("OrganizationHead")),
            .may("users", .map(Schema.named("User").orNull, max: APILimits.bulkMax)),
            .may("roles", .map(Schema.named("Role").orNull, max: APILimits.bulkMax)),
            .may("extensions", .map(Schema.named("ExtensionSettings").orNull, max: APILimits.bulkMax)),
        ]),
        "ConsentRequest": .object([
            .must("extension", name), .must("given-by", name),
            .may("date", .described("The day, as in `2026-11-01`; today when left out", .text(max: 10))),
            .may("note", comment),
        ]),
        "WithdrawalRequest": .object([.must("extension", name), .may("note", comment)]),
        "RestoreRequest": .object([.may("comment", comment)]),
        // AuthZEN 1.0 §5: what we do not know is not looked at.
        "Subject": .open([.must("type", identifier), .must("id", identifier), .may("properties", .open([]))]),
        "Resource": .open([
            .must("type", identifier), .must("id", identifier),
            .may("properties", .open([.may("organization", identifier)])),
        ]),
        "Action": .open([.must("name", identifier), .may("properties", .open([]))]),
        "Evaluation": .open([
            .must("subject", .named("Subject")), .must("resource", .named("Resource")),
            .must("action", .named("Action")), .may("context", .open([])),
        ]),
        "Evaluations": .open(
            entities + [
                .may("evaluations", .list(.open(entities), max: APILimits.evaluationsMax)),
                .may(
                    "options",
                    .open([
                        .may(
                            "evaluations_semantic",
                            .word(EvaluationSemantic.allCases.map(\.rawValue))
                        )
                    ])
                ),
            ]
        ),
    ]

    private static let identifier = Schema.text(max: 1_024)

    private static let entities: [Schema.Field] = [
        .may("subject", .named("Subject")), .may("resource", .named("Resource")), .may("action", .named("Action")),
        .may("context", .open([])),
    ]
}
