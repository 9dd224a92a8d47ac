import Foundation
import FoundationNetworking

/// The proxy for programs: its API, and what tries it.
extension Earshot {
    private static let password = "a password of the rehearsal"
    private static let scopes = ["policy:read", "policy:write", "evaluate", "live", "audit", "consent"]

    /// A token of an operator, got as somebody would get it: an account, a password, a session, a token.
    public func operatorToken() async throws -> String {
        _ = try await run(["account", "add", "admin"])
        _ = try await run(["account", "password", "admin"], saying: Self.password)
        let (session, answer) = try await post("sign-in", ["name": "admin", "password": Self.password])
        guard let csrf = session["csrf"] as? String,
            let cookie = answer.value(forHTTPHeaderField: "Set-Cookie")?.split(separator: ";").first
        else { throw RehearsalError.missing(what: "a session: \(session)", remedy: "see the log") }
        let (made, _) = try await post(
            "tokens",
            ["label": "rehearsal", "scopes": Self.scopes],
            headers: ["Cookie": String(cookie), "X-CSRF-Token": csrf]
        )
        guard let token = made["token"] as? String else {
            throw RehearsalError.missing(what: "a token: \(made)", remedy: "see the log")
        }
        return token
    }

    private func post(
        _ path: String,
        _ body: [String: Any],
        headers: [String: String] = [:]
    ) async throws -> ([String: Any], HTTPURLResponse) {
        guard let url = URL(string: "http://\(admin)/api/v1/\(path)") else {
            throw RehearsalError.missing(what: path, remedy: "mend the test")
        }
        var request = URLRequest(url: url)
        request.httpMethod = "POST"
        request.httpBody = try JSONSerialization.data(withJSONObject: body)
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, response) = try await URLSession.shared.data(for: request)
        guard let response = response as? HTTPURLResponse,
            let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        else { throw RehearsalError.missing(what: "an answer to \(path)", remedy: "see the log") }
        return (object, response)
    }

    /// What the API answers to a GET.
    public func api(_ path: String, token: String) async throws -> [String: Any] {
        guard let url = URL(string: "http://\(admin)\(path)") else {
            throw RehearsalError.missing(what: path, remedy: "mend the test")
        }
        var request = URLRequest(url: url)
        request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
        let (data, _) = try await URLSession.shared.data(for: request)
        return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
    }

    /// Runs schemathesis over the API.
    ///
    /// - Parameters:
    ///   - known: for a name in a path those that there are, so that not everything is asked of what is not there.
    ///   - cases: for each operation, besides those of the phases that count for themselves.
    /// - Returns: the exit status, and what was printed.
    public func schemathesis(
        token: String,
        known: [String: [String]],
        phases: String,
        cases: Int,
        seed: Int,
        within limit: Duration
    ) async throws -> (status: Int32, text: String) {
        var document = try await api("/api/v1/openapi.json", token: token)
        document["paths"] = Self.narrowed(document["paths"] as? [String: [String: Any]] ?? [:], known)
        let data = try JSONSerialization.data(withJSONObject: document)
        try ground.write(String(decoding: data, as: UTF8.self), to: "openapi.json")
        let said = Journal<String>()
        let output = LineReader(onEnd: { said.close() }) { said.append($0) }
        let errors = LineReader { said.append($0) }
        let child = try Child(
            Place.schemathesis(),
            [
                "--no-color", "run", ground.directory.appending(path: "openapi.json").path, "--url", "http://\(admin)",
                "--header", "Authorization: Bearer \(token)", "--checks", Self.checks, "--phases", phases,
                // It has no end.
                "--exclude-operation-id", "followLive", "--max-examples", "\(cases)", "--seed", "\(seed)",
                "--continue-on-failure", "--warnings", "off", "--generation-database", "none",
            ],
            leash: ground.leash,
            onOutput: { output.take($0) },
            onErrors: { errors.take($0) }
        )
        let status = try await child.exit(within: limit)
        await said.end(within: Limits.tail)
        return (status, said.entries.joined(separator: "\n"))
    }

    /// Left out are checks that know better than the server which requests are good, and those of states that one client alone would make.
    private static let checks = [
        "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
        "response_schema_conformance", "negative_data_rejection", "unsupported_method", "ignored_auth",
        "missing_required_header",
    ].joined(separator: ",")

    private static func narrowed(_ paths: [String: [String: Any]], _ known: [String: [String]]) -> [String: [String:
        Any]]
    {
        paths.mapValues { path in
            var path = path
            path["parameters"] = (path["parameters"] as? [[String: Any]])?.map { parameter in
                var parameter = parameter
                if let names = (parameter["name"] as? String).flatMap({ known[$0] }) {
                    parameter["schema"] = ["type": "string", "enum": names]
                }
                return parameter
            }
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
}
