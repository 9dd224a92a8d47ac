import Crypto
import Foundation
import JWTKit
import Synchronization

@testable import SignIn

/// An identity provider without a socket, which checks what a real one checks and signs what a test says.
final class TestProvider: ProviderTransport {
    static let issuer = "https://idp.example/realm"
    static let settings = OIDCSettings(
        issuer: issuer,
        clientID: "earshot",
        clientSecret: "s&cret",
        organization: .fixed("Example Ltd"),
        operators: ["pbx-admins"]
    )

    /// What a test may set.
    struct Script: Sendable {
        /// The key that signs, by its name.
        var signer = "one"
        /// The keys that are told of.
        var told = ["one"]
        /// Claims in place of the right ones; removed where nil.
        var claims: [String: IDToken.Value?] = [:]
        /// What is sent in place of a token.
        var token: String?
        /// What the document says in place of the issuer.
        var issuer = TestProvider.issuer
        var authorization = "https://idp.example/authorize?tenant=7"
        /// How often the keys were asked for, and the document.
        var asked = 0
        var askedWhere = 0
        fileprivate var question: [String: String] = [:]
    }

    let script = Mutex(Script())
    private let keys: [String: ES256PrivateKey] = ["one": ES256PrivateKey(), "two": ES256PrivateKey()]

    /// The user looks at the page, and is sent back with a code.
    func visit(_ url: String) -> (code: String, state: String) {
        let items = URLComponents(string: url)?.queryItems ?? []
        let question = Dictionary(items.map { ($0.name, $0.value ?? "") }) { $1 }
        script.withLock { $0.question = question }
        return ("the-code", question["state"] ?? "")
    }

    func get(_ url: URL) async throws(SignInError) -> Data {
        let text = script.withLock { script -> String in
            if url.path.hasSuffix("/.well-known/openid-configuration") {
                script.askedWhere += 1
                return """
                    {"issuer":"\(script.issuer)","authorization_endpoint":"\(script.authorization)",
                     "token_endpoint":"https://idp.example/token","jwks_uri":"https://idp.example/keys"}
                    """
            }
            script.asked += 1
            let told = script.told.map { key($0) } + [#"{"kty":"oct","k":"AAAA","kid":"one"}"#]
            return #"{"keys":[\#(told.joined(separator: ","))]}"#
        }
        return Data(text.utf8)
    }

    func post(_ url: URL, form: [(String, String)], basic: (String, String)?) async throws(SignInError) -> Data {
        let form = Dictionary(form) { $1 }
        let script = script.withLock { $0 }
        let challenge = Base64URL.encode(SHA256.hash(data: Array((form["code_verifier"] ?? "").utf8)))
        guard form["code"] == "the-code", form["redirect_uri"] == script.question["redirect_uri"],
            challenge == script.question["code_challenge"], basic?.0 == "earshot", basic?.1 == "s&cret"
        else { throw .provider("invalid_grant") }
        guard let token = try? await token(script) else { throw .provider("no token") }
        return Data(#"{"access_token":"x","token_type":"Bearer","id_token":"\#(script.token ?? token)"}"#.utf8)
    }

    /// A token of this provider, by the key `one`.
    func signed(nonce: String) async throws -> String {
        var script = Script()
        script.question["nonce"] = nonce
        return try await token(script)
    }

    private func token(_ script: Script) async throws -> String {
        let now = Double(TestDesk.now)
        var claims: [String: IDToken.Value] = [
            "iss": .text(Self.issuer), "aud": .text("earshot"), "sub": .text("1234"), "exp": .number(now + 300),
            "iat": .number(now), "nonce": .text(script.question["nonce"] ?? ""), "preferred_username": .text("alice"),
            "groups": .texts(["staff"]),
        ]
        for (name, value) in script.claims { claims[name] = value }
        guard let key = keys[script.signer] else { return "" }
        let collection = JWTKeyCollection()
        await collection.add(ecdsa: key, kid: JWKIdentifier(string: script.signer))
        return try await collection.sign(IDToken(claims: claims), kid: JWKIdentifier(string: script.signer))
    }

    private func key(_ name: String) -> String {
        guard let parameters = keys[name]?.publicKey.parameters else { return "{}" }
        let (x, y) = (Self.url(parameters.x), Self.url(parameters.y))
        return #"{"kty":"EC","crv":"P-256","kid":"\#(name)","use":"sig","x":"\#(x)","y":"\#(y)"}"#
    }

    private static func url(_ base64: String) -> String {
        Data(base64Encoded: base64).map { Base64URL.encode($0) } ?? base64
    }
}
