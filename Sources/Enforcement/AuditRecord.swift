import AccessPolicy

/// One line of the audit: a refusal, a rebuild that differs from the last of its subscription, or an attempt to listen.
///
/// The time is added where the record is written; the pipeline has no clock.
public struct AuditRecord: Sendable, Equatable {
    /// The policy that decided, and about whom: what the reason is told from, later and elsewhere, because it costs.
    struct Grounds: Sendable, Equatable {
        let snapshot: PolicySnapshot
        let organization: OrganizationID
        let watcher: UserID

        /// The ids are of one policy, so that they are the same only if it is.
        static func == (one: Grounds, other: Grounds) -> Bool {
            one.organization == other.organization && one.watcher == other.watcher
        }
    }

    /// The organisation's name; empty when no domain of ours was named.
    public private(set) var organization: String
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
    /// What proved who asks; nil when not identified.
    public var how: Proof?
    /// The status of our answer, when there is one.
    public var status: Int?
    /// Whether the verdict was carried out, or would have been.
    public private(set) var mode = PolicyMode.enforce
    private var grounds: Grounds?

    /// The rule of a dialog whose right is gone and that its PBX does not end.
    package static let endRefused = "end-refused"

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
        how = judgement.how
        status = judgement.status
        guard judgement.question == .listen, let organization = judgement.organization,
            let watcher = judgement.watcher
        else { return }
        grounds = Grounds(snapshot: names, organization: organization, watcher: watcher)
    }

    /// A record. What is not known is empty, or left out.
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
        source: Endpoint,
        how: Proof? = nil,
        status: Int? = nil
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
        self.how = how
        self.status = status
    }

    /// The same as it would have been, of a message that went on all the same; `organization` is whose policy is not enforced.
    func inShadow(of organization: String) -> AuditRecord {
        var record = self
        record.mode = .shadow
        if record.organization.isEmpty { record.organization = organization }
        return record
    }

    /// What the rule means, in words; of listening with the chain of roles. Slow: for the thread that writes.
    package var reason: String {
        let told = grounds.flatMap { grounds in
            grounds.snapshot.listeningReason(
                to: target,
                in: grounds.organization,
                by: grounds.watcher,
                rule: rule
            )
        }
        return told ?? RuleText.words(rule)
    }
}
