import HTTPTypes
import Hummingbird
import NIOCore

/// Makes every failure under the API's paths a problem that a program can read, wherever it comes from, and gives requests their number back.
struct ProblemAnswers: RouterMiddleware {
    func handle(
        _ request: Request,
        context: AdminRequestContext,
        next: (Request, AdminRequestContext) async throws -> Response
    ) async throws -> Response {
        guard API.isOurs(request.uri.path) else { return try await next(request, context) }
        var response: Response
        do {
            response = try await next(request, context)
        } catch let error as HTTPError {
            guard let problem = APIProblem(error) else { throw error }
            response = problem.response
        }
        // AuthZEN 1.0 §10.1: who numbers requests gets the number back.
        if let name = HTTPField.Name("X-Request-ID"), let number = request.headers[name],
            number.utf8.count <= APILimits.nameBytesMax
        {
            response.headers[name] = number
        }
        return response
    }
}

extension APIProblem {
    /// What another route, or what comes before all routes, has refused; nil for what is no refusal.
    init?(_ error: HTTPError) {
        // Of what comes before the routes nothing is about scopes.
        let kinds = Kind.allCases.filter { $0 != .insufficientScope }
        guard error.status.code >= 400, let kind = kinds.first(where: { $0.status == error.status }) else { return nil }
        self.init(kind, error.body ?? kind.title)
        for field in error.headers { headers[field.name] = field.value }
    }

    /// The problem, sent.
    var response: Response {
        var fields = headers
        fields[.contentType] = "application/problem+json"
        fields[.cacheControl] = "no-store"
        return Response(
            status: kind.status,
            headers: fields,
            body: .init(byteBuffer: ByteBuffer(string: body.description))
        )
    }
}
