import Enforcement

/// Something that happened to the proxy itself, and belongs beside what phones asked for: a gap in service, another policy, a gap in the audit, and who
/// signs in at the admin address.
public struct AuditEvent: Sendable, Equatable {
    /// What it happened to.
    public enum Action: String, Sendable, CaseIterable {
        /// The proxy as a whole.
        case service
        /// The policy in force.
        case policy
        /// The operator's switch of an organisation.
        case listening
        /// Whether the policy of an organisation is enforced.
        case mode
        /// The register of consents.
        case consent
        /// The audit itself.
        case audit
        /// An attempt to sign in.
        case signIn = "sign-in"
        /// A session of somebody who has signed in.
        case session
        /// Whether somebody may sign in at all.
        case account
        /// What an account is signed in to by.
        case password, codes, link, token
    }

    /// What happened.
    public enum Verdict: String, Sendable, CaseIterable {
        case started, stopped
        case loaded, refused
        case enabled, disabled
        case enforce, shadow
        case recorded, withdrawn
        /// Somebody has signed in, has yet to give a code, or must wait.
        case accepted, unfinished, locked
        /// What happens to accounts, and to what they are signed in to by.
        case made, changed, removed, used, shown, ended
        /// A new file was begun, after another.
        case opened
        /// Records could not be kept.
        case lost
        /// The file ends before its head, or the head is gone: something was cut off.
        case missing
        /// The beginning of a chain in the store was removed, by somebody who may.
        case pruned
    }

    /// What it happened to.
    public let action: Action
    /// What happened.
    public let verdict: Verdict
    /// The organisation that it is about; empty when it is about all.
    public let organization: String
    /// The same in words.
    public let reason: String
    /// Who did it, where somebody did; empty otherwise.
    public var watcher = ""
    /// The extension, or the account, that it is about; empty when it is about all.
    public var target = ""
    /// The address that it was done from; empty for what was done on this machine.
    public var source = ""
    /// What showed who it was.
    public var how: String?
    /// The number of the policy.
    public var revision: UInt64?
    /// The hash of the policy's file.
    public var policyHash: AuditHash?
    /// How many records it is about.
    public var count: Int?
    /// What was pruned.
    public var pruning: AuditPruning?

    /// An event.
    public init(_ action: Action, _ verdict: Verdict, organization: String = "", reason: String) {
        self.action = action
        self.verdict = verdict
        self.organization = organization
        self.reason = reason
    }

    /// Records that were not kept.
    package static func lost(_ count: Int) -> AuditEvent {
        var event = AuditEvent(.audit, .lost, reason: "\(count) records before this one could not be kept")
        event.count = count
        return event
    }
}
