import Hummingbird
import PolicyAdministration
import PolicyStore
import SignIn

/// Signing in and out, and one's own password, for programs and scripts.
extension API {
    var signInRoutes: [APIRoute] {
        [
            APIRoute(
                .post,
                "/api/v1/sign-in",
                "signIn",
                "Begin a session by a password, and by a code where the account asks for one",
                .anyone,
                body: .named("Credentials"),
                answers: [.ok("Who has signed in", "Session").ofSession],
                problems: [.unauthenticated, .tooMany],
                handler: signIn
            ),
            APIRoute(
                .post,
                "/api/v1/sign-out",
                "signOut",
                "End the session of the cookie, if there is one",
                .anyone,
                answers: [.gone("There is no session any more").ofSession],
                handler: signOut
            ),
            APIRoute(
                .get,
                "/api/v1/session",
                "getSession",
                "Who asks, and what for; of a session what is needed to change something in it",
                .signedIn(nil),
                answers: [.ok("Who asks", "Session")],
                handler: { APIAnswer(Self.json(try $0.asker(), $0.caller.session)) }
            ),
            APIRoute(
                .post,
                "/api/v1/password",
                "changePassword",
                "Change the own password; every other session ends",
                .session,
                body: .named("PasswordChange"),
                answers: [.ok("The session that there is now", "Session").ofSession],
                problems: [.tooMany],
                handler: changePassword
            ),
        ]
    }

    private func signIn(_ call: APICall) throws -> APIAnswer {
        let body = call.body
        let outcome = try desk.signIn(
            name: body?["name"]?.text ?? "",
            organization: body?["organization"]?.text,
            password: body?["password"]?.text ?? "",
            code: body?["code"]?.text,
            from: call.caller.address,
            replacing: call.caller.cookie,
            now: call.now
        )
        switch outcome {
        case .signedIn(let cookie, let session): return Self.begun(cookie, session)
        case .refused: throw APIProblem(.unauthenticated, "name, password or code is wrong")
        case .needsCode: throw APIProblem(.unauthenticated, "a `code` is needed too")
        case .locked(let until): throw APIProblem.locked(until: until, now: call.now)
        }
    }

    private func signOut(_ call: APICall) throws -> APIAnswer {
        if let cookie = call.caller.cookie { try desk.signOut(cookie: cookie, from: call.caller.address) }
        var answer = APIAnswer(nil, status: .noContent)
        answer.session = .ended
        return answer
    }

    private func changePassword(_ call: APICall) throws -> APIAnswer {
        let outcome = try desk.changePassword(
            of: try call.asker().identity,
            from: call.body?["old"]?.text ?? "",
            to: call.body?["new"]?.text ?? "",
            at: call.caller.address,
            now: call.now
        )
        switch outcome {
        case .signedIn(let cookie, let session): return Self.begun(cookie, session)
        case .refused, .needsCode: throw APIProblem.wrongPassword
        case .locked(let until): throw APIProblem.locked(until: until, now: call.now)
        }
    }

    private static func begun(_ cookie: String, _ session: Session) -> APIAnswer {
        var answer = APIAnswer(json(session.principal, session))
        answer.session = .begun(cookie: cookie, session)
        return answer
    }

    private static func json(_ principal: Principal, _ session: Session?) -> JSONValue {
        let account = AccountName(principal.identity)
        return .fields([
            ("kind", account.organization == nil ? "operator" : "user"),
            ("name", .string(account.name)),
            ("organization", account.organization.map(JSONValue.string)),
            ("scopes", .strings(principal.scopes.map(\.rawValue).sorted())),
            ("csrf", session.map { .string($0.csrfToken) }),
            ("expires", session.map { time($0.expires) }),
        ])
    }
}

extension APIProblem {
    /// Who has a session and does not know its password.
    static let wrongPassword = APIProblem(.forbidden, "that is not your password")
}
