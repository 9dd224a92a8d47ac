import AdministeredStore
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import PolicyAdministration
import PolicyStore
import Synchronization
import Testing

@testable import Admin
@testable import SignIn

/// The API over a policy in a store, without a socket. Who asks is what the test says.
final class APIStage: Sendable {
    static let text = """
        organization: Example Ltd
        domains: [example.com]
        users:
          alice: {name: Alice Ng, extensions: ["101"]}
          bob: {name: Bob Roy, extensions: ["102", "112"]}
          carol: {extensions: ["99"]}
          dave: {}
        roles:
          Admin: ["role:Desk"]
          Desk: ["user:alice"]
          Supervisors: ["user:carol"]
        extensions:
          "101": {status: nobody}
          "102": {listen-whisper-barge: {only: ["role:Supervisors"]}}
          "99": {managed: admin, status: everyone}
          "200": {}
        statuses: [At lunch]
        ---
        organization: Other Ltd
        domains: [other.example]
        users:
          eve: {extensions: ["101"]}
        roles:
          Admin: ["user:eve"]
        """
    static let home = "/api/v1/organizations/Example%20Ltd"
    static let now: Int64 = 1_800_000_000

    let store: any Store
    let administration: PolicyAdministration
    let api: API
    let desk: SignInDesk
    let live = Listed()
    let audit = Recorded()

    /// Remembers what was searched for.
    final class Recorded: AuditSearch {
        let asked = Mutex<AuditQuery?>(nil)

        func find(_ query: AuditQuery) throws(AuditSearchError) -> AuditPage {
            asked.withLock { $0 = query }
            if query.cursor == "gone" { throw .cursor }
            return AuditPage(records: [], cursor: query.cursor == nil ? "a b" : nil)
        }
    }

    /// What runs now, as a test says.
    final class Listed: LiveSource {
        private let entries = Mutex<[LiveList.Entry]>([])

        func show(_ new: LiveList.Entry...) { show(new) }
        func show(_ new: [LiveList.Entry]) { entries.withLock { $0 = new } }

        func live(_ query: LiveQuery) -> LiveList {
            let fitting = entries.withLock { $0 }.filter { entry in
                (query.organization ?? entry.organization) == entry.organization
                    && (query.kind ?? entry.kind) == entry.kind && (query.watcher ?? entry.watcher) == entry.watcher
            }
            return LiveList(live: fitting, truncated: false)
        }
    }

    init(_ text: String = APIStage.text) throws {
        let place = try AdministeredStore(text)
        (store, administration) = (place.store, place.administration)
        var settings = SignInSettings(address: "https://earshot.example")
        settings.cost = .init(logRounds: 1, blockSize: 1, parallelism: 1)
        desk = SignInDesk(store: place.store, settings: settings)
        api = API(
            place.administration,
            store: place.store,
            desk: desk,
            live: live,
            audit: audit,
            featureCodes: FeatureCodeList([.init(dial: "*33{extension}", action: "listen", hops: false)]),
            now: { Self.now }
        )
    }
}

/// An answer, read.
struct APIResult {
    let status: Int
    let headers: HTTPFields
    let text: String
    let body: JSONValue

    /// The tag with its quotes.
    var tag: String { headers[.eTag] ?? "" }
}

extension APIStage {
    /// What is answered. Whatever it is, the document must know the status and allow the body.
    ///
    /// - Parameter isToken: whether who asks does so by a token, and not in a session.
    @discardableResult
    func ask(
        _ method: HTTPRequest.Method,
        _ uri: String,
        by principal: Principal?,
        _ body: JSONValue? = nil,
        isToken: Bool = false,
        headers: HTTPFields = [:]
    ) async throws -> APIResult {
        try await ask(method, uri, by: principal, raw: body?.description, isToken: isToken, headers: headers)
    }

    /// The same with a body of any bytes.
    func ask(
        _ method: HTTPRequest.Method,
        _ uri: String,
        by principal: Principal?,
        raw: String?,
        type: String? = "application/json",
        isToken: Bool = false,
        headers: HTTPFields = [:]
    ) async throws -> APIResult {
        let router = Router(context: AdminRequestContext.self)
        router.add(middleware: ProblemAnswers())
        router.add(middleware: Asking(principal: principal, isToken: isToken))
        router.add(middleware: APIMiddleware(api: api))
        var headers = headers
        if let raw {
            headers[.contentType] = type
            headers[.contentLength] = "\(raw.utf8.count)"
        }
        let response = try await Application(router: router).test(.router) { [headers] client in
            try await client.execute(
                uri: uri,
                method: method,
                headers: headers,
                body: raw.map { ByteBuffer(string: $0) }
            )
        }
        let text = String(buffer: response.body)
        let isJSON = !text.isEmpty && response.headers[.contentType]?.hasSuffix("json") == true
        let result = APIResult(
            status: response.status.code,
            headers: response.headers,
            text: text,
            body: isJSON ? try JSONReader.read(Array(text.utf8)) : .null
        )
        expectDocumented(result, method, uri)
        return result
    }

    /// Holds an answer against what the document says of its route.
    private func expectDocumented(_ result: APIResult, _ method: HTTPRequest.Method, _ uri: String) {
        let path = String(uri.prefix { $0 != "?" })
        guard let segments = APIPath.segments(of: path),
            let entry = api.table.filter({ $0.path.values(in: segments) != nil && $0.route.method == method })
                .max(by: { $0.path.words < $1.path.words })
        else { return }
        let responses = api.document["paths"]?[entry.route.path]?[method.rawValue.lowercased()]?["responses"]
        let documented = responses?["\(result.status)"]
        #expect(documented != nil, "\(method) \(uri): \(result.status) is not in the document: \(result.text)")
        if result.status >= 400 {
            #expect(result.headers[.contentType] == "application/problem+json")
            #expect(Schema.named("Problem").problems(of: result.body) == [])
        } else if let success = entry.route.successes.first(where: { Int($0.status.code) == result.status }) {
            let problems = success.schema?.problems(of: result.body) ?? []
            #expect(problems == [], "\(method) \(uri): \(result.text)")
        }
        if result.headers[.setCookie] != nil {
            #expect(documented?["headers"]?["Set-Cookie"] != nil, "\(uri)")
        }
        if let tag = result.headers[.eTag], result.status < 300 {
            #expect(documented?["headers"]?["ETag"] != nil, "\(uri): \(tag)")
        }
    }
}
