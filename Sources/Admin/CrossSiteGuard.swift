import Foundation
import HTTPTypes
import Hummingbird
import SignIn

/// Refuses what another site makes a browser send: every method that may change something must come from our own pages, and in a session say its token.
///
/// A request with `Authorization` is a program's: no page of another site can add that header.
struct CrossSiteGuard: RouterMiddleware {
    /// The header that scripts of our pages say the token in.
    static let header = HTTPField.Name("X-CSRF-Token")
    /// The field of a form.
    static let field = "csrf"
    /// Methods that change nothing.
    static let safe: Set<HTTPRequest.Method> = [.get, .head, .options]

    /// Where browsers find us, beside what `Host` says.
    let address: String

    func handle(
        _ request: Request,
        context: AdminRequestContext,
        next: (Request, AdminRequestContext) async throws -> Response
    ) async throws -> Response {
        guard !Self.safe.contains(request.method), request.bearer == nil else {
            return try await next(request, context)
        }
        guard isFromHere(request) else { throw HTTPError(.forbidden, message: "this came from another site") }
        var request = request
        if let session = context.session {
            guard let token = try await token(&request), session.accepts(csrf: token) else {
                throw HTTPError(.forbidden, message: "the page is too old; load it again")
            }
        }
        return try await next(request, context)
    }

    /// What browsers say of where a request began. Programs say nothing; without a cookie they are nobody, and with one need the token.
    private func isFromHere(_ request: Request) -> Bool {
        if let site = Self.fetchSite.flatMap({ request.headers[$0] }) { return ["same-origin", "none"].contains(site) }
        guard let origin = request.headers[.origin] else { return true }
        guard origin != address else { return true }
        let parts = origin.lowercased().split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, let host = request.head.authority?.lowercased() else { return false }
        return parts[2] == host
    }

    private func token(_ request: inout Request) async throws -> String? {
        if let token = Self.header.flatMap({ request.headers[$0] }) { return token }
        guard request.headers[.contentType]?.hasPrefix("application/x-www-form-urlencoded") == true else { return nil }
        let body = try await request.collectBody(upTo: Limits.bodyBytesMax)
        // The decoder takes no field twice, and lists of members are fields of one name.
        return FormFields(String(buffer: body))[Self.field]
    }

    private static let fetchSite = HTTPField.Name("Sec-Fetch-Site")
}
