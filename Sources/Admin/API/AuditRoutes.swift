import AccessPolicy
import Foundation
import Hummingbird
import PolicyAdministration

/// The audit of an organisation, for its Admins.
extension API {
    private static let limit = APIRoute.Parameter(
        name: "limit",
        schema: .integer(min: 1, max: Int64(APILimits.pageMax)),
        summary: "Records of a page; there may be fewer though more follow, because one search looks at so much only"
    )

    private static let filters: [APIRoute.Parameter] = [
        .init(name: "watcher", schema: .text(max: 1_024), summary: "Who asked"),
        .init(name: "extension", schema: .text(max: 1_024), summary: "What was asked for, or whose account it is"),
        .init(name: "action", schema: .text(max: 64), summary: "Such as `listen-whisper-barge` or `sign-in`"),
        .init(name: "verdict", schema: .text(max: 64), summary: "Such as `reject`"),
        .init(name: "from", schema: Schemas.time, summary: "The first moment, as in `2026-11-01T00:00:00Z`"),
        .init(name: "until", schema: Schemas.time, summary: "The moment before which all is wanted"),
        limit, .after,
    ]

    var auditRoutes: [APIRoute] {
        [
            APIRoute(
                asking: Self.base + "/audit",
                "searchAudit",
                "What was refused, changed and listened to, and who signed in, the newest first",
                .member(.audit, .admin),
                parameters: Self.filters,
                answers: [.ok("A page of records", "AuditPage")],
                handler: { call in try await search(call, try call.organization().name.value) }
            ),
            APIRoute(
                asking: "/api/v1/audit",
                "searchWholeAudit",
                "The same of all organizations, of operators and of Earshot itself; for operators",
                .signedIn(.audit),
                parameters: Self.filters + [
                    .init(
                        name: "organization",
                        schema: .text(max: APILimits.nameBytesMax, min: 0),
                        summary: "Of this one only; empty for what is of none"
                    )
                ],
                answers: [.ok("A page of records", "AuditPage")],
                handler: { call in
                    guard try call.asker().isOperator else {
                        throw APIProblem(.forbidden, "only the operator may do this")
                    }
                    return try await search(call, call.text("organization"))
                }
            ),
        ]
    }

    private func search(_ call: APICall, _ organization: String?) async throws -> APIAnswer {
        let query = AuditQuery(
            organization: organization,
            watcher: call.text("watcher"),
            target: call.text("extension"),
            action: call.text("action"),
            verdict: call.text("verdict"),
            from: try Self.moment(call, "from"),
            until: try Self.moment(call, "until"),
            limit: call.number("limit") ?? APILimits.pageDefault,
            cursor: call.text("after")
        )
        do throws(AuditSearchError) {
            let page = try await audit.search(query)
            return APIAnswer(
                .fields([
                    ("items", .array(page.records.map(Self.json))),
                    ("next", page.cursor.map { .string(PageLink.next(call, cursor: $0)) }),
                ])
            )
        } catch {
            switch error {
            case .cursor:
                throw APIProblem.parameter("after", "take it from the `next` of the page before; it may be gone")
            case .unreadable(let text): throw APIProblem(.unavailable, text)
            }
        }
    }

    private static func moment(_ call: APICall, _ name: String) throws -> Int64? {
        guard let text = call.text(name) else { return nil }
        // Years of four digits, so that no number is too large.
        guard text.utf8.count <= 25, let moment = try? Date(text, strategy: .iso8601) else {
            throw APIProblem.parameter(name, "write it as in `2026-11-01T00:00:00Z`")
        }
        return Int64(moment.timeIntervalSince1970)
    }

    /// A record has the names that it has on disk; what writes them is its own.
    private static func json(_ entry: AuditEntry) -> JSONValue {
        guard let data = try? JSONEncoder().encode(entry), let value = try? JSONReader.read(Array(data)) else {
            return .null
        }
        return value
    }
}
