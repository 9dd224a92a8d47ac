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
        #expect(outcome.fixtureTexts == actions, sourceLocation: sourceLocation)
    }

    /// Holds that what the case names stands in the message and in nothing that is sent on.
    func expectGone(_ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) throws {
        let came = String(decoding: bytes, as: UTF8.self).lowercased()
        let sent = String(decoding: try outcome(bytes).sent, as: UTF8.self).lowercased()
        for word in lacks.map({ $0.lowercased() }) {
            #expect(came.contains(word), "no `\(word)` in it", sourceLocation: sourceLocation)
            #expect(!sent.contains(word), "`\(word)` is sent on", sourceLocation: sourceLocation)
        }
    }
}

extension Outcome {
    /// Its actions for a fixture. What a message teaches about calls and dialogs has tests of its own.
    var fixtureTexts: [String] {
        actions.map(\.fixtureText).filter { !$0.hasPrefix("live ") && !$0.hasPrefix("call ") }
    }

    /// Holds the counters that were moved against those that a vector expects; it must expect some.
    func expectCounters(_ expected: [String]?, sourceLocation: SourceLocation = #_sourceLocation) {
        let moved = judgement.counters.map { "\($0.name){\($0.label.name)=\"\($0.label.value)\"}" }
        #expect(moved == expected, "`counters` in case.json", sourceLocation: sourceLocation)
    }

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
