import AccessPolicy
import Endurance
import Testing

/// The running proxy while one policy follows the other. `endure swaps` does the same for longer and against the clock.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct PolicySwapTests {
    @Test func everyAnswerIsOfAPolicyThatWasInForce() async throws {
        let plan = PolicySwaps(swaps: 120, pace: .counted(answers: 40))
        let tally = try await plan.run().tally

        #expect(tally.examples == [])
        #expect(tally.wrong == 0)
        #expect(tally.unexpected == 0)
        // Answers that named only a few, and none in the middle of a swap, would have shown nothing.
        #expect(tally.revisions.count > plan.swaps / 2)
        #expect(tally.raced > 0)
    }

    @Test func aPolicyThatIsAcknowledgedAndNotInForceIsFound() async throws {
        var plan = PolicySwaps(swaps: 12, pace: .counted(answers: 60))
        plan.withheld = 4...8
        let tally = try await plan.run().tally

        #expect(tally.wrong > 0)
    }

    @Test func everyRevisionHasAMarkOfItsOwn() {
        let marks = Set((0..<EpochPolicy.revisionsMax).map(EpochPolicy.mark(of:)))
        #expect(marks.count == EpochPolicy.revisionsMax)
    }

    @Test func theDisclosuresOfARevisionGiveItsMark() {
        for revision in 0..<EpochPolicy.revisionsMax {
            let disclosures = (0..<EpochPolicy.members).map { EpochPolicy.disclosure(of: $0, in: revision) }
            #expect(EpochPolicy.revision(marked: EpochPolicy.mark(of: disclosures)) == revision)
        }
    }
}
