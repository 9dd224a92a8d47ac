import Hummingbird
import PolicyAdministration
import SignIn

/// Signing in and out, and what belongs to one's own account, for programs and scripts.
struct SignInRoutes {
    let desk: SignInDesk
    let clock: AdminClock

    /// Who asks, as it is told.
    struct Who: ResponseEncodable {
        let kind: String
        let name: String
        let organization: String?
        let scopes: [String]
        let csrf: String?
        let expires: Int64?

        init(_ principal: Principal, _ session: Session?) {
            switch principal.identity {
            case .operator(let name): (kind, self.name, organization) = ("operator", name, nil)
            case .user(let organization, let name):
                (kind, self.name, self.organization) = ("user", name, organization)
            }
            scopes = principal.scopes.map(\.rawValue).sorted()
            (csrf, expires) = (session?.csrfToken, session?.expires)
        }
    }

    private struct Credentials: Decodable {
        let name: String
        let organization: String?
        let password: String
        let code: String?
    }

    private struct NewPassword: Decodable {
        let old: String
        let new: String
    }

    private struct Code: Decodable { let code: String }
    private struct Password: Decodable { let password: String }

    private struct Enrolment: ResponseEncodable {
        let secret: String
        let uri: String
    }

    /// - `POST /api/v1/sign-in`: name, organization, password and code; gives the session's cookie and its CSRF token.
    /// - `POST /api/v1/sign-out`: ends the session.
    /// - `GET /api/v1/session`: who asks.
    /// - `POST /api/v1/password`: old and new; every other session ends.
    /// - `POST /api/v1/totp`, `POST /api/v1/totp/confirm`, `DELETE /api/v1/totp`: codes of an authenticator.
    func add(to router: Router<AdminRequestContext>) {
        let group = router.group("api/v1")
        group.post("sign-in", use: signIn)
        group.post("sign-out", use: signOut)
        group.get("session") { _, context in
            guard let principal = context.principal else { throw Self.unknown }
            return Who(principal, context.session)
        }
        group.post("password", use: changePassword)
        group.post("totp") { [desk] _, context in
            let identity = try context.signedInByCookie().principal.identity
            let enrolment = try await desk.ask { try $0.enrol(identity) }
            return Enrolment(secret: enrolment.secret, uri: enrolment.uri)
        }
        group.post("totp/confirm") { [desk, clock] request, context -> HTTPResponse.Status in
            let identity = try context.signedInByCookie().principal.identity
            let code = try await request.decode(as: Code.self, context: context).code
            let isRight = try await desk.ask { try $0.confirm(identity, code: code, now: clock.now()) }
            guard isRight else { throw HTTPError(.unprocessableContent, message: "that is not the code now") }
            return .noContent
        }
        group.delete("totp") { [desk, clock] request, context -> HTTPResponse.Status in
            let identity = try context.signedInByCookie().principal.identity
            let password = try await request.decode(as: Password.self, context: context).password
            let isDone = try await desk.ask { try $0.dropCodes(identity, password: password, now: clock.now()) }
            guard isDone else { throw HTTPError(.forbidden, message: "that is not your password") }
            return .noContent
        }
    }

    private static let unknown = HTTPError(.unauthorized, headers: [.wwwAuthenticate: "Bearer"])

    @Sendable private func signIn(_ request: Request, _ context: AdminRequestContext) async throws -> Response {
        let given = try await request.decode(as: Credentials.self, context: context)
        let (address, former, now) = (context.address, context.cookie, clock.now())
        let outcome = try await desk.ask {
            try $0.signIn(
                name: given.name,
                organization: given.organization,
                password: given.password,
                code: given.code,
                from: address,
                replacing: former,
                now: now
            )
        }
        return try answer(outcome, request, context)
    }

    @Sendable private func signOut(_ request: Request, _ context: AdminRequestContext) async throws -> Response {
        if let cookie = context.cookie { try await desk.ask { try $0.signOut(cookie: cookie) } }
        var response = Response(status: .noContent)
        desk.clear(desk.settings.cookieName, in: &response)
        return response
    }

    @Sendable private func changePassword(
        _ request: Request,
        _ context: AdminRequestContext
    ) async throws -> Response {
        let identity = try context.signedInByCookie().principal.identity
        let given = try await request.decode(as: NewPassword.self, context: context)
        let now = clock.now()
        let outcome = try await desk.ask {
            try $0.changePassword(of: identity, from: given.old, to: given.new, now: now)
        }
        return try answer(outcome, request, context)
    }

    private func answer(
        _ outcome: SignInOutcome,
        _ request: Request,
        _ context: AdminRequestContext
    ) throws -> Response {
        context.note(outcome, by: "password")
        switch outcome {
        case .signedIn(let cookie, let session):
            var response = try Who(session.principal, session).response(from: request, context: context)
            desk.give(cookie, to: &response, session)
            return response
        case .refused: throw HTTPError(.unauthorized, message: "name, password or code is wrong")
        case .needsCode: throw HTTPError(.unauthorized, message: "a `code` is needed too")
        case .locked(let until):
            throw HTTPError(
                .tooManyRequests,
                headers: [.retryAfter: "\(max(until - clock.now(), 1))"],
                message: "there were too many failures; try again later"
            )
        }
    }
}
