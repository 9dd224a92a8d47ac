import Hummingbird
import PolicyAdministration
import SignIn

@testable import Admin

/// Says who asks, in place of what finds that out.
struct Asking: RouterMiddleware {
    let principal: Principal?
    /// Whether by a token, and not in a session.
    var isToken = true

    func handle(
        _ request: Request,
        context: AdminRequestContext,
        next: (Request, AdminRequestContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.principal = principal
        if let principal, !isToken {
            let now = APIStage.now
            context.session = Session(principal: principal, csrfToken: "csrf", created: now, expires: now + 3_600)
        }
        return try await next(request, context)
    }
}
