import AccessPolicy
import PolicyAdministration

/// What is sent back besides the policy's own parts.
extension Schemas {
    static let answers: [String: Schema] = people.merging(history) { one, _ in one }.merging(general) { one, _ in one }

    private static let people: [String: Schema] = [
        "OrganizationPage": page(
            .object([.must("organization", name), .must("standing", .word(["user", "admin", "operator"]))])
        ),
        "UserPage": page(
            .object([
                .must("user", name), .may("name", name),
                .may("extensions", .described("For Admins, and of oneself", .list(name, max: 100_000))),
            ])
        ),
        "RolePage": page(
            .object([
                .must("role", name),
                .may("members", .described("For Admins", .list(.member, max: PolicyLimits.members))),
            ])
        ),
        "ExtensionSummary": .object([
            .must("extension", name), .must("owner", name.orNull), .may("owner-name", name),
            .must("listed", .described("Whether it has settings of its own", .boolean)),
            .must("managed", .word(["user", "admin"])),
        ]),
        "ExtensionPage": page(.named("ExtensionSummary")),
        "Extension": .object([
            .must("extension", name), .must("owner", name.orNull), .may("owner-name", name),
            .must(
                "listed",
                .described("What is set for it; null when nothing is", Schema.named("ExtensionSettings").orNull)
            ),
            .must("rule", .described("What holds, with the defaults", .named("Rule"))),
            .must("consent", .described("What holds, with the organisation's", consent)),
            .must("may-change", .described("Whether who asks may set it", .boolean)),
        ]),
        "Explanation": .object([
            .must("watcher", name), .must("extension", name), .must("status", .boolean),
            .must("connected-callers", .boolean), .must("listen-whisper-barge", .boolean),
            .must("disclosure", disclosure),
            .must("reasons", .object(Setting.allCases.map { .must($0.rawValue, reason) })),
            .may("mode", .described("Only where it is not enforced", .word(["shadow"]))),
        ]),
        "ExplanationPage": page(.named("Explanation")),
        "RightPage": page(
            .object([
                .must("extension", name), .must("status", .boolean), .must("connected-callers", .boolean),
                .must("listen-whisper-barge", .boolean), .must("disclosure", disclosure),
            ])
        ),
        "RightsTally": .object([
            .must("people", .described("How many, each once", count)),
            .must("cases", .described("How many pairs of a person and an extension", count)),
            .must(
                "first",
                .list(
                    .object([
                        .must("user", name),
                        .must(
                            "extension",
                            .described("Null for every one that is neither listed nor owned", name.orNull)
                        ),
                    ]),
                    max: APILimits.previewNamesMax
                )
            ),
        ]),
    ]

    private static let reason = Schema.text(max: 100_000)

    private static let history: [String: Schema] = [
        "BulkResult": .object([
            .must("revision", count), .must("extensions", .described("How many say what was asked for", count)),
        ]),
        "Preview": .object([
            .must("people-gaining", .described("How many people get any right", count)),
            .must("people-losing", .described("How many people lose any right", count)),
            .must(
                "settings",
                .list(
                    .object([
                        .must("setting", setting), .must("gained", .named("RightsTally")),
                        .must("lost", .named("RightsTally")),
                    ]),
                    max: Setting.allCases.count
                )
            ),
            .must(
                "ending-calls",
                .described(
                    "Listening calls that would end, the first of them",
                    .list(.named("Live"), max: APILimits.previewNamesMax)
                )
            ),
            .must("ending-calls-count", count),
            .must("ending-subscriptions", .described("Subscriptions that would end", count)),
        ]),
        "Consent": .object([
            .must("number", count), .must("extension", name), .must("owner", name.orNull),
            .must("given-by", name), .must("given-at", .text(max: 10)), .must("recorded-by", name),
            .must("recorded-at", time), .must("note", comment),
            .must("withdrawn-by", name.orNull), .must("withdrawn-at", time.orNull),
            .must("withdrawn-note", comment.orNull),
            .must(
                "standing",
                .word([
                    "counts", "not-required", "withdrawn", "owner-changed", "extension-unknown", "organization-unknown",
                ])
            ),
        ]),
        "ConsentPage": page(.named("Consent")),
        "Revision": .object(revision),
        "RevisionPage": .object([
            .must("items", .list(.object(revision), max: APILimits.pageMax)), .may("next", .text(max: 8_192)),
        ]),
        "RevisionDetail": .object(
            revision + [
                .must("before", .list(.named("Part"), max: 1_000_000)),
                .must("after", .list(.named("Part"), max: 1_000_000)),
            ]
        ),
        "Part": .object([
            .must("kind", .word(PolicyItem.Kind.allCases.map(\.rawValue))),
            .must("name", .text(max: APILimits.nameBytesMax, min: 0)),
            .must("content", .anything),
        ]),
        "Live": .object([
            .must("organization", .text(max: APILimits.nameBytesMax, min: 0)), .must("watcher", .text(max: 1_024)),
            .must("extension", .text(max: 1_024, min: 0)), .must("kind", .word(LiveList.Kind.allCases.map(\.rawValue))),
            .must("package", .text(max: 1_024, min: 0)), .must("disclosure", disclosure), .must("since", time),
            .must("expires", time), .must("phone", .text(max: 128, min: 0)), .must("pbx", .text(max: 128, min: 0)),
            .must("call-id", .text(max: 1_024, min: 0)),
        ]),
        "AuditRecord": .open([.must("time", .text(max: 64))]),
        "AuditPage": .object([
            .must("items", .list(.named("AuditRecord"), max: APILimits.pageMax)), .may("next", .text(max: 8_192)),
        ]),
        "LiveList": .object([
            .must("live", .list(.named("Live"), max: 10_000)), .must("truncated", .boolean),
        ]),
    ]

    private static let revision: [Schema.Field] = [
        .must("revision", count), .must("time", time), .must("author", name), .must("comment", comment),
    ]

    private static let general: [String: Schema] = [
        "Findings": .object([
            .must(
                "findings",
                .list(
                    .object([
                        .must("code", .word(PolicyFinding.Code.allCases.map(\.rawValue))),
                        .must("kind", .word(PolicyItem.Kind.allCases.map(\.rawValue))),
                        .must("name", .text(max: APILimits.nameBytesMax, min: 0)), .must("text", .text(max: 10_000)),
                        .must("advice", .text(max: 10_000)),
                    ]),
                    max: APILimits.findingsMax
                )
            ),
            .must("left-out", .described("How many more there are", count)),
        ]),
        "FeatureCodes": .object([
            .must(
                "codes",
                .list(.object([.must("dial", name), .must("action", name), .must("hops", .boolean)]), max: 10_000)
            )
        ]),
        "AuthZENConfiguration": .object([
            .must("policy_decision_point", .text(max: 1_024)), .must("access_evaluation_endpoint", .text(max: 1_024)),
            .must("access_evaluations_endpoint", .text(max: 1_024)),
        ]),
        "Decision": .object([.must("decision", .boolean), .may("context", .anything)]),
        "Decisions": .open([
            .may("evaluations", .list(.named("Decision"), max: APILimits.evaluationsMax)), .may("decision", .boolean),
        ]),
        "Problem": .object([
            .must("type", .word(APIProblem.Kind.allCases.map { "urn:earshot:problem:\($0.rawValue)" })),
            .must("title", .text(max: 255)), .must("status", .integer(min: 400, max: 599)),
            .must("detail", .text(max: 10_000)),
            .may(
                "errors",
                .list(
                    .object([
                        .may("pointer", .described("RFC 6901, into the body", .anything)),
                        .may("parameter", .anything), .must("detail", .anything),
                    ]),
                    max: APILimits.problemsMax
                )
            ),
            .may("yours", .described("What you would have made of it", .anything)),
            .may("theirs", .described("What it is now; null when it is gone", .anything)),
        ]),
    ]
}
