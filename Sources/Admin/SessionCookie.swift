import BlockingWork
import Hummingbird
import SignIn

/// The cookies of those who have signed in: for scripts of no page, and from no other site's.
extension SignInDesk {
    /// Gives the browser its session.
    func give(_ cookie: String, to response: inout Response, _ session: Session) {
        response.setCookie(
            Cookie(
                name: settings.cookieName,
                value: cookie,
                maxAge: Int(session.expires - session.created),
                path: "/",
                secure: settings.isSecure,
                httpOnly: true,
                sameSite: .lax
            )
        )
    }

    /// Takes it away again.
    func clear(_ name: String, in response: inout Response) {
        response.setCookie(
            Cookie(
                name: name,
                value: "",
                maxAge: 0,
                path: "/",
                secure: settings.isSecure,
                httpOnly: true,
                sameSite: .lax
            )
        )
    }

    /// Asks this desk from where nothing may block; what it cannot do becomes an answer.
    func ask<Value: Sendable>(_ work: @escaping @Sendable (SignInDesk) throws -> Value) async throws -> Value {
        do {
            return try await Blocking.run { try work(self) }
        } catch let error as SignInError {
            throw Self.answer(error)
        }
    }

    /// What somebody is told.
    static func answer(_ error: SignInError) -> HTTPError {
        switch error {
        case .unfit(let text): HTTPError(.unprocessableContent, message: text)
        case .busy: HTTPError(.serviceUnavailable, headers: [.retryAfter: "5"], message: error.text)
        case .store, .unusable:
            HTTPError(.serviceUnavailable, message: "signing in does not work now; try again in a moment")
        case .provider: HTTPError(.badGateway, message: "the identity provider has not said who you are; try again")
        }
    }
}
