import AccessPolicy
import BlockingWork
import Hummingbird
import Logging
import PolicyAdministration
import PolicyStore
import SignIn

/// The pages on which people sign in.
struct SignInPages {
    private let desk: SignInDesk
    private let clock: AdminClock
    private let policy: PolicyBulletin
    private let look: PageLook

    init(desk: SignInDesk, clock: AdminClock, policy: PolicyBulletin, look: PageLook) {
        (self.desk, self.clock, self.policy, self.look) = (desk, clock, policy, look)
    }

    private struct Credentials: Decodable {
        var name = ""
        var organization: String?
        var password = ""
        var code: String?
        var next: String?
    }

    private struct NewPassword: Decodable {
        let password: String
        let again: String
    }

    /// - `GET` and `POST /sign-in`; `next` is the path to go to then.
    /// - `POST /sign-out`.
    /// - `GET` and `POST /sign-in/link/SECRET`: sets a password, once.
    /// - `GET /sign-in/oidc`, `GET /sign-in/oidc/callback`: by the identity provider.
    func add(to router: Router<AdminRequestContext>) {
        router.get("sign-in") { request, context in
            var blank = Credentials()
            blank.next = request.uri.queryParameters.get("next")
            guard context.session == nil else { return Self.go(to: Self.path(blank.next)) }
            return form(blank, done: request.uri.queryParameters.get("done"))
        }
        router.post("sign-in", use: signIn)
        router.post("sign-out") { [desk] _, context in
            if let cookie = context.cookie {
                try await desk.ask { try $0.signOut(cookie: cookie, from: context.address) }
            }
            var response = Self.go(to: "/sign-in?done=out")
            desk.clear(desk.settings.cookieName, in: &response)
            return response
        }
        router.get("sign-in/link/:secret", use: showLink)
        router.post("sign-in/link/:secret", use: redeem)
        router.get("sign-in/oidc", use: beginOIDC)
        router.get("sign-in/oidc/callback", use: finishOIDC)
    }

    // MARK: By password

    @Sendable private func signIn(_ request: Request, _ context: AdminRequestContext) async throws -> Response {
        let given = try await URLEncodedForm.decode(Credentials.self, from: request)
        let organization = given.organization.flatMap { $0.isEmpty ? nil : $0 }
        let (address, former, now) = (context.address, context.cookie, clock.now())
        let outcome: SignInOutcome
        do {
            outcome = try await Blocking.run { [desk] in
                try desk.signIn(
                    name: given.name,
                    organization: organization,
                    password: given.password,
                    code: given.code,
                    from: address,
                    replacing: former,
                    now: now
                )
            }
        } catch let error as SignInError {
            context.logger.error("nobody can sign in", metadata: ["problem": "\(error.text)"])
            let answer = SignInDesk.answer(error)
            return form(given, status: answer.status, message: answer.body)
        }
        switch outcome {
        case .signedIn(let cookie, let session): return enter(cookie, session, Self.path(given.next))
        case .refused:
            let text = look.strings.text("signIn", "wrong")
            return form(given, status: .unauthorized, message: text, askCode: given.code != nil)
        case .needsCode:
            let text = look.strings.text("signIn", "needsCode")
            return form(given, status: .unauthorized, message: text, askCode: true)
        case .locked(let until):
            let text = look.strings.text("account", "tooMany", ["seconds": "\(max(until - now, 1))"])
            return form(given, status: .tooManyRequests, message: text)
        }
    }

    private func form(
        _ given: Credentials,
        status: HTTPResponse.Status = .ok,
        message: String? = nil,
        done: String? = nil,
        askCode: Bool = false
    ) -> Response {
        // An operator and a user may have one name: who did not get in may say which.
        look.page(
            "sign-in",
            [
                "name": given.name, "organization": given.organization ?? "", "next": Self.path(given.next),
                "askOrganization": policy.state.model.organizations.count > 1 || status != .ok, "askCode": askCode,
                "provider": desk.settings.oidc?.label, "message": message, "done": look.done("signIn", done),
            ],
            status
        )
    }

    // MARK: By link

    @Sendable private func showLink(_ request: Request, _ context: AdminRequestContext) async throws -> Response {
        try await link(try context.parameters.require("secret"), context)
    }

    @Sendable private func redeem(_ request: Request, _ context: AdminRequestContext) async throws -> Response {
        let secret = try context.parameters.require("secret")
        let given = try await URLEncodedForm.decode(NewPassword.self, from: request)
        guard given.password == given.again else {
            let text = look.strings.text("signIn", "notTheSame")
            return try await link(secret, context, status: .unprocessableContent, message: text)
        }
        let (former, address, now) = (context.cookie, context.address, clock.now())
        let outcome: SignInOutcome
        do {
            outcome = try await Blocking.run { [desk] in
                try desk.redeem(link: secret, password: given.password, replacing: former, from: address, now: now)
            }
        } catch let error as SignInError {
            let answer = SignInDesk.answer(error)
            return try await link(secret, context, status: answer.status, message: answer.body)
        }
        switch outcome {
        case .signedIn(let cookie, let session): return enter(cookie, session, "/")
        case .refused, .locked: return try await link(secret, context)
        case .needsCode:
            return form(Credentials(), message: look.strings.text("signIn", "isSet"), askCode: true)
        }
    }

    private func link(
        _ secret: String,
        _ context: AdminRequestContext,
        status: HTTPResponse.Status = .ok,
        message: String? = nil
    ) async throws -> Response {
        let now = clock.now()
        guard let owner = try await desk.ask({ try $0.owner(ofLink: secret, now: now) }) else {
            return look.page("link", ["message": look.strings.text("signIn", "linkUsed")], .notFound)
        }
        let values: [String: Any?] = [
            "name": owner.name, "organization": owner.organization, "message": message,
            "csrf": context.session?.csrfToken,
        ]
        return look.page("link", values, status)
    }

    // MARK: By the identity provider

    @Sendable private func beginOIDC(_ request: Request, _ context: AdminRequestContext) async throws -> Response {
        do {
            let question = try await desk.beginOIDC(now: clock.now())
            var response = Self.go(to: question.url)
            response.setCookie(
                Cookie(
                    name: desk.oidcCookieName,
                    value: question.cookie,
                    maxAge: Int(question.seconds),
                    path: "/",
                    secure: desk.settings.isSecure,
                    httpOnly: true,
                    sameSite: .lax
                )
            )
            return response
        } catch {
            return failed(error, context)
        }
    }

    @Sendable private func finishOIDC(_ request: Request, _ context: AdminRequestContext) async throws -> Response {
        let parameters = request.uri.queryParameters
        guard let code = parameters.get("code"), let state = parameters.get("state"),
            let cookie = request.cookies[desk.oidcCookieName]?.value
        else {
            let said = parameters.get("error") ?? "nothing"
            return failed(.provider("the identity provider has sent no code; it says `\(said.prefix(100))`"), context)
        }
        do {
            let outcome = try await desk.finishOIDC(
                code: code,
                state: state,
                cookie: cookie,
                replacing: context.cookie,
                from: context.address,
                now: clock.now()
            )
            guard case .signedIn(let cookie, let session) = outcome else {
                return failed(.provider("the answer is not to this browser's question"), context)
            }
            var response = enter(cookie, session, "/")
            desk.clear(desk.oidcCookieName, in: &response)
            return response
        } catch {
            return failed(error, context)
        }
    }

    private func failed(_ error: SignInError, _ context: AdminRequestContext) -> Response {
        context.logger.error("nobody can sign in by the identity provider", metadata: ["problem": "\(error.text)"])
        let answer = SignInDesk.answer(error)
        return form(Credentials(), status: answer.status, message: answer.body)
    }

    // MARK: What all of them need

    private func enter(_ cookie: String, _ session: Session, _ path: String) -> Response {
        var response = Self.go(to: path)
        desk.give(cookie, to: &response, session)
        return response
    }

    private static func go(to place: String) -> Response { Response(status: .seeOther, headers: [.location: place]) }

    /// A path here: who makes the link to sign in must not say where it leads. Browsers read `\` as `/`.
    static func path(_ wanted: String?) -> String {
        guard let wanted, wanted.hasPrefix("/"), !wanted.dropFirst().hasPrefix("/"), !wanted.contains("\\"),
            wanted.utf8.allSatisfy({ (33...126).contains($0) })
        else { return "/" }
        return wanted
    }
}

/// A form that was sent.
enum URLEncodedForm {
    /// - Throws: 400 for what is none.
    static func decode<Form: Decodable>(_ type: Form.Type, from request: Request) async throws -> Form {
        var request = request
        let body = try await request.collectBody(upTo: Limits.formBytesMax)
        guard let form = try? URLEncodedFormDecoder().decode(type, from: String(buffer: body)) else {
            throw HTTPError(.badRequest, message: "that is not the form of this page")
        }
        return form
    }
}
