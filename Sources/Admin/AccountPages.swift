import BlockingWork
import Foundation
import Hummingbird
import PolicyAdministration
import PolicyStore
import SignIn

/// The page of one's own account: password, codes, tokens, sessions.
struct AccountPages {
    private let desk: SignInDesk
    private let clock: AdminClock
    private let look: PageLook

    init(desk: SignInDesk, clock: AdminClock, look: PageLook) {
        (self.desk, self.clock, self.look) = (desk, clock, look)
    }

    /// What the page shows besides the account as it is.
    private struct Showing {
        var status = HTTPResponse.Status.ok
        /// What went wrong.
        var message: String?
        /// What was done, by its name among the texts.
        var done: String?
        var token: String?
        var enrolment: CodeEnrolment?
    }

    private struct NewPassword: Decodable {
        let old: String
        let new: String
        let again: String
    }

    private struct Code: Decodable { let code: String }
    private struct Password: Decodable { let password: String }

    private struct NewToken: Decodable {
        let label: String
        let days: Int64
        let scopes: [String]?
    }

    /// `GET /account`, and a `POST` for each of its forms.
    func add(to router: Router<AdminRequestContext>) {
        router.get("account") { request, context in
            guard context.session != nil else {
                return Response(status: .seeOther, headers: [.location: "/sign-in?next=/account"])
            }
            return try await page(context, Showing(done: request.uri.queryParameters.get("done")))
        }
        let group = router.group("account")
        group.post("password", use: changePassword)
        group.post("codes") { _, context in
            let (identity, address) = (try context.signedInByCookie().principal.identity, context.address)
            return try await answer(context) { desk, _ in
                Showing(message: nil, enrolment: try desk.enrol(identity, from: address))
            }
        }
        let text = { @Sendable [look] (name: String) in look.strings.text("account", name) }
        group.post("codes/confirm") { request, context in
            let (identity, address) = (try context.signedInByCookie().principal.identity, context.address)
            let code = try await URLEncodedForm.decode(Code.self, from: request).code
            return try await answer(context) { desk, now in
                try desk.confirm(identity, code: code, from: address, now: now)
                    ? Showing(done: "codes")
                    : Showing(status: .unprocessableContent, message: text("notTheCode"))
            }
        }
        group.post("codes/drop") { request, context in
            let (identity, address) = (try context.signedInByCookie().principal.identity, context.address)
            let password = try await URLEncodedForm.decode(Password.self, from: request).password
            return try await answer(context) { desk, now in
                switch try desk.dropCodes(identity, password: password, from: address, now: now) {
                case .right: Showing(done: "noCodes")
                case .refused: Showing(status: .forbidden, message: text("notYourPassword"))
                case .locked(let until): locked(until: until, now: now)
                }
            }
        }
        group.post("tokens", use: makeToken)
        group.post("tokens/:id/remove") { _, context in
            let (principal, address) = (try context.signedInByCookie().principal, context.address)
            let id = try context.parameters.require("id")
            return try await answer(context) { desk, _ in
                Showing(done: try desk.removeToken(id, by: principal, from: address) ? "token" : "goneAlready")
            }
        }
        group.post("sign-out-everywhere") { _, context in
            let identity = try context.signedInByCookie().principal.identity
            try await desk.ask { try $0.signOutEverywhere(identity, from: context.address) }
            var response = Response(status: .seeOther, headers: [.location: "/sign-in?done=everywhere"])
            desk.clear(desk.settings.cookieName, in: &response)
            return response
        }
    }

    @Sendable private func changePassword(
        _ request: Request,
        _ context: AdminRequestContext
    ) async throws -> Response {
        let identity = try context.signedInByCookie().principal.identity
        let given = try await URLEncodedForm.decode(NewPassword.self, from: request)
        guard given.new == given.again else {
            let text = look.strings.text("account", "notTheSame")
            return try await page(context, Showing(status: .unprocessableContent, message: text))
        }
        let (address, now) = (context.address, clock.now())
        let outcome: SignInOutcome
        do {
            outcome = try await Blocking.run { [desk] in
                try desk.changePassword(of: identity, from: given.old, to: given.new, at: address, now: now)
            }
        } catch let error as SignInError {
            let problem = SignInDesk.answer(error)
            return try await page(context, Showing(status: problem.status, message: problem.body))
        }
        switch outcome {
        case .signedIn(let cookie, let session):
            var response = Response(status: .seeOther, headers: [.location: "/account?done=password"])
            desk.give(cookie, to: &response, session)
            return response
        case .refused, .needsCode:
            let text = look.strings.text("account", "notYourPassword")
            return try await page(context, Showing(status: .forbidden, message: text))
        case .locked(let until):
            return try await page(context, locked(until: until, now: now))
        }
    }

    private func locked(until: Int64, now: Int64) -> Showing {
        let text = look.strings.text("account", "tooMany", ["seconds": "\(max(until - now, 1))"])
        return Showing(status: .tooManyRequests, message: text)
    }

    @Sendable private func makeToken(_ request: Request, _ context: AdminRequestContext) async throws -> Response {
        let (principal, address) = (try context.signedInByCookie().principal, context.address)
        let given = try await URLEncodedForm.decode(NewToken.self, from: request)
        let scopes = Set((given.scopes ?? []).compactMap { Scope(rawValue: $0) })
        // What cannot be a number of days is refused as too many.
        let seconds = min(max(given.days, 0), 1_000_000) * 86_400
        return try await answer(context) { desk, now in
            let made = try desk.makeToken(
                for: principal,
                label: given.label,
                scopes: scopes,
                seconds: seconds,
                from: address,
                now: now
            )
            return Showing(token: made.token)
        }
    }

    /// Does something, and shows the account as it is then, or why it could not be done.
    private func answer(
        _ context: AdminRequestContext,
        _ work: @escaping @Sendable (SignInDesk, Int64) throws -> Showing
    ) async throws -> Response {
        let now = clock.now()
        do {
            return try await page(context, try await Blocking.run { [desk] in try work(desk, now) })
        } catch let error as SignInError {
            let problem = SignInDesk.answer(error)
            return try await page(context, Showing(status: problem.status, message: problem.body))
        }
    }

    private func page(_ context: AdminRequestContext, _ showing: Showing) async throws -> Response {
        let session = try context.signedInByCookie()
        let principal = session.principal
        let account = try await desk.ask { desk in
            (try desk.account(principal.identity), try desk.tokens(for: principal))
        }
        let name = AccountName(principal.identity)
        let tokens: [[String: Any]] = account.1.map { token in
            let expires = Date(timeIntervalSince1970: TimeInterval(token.expires)).formatted(.iso8601)
            let scopes = token.scopes.map(\.rawValue).sorted().joined(separator: ", ")
            return ["id": token.number, "label": token.label, "scopes": scopes, "expires": expires]
        }
        let scopes = Scope.allCases.map {
            ["value": $0.rawValue, "label": look.strings.text("account", "scope-\($0.rawValue)")]
        }
        let values: [String: Any?] = [
            "name": name.name, "organization": name.organization, "csrf": session.csrfToken,
            "hasPassword": account.0?.hasPassword ?? false, "asksForCodes": account.0?.asksForCodes ?? false,
            "tokens": tokens, "scopes": scopes,
            "message": showing.message, "done": look.done("account", showing.done), "token": showing.token,
            "secret": showing.enrolment?.secret, "uri": showing.enrolment?.uri,
        ]
        return look.page("account", values, showing.status)
    }
}
