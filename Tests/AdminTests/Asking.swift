import Hummingbird
import PolicyAdministration

@testable import Admin

/// Says who asks, in place of what finds that out.
struct Asking: RouterMiddleware {
    let principal: Principal?

    func handle(
        _ request: Request,
        context: AdminRequestContext,
        next: (Request, AdminRequestContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.principal = principal
        return try await next(request, context)
    }
}
