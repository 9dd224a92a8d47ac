import AccessPolicy
import Enforcement
import SIPMessage
import Testing

extension MessageCase {
    /// Holds an outcome against everything that the case says of it.
    func expectJudged(_ outcome: Outcome, sourceLocation: SourceLocation = #_sourceLocation) {
        let judgement = outcome.judgement
        #expect(judgement.verdict.rawValue == verdict, sourceLocation: sourceLocation)
        #expect(judgement.status == code, sourceLocation: sourceLocation)
        #expect(judgement.question.rawValue == question, sourceLocation: sourceLocation)
        #expect(judgement.disclosure.name == disclosure, sourceLocation: sourceLocation)
        #expect(judgement.rule == rule, sourceLocation: sourceLocation)
        #expect(outcome.actions.map(\.fixtureText) == actions, sourceLocation: sourceLocation)
    }
}

extension Outcome {
    /// What is sent on must be readable to the next proxy of our own make.
    func expectReadable(sourceLocation: SourceLocation = #_sourceLocation) {
        for (sent, _) in forwards {
            guard case .message(let message) = ByteGate.screen(sent) else {
                Issue.record("the gate refuses what was sent", sourceLocation: sourceLocation)
                return
            }
            #expect(throws: Never.self, sourceLocation: sourceLocation) { try FieldReader.read(message) }
        }
    }
}
