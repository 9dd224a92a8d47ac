import HTTPTypes
import Hummingbird
import PolicyStore

/// Shows what went wrong as a page.
struct PageErrors: RouterMiddleware {
    let desk: PageDesk

    /// What a page shows of an error.
    private struct View {
        let text: String
        let home: String
    }

    func handle(
        _ request: Request,
        context: AdminRequestContext,
        next: (Request, AdminRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch PageError.signIn where request.method == .get {
            let back = Paths.escaped(request.uri.path)
            return .redirect(to: "/sign-in?next=\(back)", type: .normal)
        } catch let error as PageError {
            return answer(error, request, context)
        } catch let error as StoreError {
            return answer(.unavailable(error.text), request, context)
        }
    }

    private func answer(_ error: PageError, _ request: Request, _ context: AdminRequestContext) -> Response {
        let strings = desk.look.strings
        let (status, text): (HTTPResponse.Status, String) =
            switch error {
            case .signIn: (.unauthorized, strings.text("errors", "signIn"))
            case .notFound: (.notFound, strings.text("errors", "notFound"))
            case .forbidden(let text): (.forbidden, text)
            case .malformed: (.badRequest, strings.text("errors", "malformed"))
            case .unavailable(let text): (.serviceUnavailable, text)
            }
        let title = strings.text("errors", "title")
        return desk.page("error", title, View(text: text, home: "/"), request, context, status: status)
    }

}
