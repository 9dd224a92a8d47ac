import PolicyAdministration
import PolicyStore

/// Who is at the desk, and from where.
public struct Visitor: Sendable, Hashable {
    /// Who it is known to be; nil for somebody who has yet to say so.
    public let identity: Principal.Identity?
    /// Where it comes from, without port; empty for a command on this machine.
    public let address: String

    /// A visitor.
    public init(_ identity: Principal.Identity?, address: String) {
        (self.identity, self.address) = (identity, address)
    }

    /// A command on this machine, or this process itself.
    public static let machine = Visitor(.operator(name: LocalToken.name), address: "")
}

/// Something that was done at the desk, or refused: what belongs on record. It holds nothing by which anybody could sign in.
public struct SignInEvent: Sendable, Hashable {
    /// What it is about.
    public enum Subject: String, Sendable, CaseIterable {
        case signIn = "sign-in"
        case session, account, password, codes, link, token
    }

    /// What came of it.
    public enum Outcome: String, Sendable, CaseIterable {
        case accepted, refused, locked
        /// The password is right, and a code is asked for.
        case unfinished
        case ended, made, removed, changed, used
        /// A secret for codes was shown; it does not count yet.
        case shown
        case enabled, disabled
    }

    /// How somebody signs in.
    public enum Way: String, Sendable, CaseIterable {
        case password, link, oidc
    }

    /// What it is about.
    public let subject: Subject
    /// What came of it.
    public let outcome: Outcome
    /// Whose account it is about; nil when none has the name that was given. That name is not kept: people type passwords where names belong.
    public let account: AccountName?
    /// Who did it.
    public let visitor: Visitor
    /// How somebody signs in.
    public var way: Way?
    /// Until when a lock, a link or a token holds, in seconds since 1970.
    public var until: Int64?
    /// By what a token is known; not the token.
    public var token: String?
    /// What it may be used for.
    public var scopes: Set<Scope> = []
    /// Whether all sessions ended.
    public var isEverywhere = false

    /// An event.
    public init(_ subject: Subject, _ outcome: Outcome, _ account: AccountName?, by visitor: Visitor) {
        (self.subject, self.outcome, self.account, self.visitor) = (subject, outcome, account, visitor)
    }
}

extension SignInDesk {
    /// Puts on record what came of signing in.
    func note(_ outcome: SignInOutcome, _ way: SignInEvent.Way, _ account: AccountName?, from address: String) {
        let visitor = Visitor(nil, address: address)
        var event: SignInEvent
        switch outcome {
        case .signedIn: event = SignInEvent(.signIn, .accepted, account, by: visitor)
        case .refused: event = SignInEvent(.signIn, .refused, account, by: visitor)
        case .needsCode: event = SignInEvent(.signIn, .unfinished, account, by: visitor)
        case .locked(let until):
            event = SignInEvent(.signIn, .locked, account, by: visitor)
            event.until = until
        }
        event.way = way
        record(event)
    }

    /// Puts on record what came of a question for somebody's own password.
    func note(
        _ answer: PasswordAnswer,
        _ subject: SignInEvent.Subject,
        _ done: SignInEvent.Outcome,
        _ account: AccountName,
        by visitor: Visitor
    ) {
        switch answer {
        case .right: record(SignInEvent(subject, done, account, by: visitor))
        case .refused: record(SignInEvent(subject, .refused, account, by: visitor))
        case .locked(let until):
            var event = SignInEvent(subject, .locked, account, by: visitor)
            event.until = until
            record(event)
        }
    }
}
