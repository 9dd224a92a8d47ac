import Hummingbird
import PolicyAdministration
import SignIn

/// The OpenAPI 3.1 document: what the routes say of themselves, and nothing else, so that it cannot say anything that is not so.
extension API {
    /// The document. Made anew each time; it is asked for seldom.
    var document: JSONValue {
        var paths: [(String, JSONValue?)] = []
        for route in routes where !paths.contains(where: { $0.0 == route.path }) {
            let operations = routes.filter { $0.path == route.path }.map {
                ($0.method.rawValue.lowercased(), Optional($0.operation))
            }
            let parameters = route.names.map(Self.pathParameter)
            paths.append(
                (route.path, .fields([("parameters", parameters.isEmpty ? nil : .array(parameters))] + operations))
            )
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "Earshot", "version": "1",
                "description":
                    "Who may watch and listen to whom. What is sent has the keys of the policy file; what is wrong is told as RFC 9457 says.",
            ],
            "servers": [["url": "/"]],
            "paths": .fields(paths),
            "components": [
                "schemas": .object(
                    Schemas.all.sorted { $0.key < $1.key }.map { JSONMember(key: $0.key, value: $0.value.json) }
                ),
                "securitySchemes": [
                    "token": [
                        "type": "http", "scheme": "bearer",
                        "description":
                            "A token of somebody with an account; it gives what its owner may do, of that what its scopes name",
                    ],
                    "session": [
                        "type": "apiKey", "in": "cookie", "name": .string(desk.settings.cookieName),
                        "description": "The session of a browser, which `signIn` gives",
                    ],
                    "csrf": [
                        "type": "apiKey", "in": "header", "name": .string(CrossSiteGuard.header?.rawName ?? ""),
                        "description": "What the session says as `csrf`; with it whatever may change something",
                    ],
                ],
            ],
        ]
    }

    private static func pathParameter(_ name: String) -> JSONValue {
        let schema = name == "revision" ? Schema.integer(min: 1, max: .max) : Schemas.name
        return ["name": .string(name), "in": "path", "required": true, "schema": schema.json]
    }
}

extension APIRoute {
    fileprivate var operation: JSONValue {
        return .fields([
            ("operationId", .string(name)),
            ("summary", .string(summary)),
            ("parameters", parametersJSON.isEmpty ? nil : .array(parametersJSON)),
            ("requestBody", body.map { ["required": true, "content": ["application/json": ["schema": $0.json]]] }),
            ("responses", .fields(successes.map { ("\($0.status.code)", Optional(answer($0))) } + failures)),
            ("security", security),
        ])
    }

    /// What shows who asks: one of these.
    private var security: JSONValue {
        let session: JSONValue = CrossSiteGuard.safe.contains(method) ? ["session": []] : ["session": [], "csrf": []]
        return switch access {
        case .anyone: []
        case .session: [session]
        case .signedIn, .member: [["token": .strings([access.scope?.rawValue].compactMap { $0 })], session]
        }
    }

    private var parametersJSON: [JSONValue] {
        let query = parameters.map { parameter -> JSONValue in
            [
                "name": .string(parameter.name), "in": "query", "required": .bool(parameter.isRequired),
                "description": .string(parameter.summary), "schema": parameter.schema.json,
            ]
        }
        let headers: [(String, String)] =
            switch condition {
            case .none: []
            case .read: [("If-None-Match", "An `ETag`: 304 when it is that still")]
            case .put:
                [
                    ("If-Match", "The `ETag` that you have seen; `*` for any"),
                    ("If-None-Match", "`*`: only where there is none"),
                ]
            case .change: [("If-Match", "The `ETag` that you have seen; `*` for any")]
            }
        return query
            + headers.map { name, text in
                ["name": .string(name), "in": "header", "description": .string(text), "schema": ["type": "string"]]
            }
    }

    private func answer(_ success: Success) -> JSONValue {
        let isTagged = condition != .none && success.schema != nil
        let isChange = method != .get && condition != .none
        let isOfSession = success.isOfSession
        return .fields([
            ("description", .string(success.summary)),
            ("headers", Self.headers(isTagged: isTagged, isChange: isChange, isOfSession: isOfSession)),
            (
                "content",
                success.type == "application/json"
                    ? success.schema.map { ["application/json": ["schema": $0.json]] }
                    : JSONValue.fields([(success.type, ["schema": ["type": "string"]] as JSONValue)])
            ),
        ])
    }

    private static func headers(isTagged: Bool, isChange: Bool, isOfSession: Bool) -> JSONValue? {
        let headers: [(String, JSONValue?)] = [
            ("ETag", isTagged ? ["schema": ["type": "string"], "description": "Which version it is"] : nil),
            (
                "Earshot-Revision",
                isChange ? ["schema": ["type": "string"], "description": "The revision that was made"] : nil
            ),
            (
                "Set-Cookie",
                isOfSession
                    ? ["schema": ["type": "string"], "description": "The session of the browser from now on"] : nil
            ),
        ]
        return headers.contains { $0.1 != nil } ? .fields(headers) : nil
    }

    /// The problems that there may be, by what the route asks for.
    private var failures: [(String, JSONValue?)] {
        var kinds: [APIProblem.Kind] = [.malformed, .notAcceptable, .methodNotAllowed, .unavailable]
        if access != .anyone { kinds += [.unauthenticated, .forbidden] }
        // What another site makes a browser send.
        if !CrossSiteGuard.safe.contains(method) { kinds.append(.forbidden) }
        if !names.isEmpty { kinds.append(.notFound) }
        if body != nil { kinds += [.lengthRequired, .tooLarge, .unsupportedType] }
        if method != .get { kinds += [.conflict, .invalid] }
        if condition == .put || condition == .change { kinds.append(.preconditionRequired) }
        if case .stream = handler { kinds.append(.tooMany) }
        kinds += problems
        let codes = Set(kinds.map(\.status.code)).sorted()
        var failures = codes.map { code -> (String, JSONValue?) in
            let text = APIProblem.Kind.allCases.filter { Int($0.status.code) == code }.map(\.title).joined(
                separator: "; "
            )
            return (
                "\(code)",
                [
                    "description": .string(text),
                    "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
                ]
            )
        }
        if condition == .read { failures.append(("304", ["description": "It is as you have it"])) }
        return failures
    }
}
