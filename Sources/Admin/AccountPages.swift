import BlockingWork
import Foundation
import Hummingbird
import Mustache
import PolicyAdministration
import PolicyStore
import SignIn

/// The page of one's own account: password, codes, tokens, sessions.
struct AccountPages {
    private let desk: SignInDesk
    private let clock: AdminClock
    private let library: MustacheLibrary

    init(desk: SignInDesk, clock: AdminClock) {
        (self.desk, self.clock) = (desk, clock)
        // The templates are constants, which a test reads.
        library = (try? AccountTemplates.library()) ?? MustacheLibrary()
    }

    /// What the page shows besides the account as it is.
    private struct Showing {
        var status = HTTPResponse.Status.ok
        var message: String?
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
        router.get("account") { _, context in
            guard context.session != nil else {
                return Response(status: .seeOther, headers: [.location: "/sign-in?next=/account"])
            }
            return try await page(context, Showing())
        }
        let group = router.group("account")
        group.post("password", use: changePassword)
        group.post("codes") { _, context in
            let (identity, address) = (try context.signedInByCookie().principal.identity, context.address)
            return try await answer(context) { desk, _ in
                Showing(message: nil, enrolment: try desk.enrol(identity, from: address))
            }
        }
        group.post("codes/confirm") { request, context in
            let (identity, address) = (try context.signedInByCookie().principal.identity, context.address)
            let code = try await URLEncodedForm.decode(Code.self, from: request).code
            return try await answer(context) { desk, now in
                try desk.confirm(identity, code: code, from: address, now: now)
                    ? Showing(message: "Codes are asked for from now on.")
                    : Showing(status: .unprocessableContent, message: "That is not the code now. Begin again.")
            }
        }
        group.post("codes/drop") { request, context in
            let (identity, address) = (try context.signedInByCookie().principal.identity, context.address)
            let password = try await URLEncodedForm.decode(Password.self, from: request).password
            return try await answer(context) { desk, now in
                switch try desk.dropCodes(identity, password: password, from: address, now: now) {
                case .right: Showing(message: "No codes are asked for any more.")
                case .refused: Showing(status: .forbidden, message: "That is not your password.")
                case .locked(let until): Self.locked(until: until, now: now)
                }
            }
        }
        group.post("tokens", use: makeToken)
        group.post("tokens/:id/remove") { _, context in
            let (principal, address) = (try context.signedInByCookie().principal, context.address)
            let id = try context.parameters.require("id")
            return try await answer(context) { desk, _ in
                Showing(
                    message: try desk.removeToken(id, by: principal, from: address)
                        ? "The token is gone." : "It was gone already."
                )
            }
        }
        group.post("sign-out-everywhere") { _, context in
            let identity = try context.signedInByCookie().principal.identity
            try await desk.ask { try $0.signOutEverywhere(identity, from: context.address) }
            var response = Response(status: .seeOther, headers: [.location: "/sign-in"])
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
            return try await page(
                context,
                Showing(status: .unprocessableContent, message: "The new ones are not the same.")
            )
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
            var response = Response(status: .seeOther, headers: [.location: "/account"])
            desk.give(cookie, to: &response, session)
            return response
        case .refused, .needsCode:
            return try await page(context, Showing(status: .forbidden, message: "That is not your password now."))
        case .locked(let until):
            return try await page(context, Self.locked(until: until, now: now))
        }
    }

    private static func locked(until: Int64, now: Int64) -> Showing {
        let text = "There were too many failures. Try again in \(max(until - now, 1)) seconds."
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
        let values: [String: Any?] = [
            "name": name.name, "organization": name.organization, "csrf": session.csrfToken,
            "hasPassword": account.0?.hasPassword ?? false, "asksForCodes": account.0?.asksForCodes ?? false,
            "tokens": tokens, "scopes": Scope.allCases.map { ["value": $0.rawValue, "label": $0.words] },
            "message": showing.message, "token": showing.token,
            "secret": showing.enrolment?.secret, "uri": showing.enrolment?.uri,
        ]
        return library.page("account", values, showing.status)
    }
}

extension Scope {
    /// What it is for, for people.
    fileprivate var words: String {
        switch self {
        case .policyRead: "read the policy and its history"
        case .policyWrite: "change the policy"
        case .evaluate: "ask who may what"
        case .live: "see who watches and listens now"
        case .audit: "search the audit"
        case .consent: "record and withdraw consents"
        case .accounts: "make and withdraw tokens and accounts"
        }
    }
}
