import EventBody

/// A counter that a judged message moves. Names and labels are from closed sets, so that traffic cannot make more of them.
public enum JudgementCounter: Hashable, Sendable {
    /// A message was judged.
    case message(Judgement.Verdict)
    /// The policy refused what was asked.
    case refusal(Judgement.Question)
    /// The policy would have decided otherwise, but is not enforced.
    case withheld(Judgement.Verdict)
    /// A body was replaced by the safe one of its package.
    case failedClosed(FailureReason)

    /// Every counter that there can be.
    public static let all: [JudgementCounter] =
        Judgement.Verdict.allCases.map(message) + [Judgement.Question.status, .listen].map(refusal)
        + [Judgement.Verdict.reject, .rebuild, .drop, .revoke].map(withheld) + FailureReason.allCases.map(failedClosed)

    /// The metric's name.
    public var name: String {
        switch self {
        case .message: "earshot_messages_total"
        case .refusal: "earshot_refusals_total"
        case .withheld: "earshot_shadow_verdicts_total"
        case .failedClosed: "earshot_rebuilds_failed_closed_total"
        }
    }

    /// The metric's one label and its value.
    public var label: (name: String, value: String) {
        switch self {
        case .message(let verdict): ("verdict", verdict.rawValue)
        case .refusal(let question): ("question", question.rawValue)
        case .withheld(let verdict): ("verdict", verdict.rawValue)
        case .failedClosed(let reason): ("reason", reason.rawValue)
        }
    }
}

extension Judgement {
    /// What the rule of a rebuild that failed closed begins with; its reason follows.
    static let failedClosed = "failed-closed-"

    /// The counters that a message so judged moves, by one each.
    public var counters: [JudgementCounter] {
        var moved = [JudgementCounter.message(verdict)]
        if rule.hasPrefix(Self.failedClosed),
            let reason = FailureReason(rawValue: String(rule.dropFirst(Self.failedClosed.count)))
        {
            moved.append(.failedClosed(reason))
        }
        // What would have ended is counted by its record, since most of it ends without a message.
        if let withheld, withheld.verdict != .forward, withheld.verdict != .revoke {
            moved.append(.withheld(withheld.verdict))
        }
        guard verdict == .reject else { return moved }
        switch question {
        case .status, .listen: moved.append(.refusal(question))
        case .none: break
        }
        return moved
    }
}
