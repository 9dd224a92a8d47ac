import Chance
import EventBody
import Taint
import Testing

/// The caller, wherever he stands in a tree of lists, is in no byte of what is written.
@Suite struct ListTaintTests {
    static let casesPerSeed = 500

    private static func pseudonym(_ id: Span<UInt8>) -> String {
        TaintPseudonym.make((0..<id.count).map { id[$0] })
    }

    private static func rebuilt(_ list: TaintedList) -> RebuiltList? {
        ListRebuilder.rebuild(
            list.body,
            contentType: Array(list.contentType.utf8),
            contentEncoding: false,
            package: .dialog,
            list: .alice,
            judge: list.judge,
            pseudonym: pseudonym
        )
    }

    @Test(arguments: [11, 12, 13, 14] as [UInt64])
    func markerIsInNoOutput(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var lamps = 0
        for index in 0..<Self.casesPerSeed {
            let list = TaintedList(&random)
            let made = try #require(Self.rebuilt(list), "seed \(seed), case \(index)")
            guard !TaintMarker.isIn(document: made.body.bytes),
                !TaintMarker.isIn(document: Array(made.body.contentType.utf8))
            else {
                Issue.record("seed \(seed), case \(index): \(made.body.text)\n\(list.text)")
                return
            }
            if made.isWhole { #expect(list.rights.values.allSatisfy { $0 == .full }, "seed \(seed), case \(index)") }
            if made.body.text.contains("<state>") || made.body.text.contains("<basic>") { lamps += 1 }
        }
        #expect(lamps > Self.casesPerSeed / 4, "many lists must still have lamps, or they show nothing")
    }

    @Test func everyListHoldsTheMarker() {
        var random = SeededRandom(seed: 15)
        for _ in 0..<100 { #expect(TaintMarker.isIn(document: TaintedList(&random).body)) }
    }

    /// What is read of a list that is written is what is written of it: nothing is lost or added on the way.
    @Test func whatIsWrittenIsAListThatIsReadStrictly() throws {
        var random = SeededRandom(seed: 16)
        for index in 0..<Self.casesPerSeed {
            let made = try #require(Self.rebuilt(TaintedList(&random)), "case \(index)")
            let again = ListRebuilder.rebuild(
                made.body.bytes,
                contentType: Array(made.body.contentType.utf8),
                contentEncoding: false,
                package: .dialog,
                list: .alice,
                judge: { .full(SubscribedResource(entity: $0, user: [], statuses: [])) },
                pseudonym: Self.pseudonym
            )
            #expect(again?.isWhole == true, "case \(index): \(made.body.text)")
        }
    }
}
