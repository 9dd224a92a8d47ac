import BlockingWork
import Crypto
import Foundation
import PolicyStore

/// Signing in at an identity provider: authorization code with PKCE (RFC 7636), state and nonce.
///
/// What state, nonce and verifier are made from is in a cookie of the browser that began, and nowhere else: another browser's answer fits nothing.
extension SignInDesk {
    /// Where a browser is sent, and what it must bring back as the cookie `oidcCookieName`.
    public struct ProviderQuestion: Sendable, Equatable {
        /// The provider's page.
        public let url: String
        /// The cookie's value.
        public let cookie: String
        /// Seconds that it is good for.
        public let seconds: Int64
    }

    /// The name of the cookie that lives while somebody is at the identity provider.
    public var oidcCookieName: String { settings.cookieName + "-oidc" }

    private var callback: String { settings.address + "/sign-in/oidc/callback" }

    /// Begins.
    public func beginOIDC(now: Int64) async throws(SignInError) -> ProviderQuestion {
        guard let provider, let oidc = settings.oidc else { throw .unfit("there is no identity provider") }
        let places = try await provider.places(now: now)
        let cookie = "\(now).\(random.secret())"
        guard var url = URLComponents(string: places.authorizationEndpoint) else {
            throw .provider("`\(places.authorizationEndpoint)` is no address")
        }
        let verifier = Self.derive("verifier", cookie)
        let fields = [
            ("response_type", "code"), ("client_id", oidc.clientID), ("redirect_uri", callback),
            ("scope", oidc.scopes.joined(separator: " ")), ("state", Self.derive("state", cookie)),
            ("nonce", Self.derive("nonce", cookie)),
            ("code_challenge", Base64URL.encode(SHA256.hash(data: Array(verifier.utf8)))),
            ("code_challenge_method", "S256"),
        ]
        let query = fields.map { "\($0.0)=\(ProviderSession.escape($0.1))" }.joined(separator: "&")
        url.percentEncodedQuery = (url.percentEncodedQuery.map { $0 + "&" } ?? "") + query
        return ProviderQuestion(url: url.string ?? "", cookie: cookie, seconds: Limits.providerSeconds)
    }

    /// Finishes, with what the provider has given the browser.
    ///
    /// - Parameters:
    ///   - cookie: of the browser.
    ///   - former: the session cookie that the browser had, whose session ends.
    ///   - address: where the browser is, without port.
    /// - Throws: what the provider, or whoever sent the browser, did wrong, for the operator.
    public func finishOIDC(
        code: String,
        state: String,
        cookie: String,
        replacing former: String? = nil,
        from address: String,
        now: Int64
    ) async throws(SignInError) -> SignInOutcome {
        let answer: (name: AccountName, outcome: SignInOutcome)?
        do throws(SignInError) {
            answer = try await admitted(code, state, cookie, replacing: former, from: address, now: now)
        } catch {
            if case .provider = error { note(.refused, .oidc, nil, from: address) }
            throw error
        }
        note(answer?.outcome ?? .refused, .oidc, answer?.name, from: address)
        return answer?.outcome ?? .refused
    }

    /// Who it is, with a session of theirs; nil when the answer is to no question of this browser.
    private func admitted(
        _ code: String,
        _ state: String,
        _ cookie: String,
        replacing former: String?,
        from address: String,
        now: Int64
    ) async throws(SignInError) -> (name: AccountName, outcome: SignInOutcome)? {
        guard let provider, let oidc = settings.oidc else { throw .unfit("there is no identity provider") }
        // The caller's own number: nothing is counted from it, for it may be the least or the greatest there is.
        guard let begun = cookie.split(separator: ".").first.flatMap({ Int64($0) }), begun <= now,
            begun > now - Limits.providerSeconds, ConstantTime.equal(state, Self.derive("state", cookie))
        else { return nil }
        let places = try await provider.places(now: now)
        var form = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", callback),
            ("code_verifier", Self.derive("verifier", cookie)),
        ]
        if oidc.clientSecret == nil { form.append(("client_id", oidc.clientID)) }
        let basic = oidc.clientSecret.map { (oidc.clientID, $0) }
        let data = try await provider.ask(places.tokenEndpoint, form: form, basic: basic)
        struct Answer: Decodable { let id_token: String }
        guard let answer = try? JSONDecoder().decode(Answer.self, from: data) else {
            throw .provider("the identity provider has given no ID token; ask for the scope `openid`")
        }
        let token = try await provider.read(answer.id_token, now: now)
        if let problem = token.problem(oidc, nonce: Self.derive("nonce", cookie), now: now) {
            throw .provider(problem)
        }
        guard let name = token.account(oidc) else {
            throw .provider("the token names nobody here; compare its claims with `oidc` in the configuration")
        }
        let outcome = try await Blocking.run { () throws(SignInError) in
            try self.admit(name, replacing: former, from: address, now: now)
        }
        return (name, outcome)
    }

    /// Whoever has signed in has an account, so that it can be seen, and taken away with all that was made for it.
    private func admit(
        _ name: AccountName,
        replacing former: String?,
        from address: String,
        now: Int64
    ) throws(SignInError) -> SignInOutcome {
        _ = try addAccount(name, now: now, by: Visitor(name.identity, address: address))
        return try begin(name, replacing: former, now: now)
    }

    private static func derive(_ purpose: String, _ cookie: String) -> String {
        Base64URL.encode(SecretHash.of(cookie, "oidc/\(purpose)"))
    }
}
