import SIPMessage

/// One `Proxy-Authorization: Digest …`, taken apart (RFC 7616 §3.4).
struct DigestCredential: Equatable {
    let realm: [UInt8]
    let nonce: [UInt8]
    private let fields: [[UInt8]: [UInt8]]

    /// Nil when it is no digest, a parameter is there twice, or realm or nonce is missing.
    init?(_ value: [UInt8]) {
        guard var cursor = CredentialCursor(digest: value) else { return nil }
        var fields: [[UInt8]: [UInt8]] = [:]
        while let parameter = cursor.next() {
            guard fields.count < Limits.listItemsMax, fields.updateValue(parameter.value, forKey: parameter.name) == nil
            else { return nil }
        }
        guard cursor.isAtEnd, let realm = fields[Array("realm".utf8)], let nonce = fields[Array("nonce".utf8)] else {
            return nil
        }
        (self.realm, self.nonce, self.fields) = (realm, nonce, fields)
    }

    /// The value of a parameter, unquoted; nil when it is not there.
    func value(_ name: String) -> [UInt8]? { fields[Array(name.utf8)] }

    /// The credentials of a request for a realm.
    static func all(for realm: [UInt8], in message: SIPMessage) -> [DigestCredential] {
        message.headers.filter { $0.name == .proxyAuthorization }
            .compactMap { DigestCredential(message.copy($0.valueRange)) }.filter { $0.realm == realm }
    }

    /// What is wrong with it as an answer to a challenge of ours for this method and Request-URI; nil when nothing is.
    ///
    /// `qop` must be there: without it the phone adds nothing of its own. The count cannot be remembered, so only its form is checked.
    func flaw(requestURI: [UInt8]) -> String? {
        guard value("qop") == Array("auth".utf8) else { return "digest-qop" }
        guard let count = value("nc"), count.count == 8, count.allSatisfy({ ASCII.hexValue($0) != nil }),
            count != Array("00000000".utf8)
        else { return "digest-nc" }
        guard let own = value("cnonce"), !own.isEmpty else { return "digest-cnonce" }
        guard value("uri") == requestURI else { return "digest-uri" }
        guard DigestAlgorithm(named: value("algorithm")) != nil else { return "digest-algorithm" }
        return nil
    }

    /// Whether the response is right under the secrets. A name that is not there takes as long and is wrong.
    func isRight(method: [UInt8], under secrets: DigestSecrets) -> Bool {
        guard let algorithm = DigestAlgorithm(named: value("algorithm")), let user = value("username"),
            let uri = value("uri"), let count = value("nc"), let own = value("cnonce"), let response = value("response")
        else { return false }
        let known = secrets.ha1(of: user, in: realm, algorithm)
        let ha1 = known ?? [UInt8](repeating: UInt8(ascii: "0"), count: algorithm.digits)
        let ha2 = algorithm.hash([method, uri])
        let expected = algorithm.hash([ha1, nonce, count, own, Array("auth".utf8), ha2])
        return Self.isSame(expected, response.map(ASCII.lowercased)) && known != nil
    }

    /// Compares in a time that does not depend on where the two differ.
    private static func isSame(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        guard one.count == other.count else { return false }
        return zip(one, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
