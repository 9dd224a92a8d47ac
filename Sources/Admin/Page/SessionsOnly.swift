import Hummingbird
import SignIn

/// Lets nobody be somebody on a page but by a session: scopes are the API's to look at, and a token with few would be its owner here.
struct SessionsOnly: RouterMiddleware {
    func handle(
        _ request: Request,
        context: AdminRequestContext,
        next: (Request, AdminRequestContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.principal = context.session?.principal
        return try await next(request, context)
    }
}
