import AccessPolicy

/// What the policy of an organisation in shadow mode would have made of a message that went as it would without us.
public struct WithheldVerdict: Sendable, Equatable {
    /// What would have become of it.
    public let verdict: Judgement.Verdict
    /// The status of our answer, if it would have been refused.
    public let status: Int?
    /// The question that was put to the policy.
    public let question: Judgement.Question
    /// How much the watcher may see.
    public let disclosure: Disclosure
    /// The identifier of the rule that decided.
    public let rule: String

    init(_ judgement: Judgement) {
        (verdict, status, question) = (judgement.verdict, judgement.status, judgement.question)
        (disclosure, rule) = (judgement.disclosure, judgement.rule)
    }
}
