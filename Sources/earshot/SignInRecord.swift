import AuditTrail
import CoreMetrics
import Foundation
import Logging
import PolicyAdministration
import PolicyStore
import SignIn
import Synchronization

/// Puts on record who signs in, and what is done with accounts: in the audit, in the log, and as numbers. Never waits.
///
/// What nobody has signed in for may come without end. What the desk does not slow down itself goes into the audit once in a while for each origin;
/// the log and the metric have all of it.
final class SignInRecord: Sendable {
    /// Origins that are remembered; when there are more all are forgotten, which costs records and no memory.
    static let originsMax = 1_024
    /// Seconds in which one address is on record once with links and answers of an identity provider that are good for nothing.
    static let quietSeconds: Int64 = 60

    private let logger: Logger
    private let now: @Sendable () -> Int64
    private let put: @Sendable (AuditEvent) -> Void
    /// Until when there is nothing new in an origin.
    private let quiet = Mutex<[String: Int64]>([:])

    /// - Parameters:
    ///   - now: seconds since 1970-01-01 UTC.
    ///   - put: takes what goes into the audit; must not wait.
    init(
        _ logger: Logger,
        now: @escaping @Sendable () -> Int64,
        put: @escaping @Sendable (AuditEvent) -> Void
    ) {
        (self.logger, self.now, self.put) = (logger, now, put)
    }

    /// Something was done at the desk, or refused.
    func note(_ event: SignInEvent) {
        log(event)
        if isNews(event) { put(AuditEvent(event)) }
    }

    private func isNews(_ event: SignInEvent) -> Bool {
        let now = now()
        let (origin, until): (String, Int64)
        switch (event.outcome, event.way) {
        case (.locked, _):
            let who = event.account.map { "\($0.organization ?? "")\u{0}\($0.name)" } ?? "\u{0}\(event.visitor.address)"
            (origin, until) = ("\(event.subject.rawValue) \(who)", event.until ?? now)
        case (.refused, .link), (.refused, .oidc): (origin, until) = (event.visitor.address, now + Self.quietSeconds)
        default: return true
        }
        return quiet.withLock { quiet in
            if let end = quiet[origin], now < end { return false }
            if quiet.count >= Self.originsMax { quiet.removeAll(keepingCapacity: true) }
            quiet[origin] = until
            return true
        }
    }

    private func log(_ event: SignInEvent) {
        var metadata: Logger.Metadata = ["address": "\(event.visitor.address)", "outcome": "\(event.outcome.rawValue)"]
        metadata["way"] = event.way.map { "\($0.rawValue)" }
        metadata["account"] = event.account.map { "\($0.author)" }
        metadata["organization"] = event.account?.organization.map { "\($0)" }
        metadata["by"] = event.visitor.identity.map { "\(AccountName($0).author)" }
        metadata["token"] = event.token.map { "\($0)" }
        guard event.subject == .signIn else {
            metadata["what"] = "\(event.subject.rawValue)"
            return logger.notice("account", metadata: metadata)
        }
        let (word, level): (String, Logger.Level) =
            switch event.outcome {
            case .accepted: ("signed-in", .notice)
            case .unfinished: ("needs-code", .info)
            case .locked: ("locked", .warning)
            case .refused, .ended, .made, .removed, .changed, .used, .shown, .enabled, .disabled: ("refused", .notice)
            }
        logger.log(level: level, "sign-in", metadata: metadata)
        Counter(label: "earshot_sign_ins_total", dimensions: [("outcome", word)]).increment()
    }
}

extension AccountName {
    /// As revisions name who made them.
    fileprivate var author: String { (organization == nil ? "operator:" : "user:") + name }
}

extension AuditEvent {
    /// The same for the audit.
    init(_ event: SignInEvent) {
        let account = event.account
        self.init(
            Self.action(event.subject),
            Self.verdict(event.outcome),
            organization: account?.organization ?? "",
            reason: Self.reason(event)
        )
        watcher = event.visitor.identity.map { AccountName($0).author } ?? account?.author ?? ""
        target = account?.author ?? ""
        source = event.visitor.address
        how = event.way?.rawValue
    }

    private static func action(_ subject: SignInEvent.Subject) -> Action {
        switch subject {
        case .signIn: .signIn
        case .session: .session
        case .account: .account
        case .password: .password
        case .codes: .codes
        case .link: .link
        case .token: .token
        }
    }

    private static func verdict(_ outcome: SignInEvent.Outcome) -> Verdict {
        switch outcome {
        case .accepted: .accepted
        case .refused: .refused
        case .locked: .locked
        case .unfinished: .unfinished
        case .ended: .ended
        case .made: .made
        case .removed: .removed
        case .changed: .changed
        case .used: .used
        case .shown: .shown
        case .enabled: .enabled
        case .disabled: .disabled
        }
    }

    private static func reason(_ event: SignInEvent) -> String {
        let until = event.until.map { " until \(RFC3339.text($0))" } ?? ""
        if event.outcome == .locked { return "there were too many failures; none counts\(until)" }
        return switch event.subject {
        case .signIn: signIn(event)
        case .session: event.isEverywhere ? "signed out everywhere" : "signed out"
        case .account:
            event.outcome == .removed
                ? "the account was taken away, with its sessions, tokens and links" : "the account was made"
        case .password:
            event.outcome == .refused
                ? "that was not the password" : "there is another password; every session has ended"
        case .codes: codes(event.outcome)
        case .link:
            event.outcome == .used
                ? "a link was used to set a password; every session has ended"
                : "a link by which a password is set, once,\(until)"
        case .token:
            "the token `\(event.token ?? "")` for \(event.scopes.map { "`\($0.rawValue)`" }.sorted().joined(separator: ", "))\(until)"
        }
    }

    private static func signIn(_ event: SignInEvent) -> String {
        switch (event.outcome, event.way) {
        case (.unfinished, _): "the password is right, and a code is asked for"
        case (.refused, .link): "the link was used already, has ended, or never was one"
        case (.refused, .oidc): "the identity provider's answer was not taken; the log says why"
        case (.refused, _) where event.account == nil: "nobody has an account of the name that was given"
        case (.refused, _): "the password or the code was wrong"
        default: "signed in"
        }
    }

    private static func codes(_ outcome: SignInEvent.Outcome) -> String {
        switch outcome {
        case .shown: "a secret for codes was shown, which does not count yet"
        case .enabled: "codes are asked for"
        case .disabled: "no codes are asked for any more"
        default: "that was not the code, or not the password"
        }
    }
}
