import Foundation
import FoundationNetworking

/// The proxy for programs: its API, and what tries it.
extension Earshot {
    /// The password of every account that a rehearsal makes.
    public static let password = "a password of the rehearsal"
    private static let scopes = ["policy:read", "policy:write", "evaluate", "live", "audit", "consent", "accounts"]

    /// Every cookie is one that we have sent ourselves: several people ask here.
    private static let browserless: URLSession = {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpShouldSetCookies = false
        configuration.httpCookieStorage = nil
        return URLSession(configuration: configuration)
    }()

    /// A token of an operator, got as somebody would get it: an account, a password, a session, a token.
    public func operatorToken() async throws -> String {
        try await token(in: try await session(ofOperator: "admin")).text
    }

    /// The headers of a browser in which somebody has signed in, whose account is made.
    public func session(ofOperator name: String) async throws -> [String: String] {
        _ = try await run(["account", "add", name])
        _ = try await run(["account", "password", name], saying: Self.password)
        let (session, answer) = try await post("sign-in", ["name": name, "password": Self.password])
        guard let csrf = session["csrf"] as? String,
            let cookie = answer.value(forHTTPHeaderField: "Set-Cookie")?.split(separator: ";").first
        else { throw RehearsalError.missing(what: "a session: \(session)", remedy: "see the log") }
        return ["Cookie": String(cookie), "X-CSRF-Token": csrf]
    }

    /// A new token with every scope, of whoever has that session: itself, and what it is known by.
    public func token(in session: [String: String]) async throws -> (text: String, id: String) {
        let (made, _) = try await post("tokens", ["label": "rehearsal", "scopes": Self.scopes], headers: session)
        guard let token = made["token"] as? String, let id = made["id"] as? String else {
            throw RehearsalError.missing(what: "a token: \(made)", remedy: "see the log")
        }
        return (token, id)
    }

    private func post(
        _ path: String,
        _ body: [String: Any],
        headers: [String: String] = [:]
    ) async throws -> ([String: Any], HTTPURLResponse) {
        try await send("POST", "/api/v1/\(path)", body, headers: headers)
    }

    /// Sends something to the API; an answer that is no JSON object is an empty one.
    @discardableResult
    public func send(
        _ method: String,
        _ path: String,
        _ body: [String: Any]? = nil,
        headers: [String: String] = [:]
    ) async throws -> (body: [String: Any], response: HTTPURLResponse) {
        guard let url = URL(string: "http://\(admin)\(path)") else {
            throw RehearsalError.missing(what: path, remedy: "mend the test")
        }
        var request = URLRequest(url: url)
        request.httpMethod = method
        if let body {
            request.httpBody = try JSONSerialization.data(withJSONObject: body)
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        }
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, response) = try await Self.browserless.data(for: request)
        guard let response = response as? HTTPURLResponse else {
            throw RehearsalError.missing(what: "an answer to \(path)", remedy: "see the log")
        }
        return ((try? JSONSerialization.jsonObject(with: data)) as? [String: Any] ?? [:], response)
    }

    /// What the API answers to a GET.
    public func api(_ path: String, token: String) async throws -> [String: Any] {
        try await api(path, headers: ["Authorization": "Bearer \(token)"])
    }

    /// The same to whoever has these headers.
    public func api(_ path: String, headers: [String: String]) async throws -> [String: Any] {
        guard let url = URL(string: "http://\(admin)\(path)") else {
            throw RehearsalError.missing(what: path, remedy: "mend the test")
        }
        var request = URLRequest(url: url)
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, _) = try await Self.browserless.data(for: request)
        return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
    }

    /// Runs schemathesis over the API.
    ///
    /// - Parameters:
    ///   - headers: who asks.
    ///   - operations: what is asked; all when empty.
    ///   - known: for a name in a path those that there are, so that not everything is asked of what is not there.
    ///   - cases: for each operation, besides those of the phases that count for themselves.
    /// - Returns: the exit status, and what was printed.
    public func schemathesis(
        headers: [String: String],
        operations: [String] = [],
        known: [String: [String]],
        phases: String,
        cases: Int,
        seed: Int,
        within limit: Duration
    ) async throws -> (status: Int32, text: String) {
        var document = try await api("/api/v1/openapi.json", headers: headers)
        var paths = Self.narrowed(document["paths"] as? [String: [String: Any]] ?? [:], known)
        // Tokens and cookies that it makes up it would send beside the session, and wonder why that is taken. Who may not, `RightsMatrix` has.
        if headers["Authorization"] == nil { paths = paths.mapValues { $0.mapValues(Self.withoutSecurity) } }
        document["paths"] = paths
        let data = try JSONSerialization.data(withJSONObject: document)
        try ground.write(String(decoding: data, as: UTF8.self), to: "openapi.json")
        let ending = try await ground.end(
            of: Place.schemathesis(),
            [
                "--no-color", "run", ground.directory.appending(path: "openapi.json").path, "--url", "http://\(admin)",
                "--checks", Self.checks, "--phases", phases,
                // It has no end.
                "--exclude-operation-id", "followLive", "--max-examples", "\(cases)", "--seed", "\(seed)",
                "--continue-on-failure", "--warnings", "off", "--generation-database", "none",
            ] + headers.flatMap { ["--header", "\($0.key): \($0.value)"] }
                + operations.flatMap { ["--include-operation-id", $0] },
            within: limit
        )
        return (ending.status, (ending.output + ending.errors).joined(separator: "\n"))
    }

    /// Left out are checks that know better than the server which requests are good, and those of states that one client alone would make.
    private static let checks = [
        "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
        "response_schema_conformance", "negative_data_rejection", "unsupported_method", "ignored_auth",
        "missing_required_header",
    ].joined(separator: ",")

    private static func withoutSecurity(_ part: Any) -> Any {
        guard var operation = part as? [String: Any] else { return part }
        operation["security"] = [Any]()
        return operation
    }

    private static func narrowed(
        _ paths: [String: [String: Any]],
        _ known: [String: [String]]
    ) -> [String: [String: Any]] {
        paths.mapValues { path in
            var path = path
            path["parameters"] = narrowed(path["parameters"], known)
            // Of what is asked about everything would be gone with the first that gets through: an organisation that is not there is deleted.
            if var operation = path["delete"] as? [String: Any],
                operation["operationId"] as? String == "deleteOrganization"
            {
                let missing: [String: Any] = [
                    "name": "organization", "in": "path", "required": true, "schema": ["enum": ["None"]],
                ]
                operation["parameters"] = (operation["parameters"] as? [[String: Any]] ?? []) + [missing]
                path["delete"] = operation
            }
            return path
        }
    }

    private static func narrowed(_ parameters: Any?, _ known: [String: [String]]) -> [[String: Any]]? {
        (parameters as? [[String: Any]])?.map { parameter in
            var parameter = parameter
            if let names = (parameter["name"] as? String).flatMap({ known[$0] }) {
                parameter["schema"] = ["type": "string", "enum": names]
            }
            return parameter
        }
    }
}
