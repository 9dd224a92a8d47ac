import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import PolicyAdministration
import Testing

@testable import Admin

/// The pages over a policy in a store, without a socket. Who asks is what the test says.
struct PageStage {
    static let home = "/o/Example%20Ltd"

    let api: APIStage
    let pages: PageRoutes

    init(_ text: String = APIStage.text) throws {
        api = try APIStage(text)
        pages = try PageRoutes(
            PageSources(
                administration: api.administration,
                store: api.store,
                live: api.live,
                audit: api.audit,
                now: { APIStage.now }
            )
        )
    }

    /// What somebody gets for a page, in a session, or by a token.
    func get(
        _ path: String,
        as principal: Principal?,
        isToken: Bool = false
    ) async throws -> (status: Int, text: String) {
        let (status, text, _) = try await ask(.get, path, [], principal, isToken)
        return (status, text)
    }

    /// What somebody gets for a form, and where that leads.
    func post(
        _ path: String,
        _ fields: [(String, String)],
        as principal: Principal?,
        isToken: Bool = false
    ) async throws -> (status: Int, text: String, location: String?) {
        try await ask(.post, path, fields, principal, isToken)
    }

    private func ask(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ fields: [(String, String)],
        _ principal: Principal?,
        _ isToken: Bool
    ) async throws -> (status: Int, text: String, location: String?) {
        let router = Router(context: AdminRequestContext.self)
        router.add(middleware: Asking(principal: principal, isToken: isToken))
        pages.add(to: router)
        let body = fields.map { "\(Paths.escaped($0.0))=\(Paths.escaped($0.1))" }.joined(separator: "&")
        let full = path.hasPrefix("/") ? path : "\(Self.home)/\(path)"
        return try await Application(router: router).test(.router) { client in
            try await client.execute(uri: full, method: method, body: ByteBuffer(string: body)) {
                ($0.status.code, String(buffer: $0.body), $0.headers[.location])
            }
        }
    }
}
