import PolicyAdministration
import PolicyStore

/// What somebody puts into an authenticator.
public struct CodeEnrolment: Sendable, Equatable {
    /// The secret in base32, for typing.
    public let secret: String
    /// The same as `otpauth:` URI, for a picture.
    public let uri: String
}

/// One-time codes, which an account may ask for beside the password.
extension SignInDesk {
    /// Whether signing in takes a code.
    public func asksForCodes(_ identity: Principal.Identity) throws(SignInError) -> Bool {
        try stored(identity)?.totpSecret != nil
    }

    /// A new secret for somebody, which counts when it is confirmed.
    public func enrol(
        _ identity: Principal.Identity,
        from address: String
    ) throws(SignInError) -> CodeEnrolment {
        guard let account = try stored(identity), account.password != nil else {
            throw .unfit("codes go with a password, and there is none; ask your identity provider for them")
        }
        guard account.totpSecret == nil else {
            throw .unfit("there are codes already; take those away first")
        }
        let secret = random.bytes(OneTimeCode.secretBytes)
        _ = try asking { (store) throws(StoreError) in try store.change(account.name, .enrol(secret)) }
        record(SignInEvent(.codes, .shown, account.name, by: Visitor(identity, address: address)))
        let label = account.name.organization.map { "\(account.name.name) (\($0))" } ?? account.name.name
        return CodeEnrolment(
            secret: Base32.encode(secret),
            uri: OneTimeCode.uri(secret: secret, account: label, issuer: "Earshot")
        )
    }

    /// Asks for codes from now on, if this is one of the secret that was shown.
    public func confirm(
        _ identity: Principal.Identity,
        code: String,
        from address: String,
        now: Int64
    ) throws(SignInError) -> Bool {
        let account = try stored(identity)
        var isRight = false
        if let account, account.totpSecret == nil, let secret = account.totpPending,
            let step = OneTimeCode.step(of: code, secret: secret, at: now, after: 0)
        {
            isRight = try asking { (store) throws(StoreError) in
                try store.change(account.name, .confirm(step: step))
            }
        }
        let visitor = Visitor(identity, address: address)
        record(SignInEvent(.codes, isRight ? .enabled : .refused, AccountName(identity), by: visitor))
        return isRight
    }

    /// Asks for no codes any more, if the password is right: who has found a browser open cannot do it.
    public func dropCodes(
        _ identity: Principal.Identity,
        password: String,
        from address: String,
        now: Int64
    ) throws(SignInError) -> PasswordAnswer {
        let name = AccountName(identity)
        let answer = try check(password, of: name, now: now)
        if answer == .right {
            _ = try asking { (store) throws(StoreError) in try store.change(name, .withoutCodes) }
        }
        note(answer, .codes, .disabled, name, by: Visitor(identity, address: address))
        return answer
    }

    private func stored(_ identity: Principal.Identity) throws(SignInError) -> StoredAccount? {
        try asking { (store) throws(StoreError) in try store.account(AccountName(identity)) }
    }
}
