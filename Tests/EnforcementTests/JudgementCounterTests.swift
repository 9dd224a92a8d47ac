import EventBody
import Testing

@testable import Enforcement

@Suite struct JudgementCounterTests {
    @Test(arguments: Judgement.Verdict.allCases)
    func everyMessageIsCountedUnderItsVerdict(_ verdict: Judgement.Verdict) {
        #expect(Judgement(verdict, rule: "r").counters == [.message(verdict)])
    }

    @Test(arguments: [Judgement.Question.status, .listen])
    func aRefusalIsCountedUnderItsQuestion(_ question: Judgement.Question) {
        var judgement = Judgement(.reject, rule: "r", status: 403)
        judgement.question = question
        #expect(judgement.counters == [.message(.reject), .refusal(question)])
    }

    @Test(arguments: FailureReason.allCases)
    func aRebuildThatFailsClosedIsCountedUnderItsReason(_ reason: FailureReason) {
        let judgement = Judgement(.rebuild, rule: Judgement.failedClosed + reason.rawValue)
        #expect(judgement.counters == [.message(.rebuild), .failedClosed(reason)])
    }

    /// Only what is in the list has a counter in the proxy.
    @Test func theListHasEveryCounterOnce() {
        #expect(Set(JudgementCounter.all).count == JudgementCounter.all.count)
        let labels = Set(JudgementCounter.all.map { "\($0.name) \($0.label.name) \($0.label.value)" })
        #expect(labels.count == JudgementCounter.all.count)
    }
}
