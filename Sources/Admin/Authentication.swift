import BlockingWork
import Foundation
import Hummingbird
import Logging
import SignIn

/// Finds out who asks: `Authorization: Bearer`, or else the session's cookie. What nobody has is for the routes to say.
struct Authentication: RouterMiddleware {
    let desk: SignInDesk
    let clock: AdminClock

    func handle(
        _ request: Request,
        context: AdminRequestContext,
        next: (Request, AdminRequestContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        let (desk, now) = (desk, clock.now())
        do {
            if let bearer = request.bearer {
                context.principal = try await Blocking.run { try desk.principal(bearer: bearer, now: now) }
            } else if let cookie = request.cookies[desk.settings.cookieName]?.value {
                context.session = try await Blocking.run { try desk.session(cookie: cookie, now: now) }
                context.principal = context.session?.principal
                context.cookie = cookie
            }
        } catch let error as SignInError {
            context.logger.error("nobody can sign in", metadata: ["problem": "\(error.text)"])
            throw HTTPError(.serviceUnavailable, message: "who asks cannot be found out now; try again in a moment")
        }
        return try await next(request, context)
    }
}

/// The time, in seconds since 1970; in tests whatever they say.
public struct AdminClock: Sendable {
    /// The seconds now.
    public let now: @Sendable () -> Int64

    /// A clock.
    public init(_ now: @escaping @Sendable () -> Int64) { self.now = now }

    /// The system's.
    public static let system = AdminClock { Int64(Date().timeIntervalSince1970) }
}

extension Request {
    /// The bearer token (RFC 6750 §2.1); nil when there is no such header.
    var bearer: String? {
        guard let value = headers[.authorization], value.lowercased().hasPrefix("bearer ") else { return nil }
        return value.dropFirst(7).trimmingCharacters(in: .whitespaces)
    }
}
