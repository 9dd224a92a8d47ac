import Foundation
import JWTKit
import PolicyStore

/// What an identity provider says of somebody: the claims of an ID token (OpenID Connect Core 1.0 §2).
struct IDToken: JWTPayload {
    /// A claim's value, of those that we look at.
    enum Value: Codable, Sendable, Equatable {
        case text(String)
        case texts([String])
        case number(Double)
        case truth(Bool)
        case other

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if let text = try? value.decode(String.self) {
                self = .text(text)
            } else if let texts = try? value.decode([String].self) {
                self = .texts(texts)
            } else if let truth = try? value.decode(Bool.self) {
                self = .truth(truth)
            } else {
                self = (try? value.decode(Double.self)).map { .number($0) } ?? .other
            }
        }

        func encode(to encoder: any Encoder) throws {
            var value = encoder.singleValueContainer()
            switch self {
            case .text(let text): try value.encode(text)
            case .texts(let texts): try value.encode(texts)
            case .number(let number): try value.encode(number)
            case .truth(let truth): try value.encode(truth)
            case .other: try value.encodeNil()
            }
        }

        /// The texts of it: one or several.
        var all: [String] {
            switch self {
            case .text(let text): [text]
            case .texts(let texts): texts
            case .number, .truth, .other: []
            }
        }
    }

    let claims: [String: Value]

    init(claims: [String: Value]) { self.claims = claims }
    init(from decoder: any Decoder) throws {
        claims = try decoder.singleValueContainer().decode([String: Value].self)
    }

    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        try value.encode(claims)
    }

    /// The claims are looked at by `problem`, which knows the time.
    func verify(using algorithm: some JWTAlgorithm) {}

    /// Why the claims of a token whose signature is right are not for us now (OpenID Connect Core 1.0 §3.1.3.7); nil when they are.
    func problem(_ settings: OIDCSettings, nonce: String, now: Int64) -> String? {
        guard text("iss") == settings.issuer else { return "the token is another issuer's" }
        let audience = claims["aud"]?.all ?? []
        guard audience.contains(settings.clientID) else { return "the token is for another client" }
        let party = text("azp") ?? (audience.count == 1 ? settings.clientID : nil)
        guard party == settings.clientID else { return "the token was given to another client" }
        guard let expires = seconds("exp"), let issued = seconds("iat") else { return "the token says no time" }
        let skew = Double(Limits.clockSkewSeconds)
        guard Double(now) < expires + skew else { return "the token has ended; compare the clocks" }
        guard issued < Double(now) + skew, Double(now) - issued < Double(Limits.providerSeconds) + skew,
            (seconds("nbf") ?? 0) < Double(now) + skew
        else { return "the token is of another time; compare the clocks" }
        guard let given = text("nonce"), ConstantTime.equal(given, nonce) else {
            return "the token answers another question"
        }
        return (text("sub") ?? "").isEmpty ? "the token names nobody" : nil
    }

    /// Who it is here; nil when nobody.
    func account(_ settings: OIDCSettings) -> AccountName? {
        guard let name = text(settings.userClaim), !name.isEmpty else { return nil }
        // Whoever may write any address into their profile would be anybody.
        if settings.userClaim == "email", claims["email_verified"] != .truth(true) { return nil }
        if !settings.operators.isDisjoint(with: claims[settings.operatorsClaim]?.all ?? []) {
            return AccountName(name: name)
        }
        switch settings.organization {
        case .fixed(let organization): return AccountName(organization: organization, name: name)
        case .claim(let claim):
            guard let organization = text(claim), !organization.isEmpty else { return nil }
            return AccountName(organization: organization, name: name)
        case nil: return nil
        }
    }

    private func text(_ claim: String) -> String? {
        if case .text(let text)? = claims[claim] { return text }
        return nil
    }

    private func seconds(_ claim: String) -> Double? {
        if case .number(let number)? = claims[claim], number.isFinite { return number }
        return nil
    }
}
