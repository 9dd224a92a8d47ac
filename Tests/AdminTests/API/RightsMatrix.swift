import AdministeredStore
import HTTPTypes
import PolicyAdministration

@testable import Admin

/// What is asked of a route, and what each kind of person is answered.
struct RightsRow: Sendable {
    /// The route's name.
    let route: String
    /// What it is about, where a route has several rows.
    var what = ""
    let method: HTTPRequest.Method
    let uri: String
    var body: JSONValue?
    var headers: HTTPFields = [:]
    /// Who is asked as the organisation's user.
    var user = Principal.bob
    /// The statuses for the operator, the Admin, the user, another organisation's Admin, nobody, and the Admin with a token that is for something else.
    let statuses: [Int]
}

/// Every route, for everybody. A route that is not here fails a test.
enum RightsMatrix {
    static let people = ["operator", "admin", "user", "other's admin", "nobody", "token"]

    static let home = APIStage.home
    static let any: HTTPFields = [.ifMatch: "*"]
    static let new: HTTPFields = [.ifNoneMatch: "*"]

    static let rows = organizations + members + extensions + explanations + registers + signingIn + general

    private static let organizations: [RightsRow] = [
        .init(
            route: "listOrganizations",
            method: .get,
            uri: "/api/v1/organizations",
            statuses: [200, 200, 200, 200, 401, 403]
        ),
        .init(route: "getOrganization", method: .get, uri: home, statuses: [200, 200, 200, 404, 401, 403]),
        .init(
            route: "putOrganization",
            what: "defaults",
            method: .put,
            uri: home,
            body: ["domains": ["example.com"], "defaults": ["status": "nobody"]],
            headers: any,
            statuses: [200, 200, 403, 404, 401, 403]
        ),
        .init(
            route: "putOrganization",
            what: "domains",
            method: .put,
            uri: home,
            body: ["domains": ["example.net"]],
            headers: any,
            statuses: [200, 403, 403, 404, 401, 403]
        ),
        .init(
            route: "putOrganization",
            what: "mode",
            method: .put,
            uri: home,
            body: ["domains": ["example.com"], "mode": "shadow"],
            headers: any,
            statuses: [200, 403, 403, 404, 401, 403]
        ),
        .init(
            route: "putOrganization",
            what: "a new one",
            method: .put,
            uri: "/api/v1/organizations/New",
            body: .object([]),
            headers: new,
            statuses: [201, 404, 404, 404, 401, 403]
        ),
        .init(
            route: "deleteOrganization",
            method: .delete,
            uri: home,
            headers: any,
            statuses: [204, 403, 403, 404, 401, 403]
        ),
        .init(route: "getListening", method: .get, uri: home + "/listening", statuses: [200, 200, 200, 404, 401, 403]),
        .init(
            route: "putListening",
            method: .put,
            uri: home + "/listening",
            body: ["listening": "disabled"],
            headers: any,
            statuses: [200, 403, 403, 404, 401, 403]
        ),
        .init(route: "getStatuses", method: .get, uri: home + "/statuses", statuses: [200, 200, 200, 404, 401, 403]),
        .init(
            route: "putStatuses",
            method: .put,
            uri: home + "/statuses",
            body: ["statuses": ["Away"]],
            headers: any,
            statuses: [200, 200, 403, 404, 401, 403]
        ),
    ]

    private static let explanations: [RightsRow] = [
        ("explain", "the own", "/explain?watcher=carol&extension=102", [200, 200, 200, 404, 401, 403]),
        ("explain", "another's", "/explain?watcher=bob&extension=101", [200, 200, 404, 404, 401, 403]),
        ("whoCan", "the own", "/extensions/102/who-can", [200, 200, 200, 404, 401, 403]),
        ("whoCan", "another's", "/extensions/101/who-can", [200, 200, 404, 404, 401, 403]),
        ("whoCan", "one there is not", "/extensions/777/who-can", [404, 404, 404, 404, 401, 403]),
        ("whatCan", "oneself", "/users/bob/what-can", [200, 200, 200, 404, 401, 403]),
        ("whatCan", "another", "/users/alice/what-can", [200, 200, 404, 404, 401, 403]),
        ("listRevisions", "", "/revisions", [200, 200, 403, 404, 401, 403]),
        ("getRevision", "", "/revisions/1", [200, 200, 403, 404, 401, 403]),
        ("listLive", "", "/live", [200, 200, 403, 404, 401, 403]),
        ("listFindings", "", "/findings", [200, 200, 403, 404, 401, 403]),
        ("searchAudit", "", "/audit", [200, 200, 403, 404, 401, 403]),
        ("listConsents", "", "/consents", [200, 200, 200, 404, 401, 403]),
    ].map { route, what, path, statuses in
        .init(route: route, what: what, method: .get, uri: home + path, statuses: statuses)
    }

    private static let registers: [RightsRow] = [
        .init(
            route: "restoreRevision",
            method: .post,
            uri: home + "/revisions/1/restore",
            body: .object([]),
            statuses: [200, 200, 403, 404, 401, 403]
        ),
        .init(
            route: "recordConsent",
            what: "one's own",
            method: .post,
            uri: home + "/consents",
            body: ["extension": "102", "given-by": "bob"],
            statuses: [201, 201, 201, 404, 401, 403]
        ),
        .init(
            route: "recordConsent",
            what: "somebody else's",
            method: .post,
            uri: home + "/consents",
            body: ["extension": "102", "given-by": "A visitor"],
            statuses: [201, 201, 403, 404, 401, 403]
        ),
        .init(
            route: "recordConsent",
            what: "for another's extension",
            method: .post,
            uri: home + "/consents",
            body: ["extension": "101", "given-by": "alice"],
            statuses: [201, 201, 422, 404, 401, 403]
        ),
        .init(
            route: "withdrawConsent",
            method: .post,
            uri: home + "/consents:withdraw",
            body: ["extension": "102"],
            // Nothing stands that could be withdrawn.
            statuses: [422, 422, 422, 404, 401, 403]
        ),
        .init(
            route: "withdrawConsent",
            what: "for another's extension",
            method: .post,
            uri: home + "/consents:withdraw",
            body: ["extension": "101"],
            statuses: [422, 422, 422, 404, 401, 403]
        ),
    ]

    private static let question: JSONValue = [
        "subject": ["type": "user", "id": "bob"], "resource": ["type": "extension", "id": "102"],
        "action": ["name": "status"],
    ]

    private static let general: [RightsRow] = [
        .init(route: "searchWholeAudit", method: .get, uri: "/api/v1/audit", statuses: [200, 403, 403, 403, 401, 403]),
        .init(
            route: "getDocument",
            method: .get,
            uri: "/api/v1/openapi.json",
            statuses: [200, 200, 200, 200, 200, 200]
        ),
        .init(
            route: "listFeatureCodes",
            method: .get,
            uri: "/api/v1/feature-codes",
            statuses: [200, 200, 200, 200, 401, 403]
        ),
        .init(
            route: "evaluate",
            method: .post,
            uri: "/access/v1/evaluation",
            body: question,
            statuses: [200, 200, 200, 200, 401, 403]
        ),
        .init(
            route: "evaluateAll",
            method: .post,
            uri: "/access/v1/evaluations",
            body: question,
            statuses: [200, 200, 200, 200, 401, 403]
        ),
        .init(
            route: "getEvaluationConfiguration",
            method: .get,
            uri: "/.well-known/authzen-configuration",
            statuses: [200, 200, 200, 200, 200, 200]
        ),
    ]
}
