import AccessPolicy
import SIPMessage

/// A challenge that is to be made (RFC 3261 §22.3).
enum DigestChallenge: Equatable {
    /// There are no credentials, or they answer a nonce that is not for this flow and this Call-ID.
    case fresh
    /// The answer was right, but to a nonce that is too old: the phone may answer again without asking its user (RFC 7616 §3.3).
    case stale

    /// What the judgement says of it.
    var rule: String {
        switch self {
        case .fresh: "digest-challenge"
        case .stale: "digest-stale"
        }
    }
}

extension Pipeline {
    /// The `digest` method: the request answers a challenge of ours, and From, the flow (where it is bound) and every user name in its credentials
    /// are one person's.
    func byDigest(_ arrival: Arrival) -> Identification {
        guard let digest = settings.digest else { return .notTried("digest-not-configured") }
        guard let claimed = address(of: arrival.fields.from.uri, in: arrival.message),
            let organization = snapshot.organization(domain: claimed.host.span)
        else { return .failed("from-unknown-domain") }
        let bound = bindings.addresses(at: arrival.flow.remote, now: arrival.now)
        guard bound.isEmpty || bound.contains(where: { isPerson($0, claimed, in: organization) }) else {
            return .failed("from-is-not-the-flow")
        }
        guard credentialsName(claimed, in: arrival.message, organization) else {
            return .failed("credentials-of-another")
        }
        let realm = realm(of: organization, digest)
        let credentials = DigestCredential.all(for: realm, in: arrival.message)
        guard let credential = credentials.first else { return .challenge(.fresh) }
        guard credentials.count == 1 else { return .contradicted("digest-twice") }
        switch check(credential, arrival, digest) {
        case .right: return .known(person(claimed, in: organization, by: .digest))
        case .again(let challenge): return .challenge(challenge)
        case .wrong(let rule): return .contradicted(rule)
        }
    }

    /// The Proxy-Authenticate headers of a 407, one for each algorithm, the best first (RFC 8760 §2.3).
    ///
    /// Empty when From names no organisation, which has no realm then.
    func challengeHeaders(_ challenge: DigestChallenge, for arrival: Arrival) -> [(String, String)] {
        guard let digest = settings.digest,
            let claimed = address(of: arrival.fields.from.uri, in: arrival.message),
            let organization = snapshot.organization(domain: claimed.host.span)
        else { return [] }
        let realm = realm(of: organization, digest)
        let made = DigestNonce.encode(for: scope(arrival, realm), at: arrival.now, keys: settings.keys)
        let nonce = String(decoding: made, as: UTF8.self)
        let name = String(decoding: realm, as: UTF8.self)
        let stale = challenge == .stale ? ", stale=true" : ""
        return digest.secrets.offered(in: realm).map { algorithm in
            let value =
                "Digest realm=\"\(name)\", nonce=\"\(nonce)\", algorithm=\(algorithm.rawValue), qop=\"auth\"\(stale)"
            return ("Proxy-Authenticate", value)
        }
    }

    /// Whether a header is an answer to a challenge of ours, which the PBX is not to see. The PBX's own may be for a realm of the same name,
    /// so the nonce tells.
    func isOwnCredential(_ header: Header, in message: SIPMessage) -> Bool {
        guard header.name == .proxyAuthorization, let digest = settings.digest,
            let credential = DigestCredential(message.copy(header.valueRange)), DigestNonce.isOurs(credential.nonce)
        else { return false }
        return snapshot.organizations.contains { realm(of: $0, digest) == credential.realm }
    }

    private enum Verdict {
        case right
        case again(DigestChallenge)
        case wrong(String)
    }

    private func check(_ credential: DigestCredential, _ arrival: Arrival, _ digest: DigestSettings) -> Verdict {
        guard case .request(_, let method, let uri) = arrival.message.startLine,
            let nonce = DigestNonce(credential.nonce, for: scope(arrival, credential.realm), keys: settings.keys)
        else { return .again(.fresh) }
        if let flaw = credential.flaw(requestURI: arrival.message.copy(uri)) { return .wrong(flaw) }
        guard credential.isRight(method: arrival.message.copy(method), under: digest.secrets) else {
            return .wrong("digest-wrong")
        }
        return nonce.isFresh(at: arrival.now, seconds: digest.nonceSeconds) ? .right : .again(.stale)
    }

    private func scope(_ arrival: Arrival, _ realm: [UInt8]) -> DigestNonce.Scope {
        DigestNonce.Scope(flow: arrival.flow, realm: realm, callID: arrival.callID)
    }

    private func realm(of organization: OrganizationID, _ digest: DigestSettings) -> [UInt8] {
        if let realm = digest.realm, snapshot.organizations.count == 1 { return Array(realm.utf8) }
        return Array((snapshot.domains(of: organization).first ?? "").utf8)
    }
}
