import Foundation
import JWTKit

/// What is known of an identity provider: where it is asked, and its keys. Both are asked for when they are needed, and kept for a while.
actor IdentityProvider {
    /// What its document says (OpenID Connect Discovery 1.0 §3).
    struct Document: Decodable, Sendable {
        let issuer: String
        let authorizationEndpoint: String
        let tokenEndpoint: String
        let keys: String

        enum CodingKeys: String, CodingKey {
            case issuer
            case authorizationEndpoint = "authorization_endpoint"
            case tokenEndpoint = "token_endpoint"
            case keys = "jwks_uri"
        }
    }

    /// Algorithms whose signatures count: none with a shared secret, and not `none`.
    static let algorithms: Set<String> = [
        "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
    ]

    private struct Header: Decodable {
        let alg: String
        let kid: String?
    }

    /// A key that cannot be read is another program's business: the others count.
    private struct KeySet: Decodable {
        struct Key: Decodable {
            let key: JWK?

            private struct Use: Decodable { let use: String? }

            init(from decoder: any Decoder) throws {
                let use = try? Use(from: decoder).use
                key = use ?? "sig" == "sig" ? try? JWK(from: decoder) : nil
            }
        }
        let keys: [Key]
    }

    private let settings: OIDCSettings
    private let transport: any ProviderTransport
    private var document: (value: Document, at: Int64)?
    private var keys: (value: [JWK], at: Int64)?
    /// What it did wrong when it was last asked where it is.
    private var failure: (error: SignInError, at: Int64)?

    init(_ settings: OIDCSettings, transport: any ProviderTransport) {
        (self.settings, self.transport) = (settings, transport)
    }

    /// Where the provider is asked.
    func places(now: Int64) async throws(SignInError) -> Document {
        if let document, now - document.at < Limits.providerKeysSeconds { return document.value }
        // Anybody who opens a page makes us ask.
        if let failure, now - failure.at < Limits.providerRestSeconds { throw failure.error }
        do throws(SignInError) {
            let found = try await discover()
            document = (found, now)
            return found
        } catch {
            failure = (error, now)
            throw error
        }
    }

    private func discover() async throws(SignInError) -> Document {
        let base = settings.issuer.hasSuffix("/") ? String(settings.issuer.dropLast()) : settings.issuer
        let url = try url(base + "/.well-known/openid-configuration")
        let data = try await transport.get(url)
        guard let found = try? JSONDecoder().decode(Document.self, from: data) else {
            throw .provider("`\(url)` is no document of an identity provider; mend `issuer`")
        }
        guard found.issuer == settings.issuer else {
            throw .provider("the identity provider says that it is `\(found.issuer)`; write that as `issuer`")
        }
        return found
    }

    /// The provider's answer to a form.
    func ask(_ place: String, form: [(String, String)], basic: (String, String)?) async throws(SignInError) -> Data {
        try await transport.post(try url(place), form: form, basic: basic)
    }

    /// What a token says, if one of the provider's keys has signed it.
    func read(_ token: String, now: Int64) async throws(SignInError) -> IDToken {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let head = Base64URL.decode(parts[0]),
            let header = try? JSONDecoder().decode(Header.self, from: Data(head))
        else { throw .provider("what the identity provider has sent is no token") }
        guard Self.algorithms.contains(header.alg), let algorithm = JWK.Algorithm(rawValue: header.alg) else {
            throw .provider("the token is signed by `\(header.alg)`, which does not count")
        }
        guard let key = try await key(header.kid, algorithm, now: now) else {
            throw .provider("the token is signed by a key that the identity provider does not name")
        }
        do {
            var signing = key
            // One key, and the algorithm that was just allowed: nothing else in the token says how it is read.
            (signing.algorithm, signing.keyIdentifier) = (algorithm, JWKIdentifier(string: "key"))
            let collection = JWTKeyCollection()
            try await collection.add(jwk: signing)
            return try await collection.verify(token, as: IDToken.self)
        } catch {
            throw .provider("the token's signature does not hold")
        }
    }

    /// The key of that name; where a token names none, the only one that fits.
    private func key(_ name: String?, _ algorithm: JWK.Algorithm, now: Int64) async throws(SignInError) -> JWK? {
        if let keys, now - keys.at < Limits.providerKeysSeconds,
            let found = Self.choose(name, algorithm, keys.value)
        {
            return found
        }
        // A key that is not known may be new; whoever sends made-up ones must not make us ask each time.
        if let keys, now - keys.at < Limits.providerRetrySeconds { return nil }
        let url = try url(try await places(now: now).keys)
        let data = try await transport.get(url)
        guard let set = try? JSONDecoder().decode(KeySet.self, from: data) else {
            throw .provider("`\(url)` holds no keys")
        }
        let fresh = set.keys.prefix(Limits.providerKeysMax).compactMap(\.key)
        keys = (fresh, now)
        return Self.choose(name, algorithm, fresh)
    }

    private static func choose(_ name: String?, _ algorithm: JWK.Algorithm, _ keys: [JWK]) -> JWK? {
        let fitting = keys.filter { key in
            (key.algorithm ?? algorithm) == algorithm && key.keyType == type(of: algorithm)
        }
        guard let name else { return fitting.count == 1 ? fitting.first : nil }
        return fitting.first { $0.keyIdentifier?.string == name }
    }

    private static func type(of algorithm: JWK.Algorithm) -> JWK.KeyType {
        switch algorithm.rawValue.prefix(2) {
        case "ES": .ecdsa
        case "Ed": .octetKeyPair
        default: .rsa
        }
    }

    /// An address of the provider: by TLS, but on this machine.
    private func url(_ text: String) throws(SignInError) -> URL {
        guard let url = URL(string: text), let host = url.host, let scheme = url.scheme?.lowercased() else {
            throw .provider("`\(text)` is no address of an identity provider")
        }
        let isOwn = ["127.0.0.1", "::1", "[::1]", "localhost"].contains(host)
        guard scheme == "https" || scheme == "http" && isOwn else {
            throw .provider("`\(text)` is not `https:`; an identity provider that anybody can be counts for nothing")
        }
        return url
    }
}
