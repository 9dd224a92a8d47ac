import Crypto
import Foundation
import Hummingbird
import JWTKit
import Rehearsal
import Synchronization

/// An identity provider on the loopback address that takes everybody for one person.
final class LoopbackProvider: Sendable {
    /// Where it is.
    let issuer: String

    private struct Question {
        var challenge = ""
        var nonce = ""
        var redirect = ""
    }

    private struct Claims: JWTPayload {
        let iss: String
        let aud: String
        let sub: String
        let nonce: String
        let iat: Int
        let exp: Int
        let preferred_username: String

        func verify(using algorithm: some JWTAlgorithm) {}
    }

    private let port: Int
    private let user: String
    private let key = ES256PrivateKey()
    private let question = Mutex(Question())

    private init(user: String) throws {
        port = Int(try Ports.free())
        (issuer, self.user) = ("http://\(Ports.host):\(port)", user)
    }

    /// Runs one for as long as the work takes.
    static func with(user: String, _ work: (LoopbackProvider) async throws -> Void) async throws {
        let provider = try LoopbackProvider(user: user)
        let application = Application(
            router: provider.router(),
            configuration: .init(address: .hostname(Ports.host, port: provider.port))
        )
        let running = Task { try await application.run() }
        defer { running.cancel() }
        try await work(provider)
    }

    private func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.get(".well-known/openid-configuration") { [issuer] _, _ in
            """
            {"issuer":"\(issuer)","authorization_endpoint":"\(issuer)/authorize","token_endpoint":"\(issuer)/token",
             "jwks_uri":"\(issuer)/keys"}
            """
        }
        router.get("keys") { [key] _, _ in
            let place = key.publicKey.parameters
            let (x, y) = (Self.url(place?.x), Self.url(place?.y))
            return #"{"keys":[{"kty":"EC","crv":"P-256","kid":"one","alg":"ES256","x":"\#(x)","y":"\#(y)"}]}"#
        }
        router.get("authorize") { request, _ in
            let asked = request.uri.queryParameters
            let redirect = asked.get("redirect_uri") ?? ""
            self.question.withLock {
                $0 = Question(
                    challenge: asked.get("code_challenge") ?? "",
                    nonce: asked.get("nonce") ?? "",
                    redirect: redirect
                )
            }
            return Response(
                status: .seeOther,
                headers: [.location: "\(redirect)?code=the-code&state=\(asked.get("state") ?? "")"]
            )
        }
        router.post("token") { request, _ in try await self.token(request) }
        return router
    }

    private func token(_ request: Request) async throws -> String {
        var request = request
        let body = try await request.collectBody(upTo: 10_000)
        let items = URLComponents(string: "?" + String(buffer: body))?.queryItems ?? []
        let form = Dictionary(items.map { ($0.name, $0.value ?? "") }) { $1 }
        let question = question.withLock { $0 }
        let challenge = SHA256.hash(data: Data((form["code_verifier"] ?? "").utf8))
        guard form["code"] == "the-code", form["grant_type"] == "authorization_code", form["client_id"] == "earshot",
            form["redirect_uri"] == question.redirect,
            Self.url(Data(challenge).base64EncodedString()) == question.challenge
        else { throw HTTPError(.badRequest) }
        let now = Int(Date().timeIntervalSince1970)
        let claims = Claims(
            iss: issuer,
            aud: "earshot",
            sub: "1",
            nonce: question.nonce,
            iat: now,
            exp: now + 60,
            preferred_username: user
        )
        let keys = await JWTKeyCollection().add(ecdsa: key, kid: "one")
        let signed = try await keys.sign(claims, kid: "one")
        return #"{"access_token":"x","token_type":"Bearer","id_token":"\#(signed)"}"#
    }

    private static func url(_ base64: String?) -> String {
        (base64 ?? "").replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
            .replacingOccurrences(of: "=", with: "")
    }
}
