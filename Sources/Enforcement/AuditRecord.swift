import AccessPolicy

/// One line of the audit: a refusal, a rebuild that differs from the last of its subscription, or an attempt to listen.
///
/// The time is added where the record is written; the pipeline has no clock.
public struct AuditRecord: Sendable, Equatable {
    /// The organisation's name; empty when no domain of ours was named.
    public let organization: String
    /// The watcher's name; empty when not identified.
    public let watcher: String
    /// The extension asked about, or what was dialled.
    public let target: String
    /// The question that was put.
    public let question: Judgement.Question
    /// What became of the message.
    public let verdict: Judgement.Verdict
    /// How much the watcher may see.
    public let disclosure: Disclosure
    /// The identifier of the rule that decided.
    public let rule: String
    /// The message's method.
    public let method: String
    /// The message's Call-ID, cut to `Limits.auditCallIDBytesMax` bytes.
    public let callID: String
    /// Who sent the message, as `host:port`.
    public let source: Endpoint

    init(_ judgement: Judgement, callID: [UInt8], source: Endpoint, names: PolicySnapshot) {
        self.init(
            organization: judgement.organization.map(names.name(of:)) ?? "",
            watcher: judgement.watcher.map(names.name(of:)) ?? "",
            target: String(decoding: judgement.target, as: UTF8.self),
            question: judgement.question,
            verdict: judgement.verdict,
            disclosure: judgement.disclosure,
            rule: judgement.rule,
            method: judgement.method,
            callID: String(decoding: callID.prefix(Limits.auditCallIDBytesMax), as: UTF8.self),
            source: source
        )
    }

    package init(
        organization: String,
        watcher: String,
        target: String,
        question: Judgement.Question,
        verdict: Judgement.Verdict,
        disclosure: Disclosure,
        rule: String,
        method: String,
        callID: String,
        source: Endpoint
    ) {
        self.organization = organization
        self.watcher = watcher
        self.target = target
        self.question = question
        self.verdict = verdict
        self.disclosure = disclosure
        self.rule = rule
        self.method = method
        self.callID = callID
        self.source = source
    }
}
