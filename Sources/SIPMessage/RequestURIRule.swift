/// Rules G11 and G12 for the Request-URI of a request from outside, that is from a phone. A PBX's own request towards a
/// phone's registered Contact may legitimately carry odd parameters, so the gate does not ask this of everyone.
public enum RequestURIRule {
    /// What is wrong with this Request-URI from a phone; nil when nothing is.
    ///
    /// `requestURIComponent`: it has headers, or a maddr, method or ttl parameter. `dialledUser`: an escape in its user
    /// decodes to `@`, `;` or `:`, or it has a password, so that two readers would see two users. `escape`: see
    /// ``unescapedUser(_:in:)``.
    public static func violation(outside uri: SIPURI, in message: SIPMessage) -> GateError? {
        if let error = componentViolation(uri, in: message) { return error }
        return dialledUserViolation(uri, in: message)
    }

    /// Rule G12 alone: headers, maddr, method, ttl.
    public static func componentViolation(_ uri: SIPURI, in message: SIPMessage) -> GateError? {
        if !uri.headers.isEmpty { return .requestURIComponent }
        for name in ["maddr", "method", "ttl"] as [StaticString] where uri.hasParameter(name, in: message) {
            return .requestURIComponent
        }
        return nil
    }

    /// Rule G11 alone: what a dialled user may not hold once decoded.
    public static func dialledUserViolation(_ uri: SIPURI, in message: SIPMessage) -> GateError? {
        guard let user = uri.user else { return nil }
        guard let decoded = unescapedUser(uri, in: message) else { return .escape }
        if uri.hasPassword { return .dialledUser }
        guard decoded.count != user.count else { return nil }
        for byte in decoded where byte == Bytes.at || byte == Bytes.colon { return .dialledUser }
        // A plain `;` begins the parameters of the user, which is legal; an escaped one hides them.
        let plain = message.withBytes(user) { bytes in
            var count = 0
            for index in bytes.indices where bytes[index] == Bytes.semicolon { count &+= 1 }
            return count
        }
        return decoded.count { $0 == Bytes.semicolon } == plain ? nil : .dialledUser
    }
}
