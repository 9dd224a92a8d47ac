import PolicyAdministration
import PolicyStore

/// Somebody who has signed in, for as long as it lasts.
public struct Session: Sendable, Hashable {
    /// Who it is, with every scope.
    public let principal: Principal
    /// What every form and every call that changes something must say.
    public let csrfToken: String
    /// When it began, in seconds since 1970.
    public let created: Int64
    /// When it ends, whatever is asked.
    public let expires: Int64

    /// Whether it is what a form of this session says; found out in constant time.
    public func accepts(csrf: String) -> Bool { ConstantTime.equal(csrf, csrfToken) }

    /// A session.
    public init(principal: Principal, csrfToken: String, created: Int64, expires: Int64) {
        (self.principal, self.csrfToken) = (principal, csrfToken)
        (self.created, self.expires) = (created, expires)
    }

    init(_ stored: StoredSession) {
        self.init(
            principal: Principal(stored.account.identity),
            csrfToken: stored.csrf,
            created: stored.created,
            expires: stored.expires
        )
    }
}

/// What came of signing in.
public enum SignInOutcome: Sendable, Equatable {
    /// It is done; the cookie's value.
    case signedIn(cookie: String, Session)
    /// Name, password or code is wrong: it is not said which.
    case refused
    /// The password is right, and a code is asked for.
    case needsCode
    /// After too many failures: not before that moment (seconds since 1970).
    case locked(until: Int64)
}

extension AccountName {
    /// Who that is.
    public var identity: Principal.Identity {
        organization.map { .user(organization: $0, name: name) } ?? .operator(name: name)
    }

    /// Whose account an identity has.
    public init(_ identity: Principal.Identity) {
        switch identity {
        case .operator(let name): self.init(name: name)
        case .user(let organization, let name): self.init(organization: organization, name: name)
        }
    }
}
