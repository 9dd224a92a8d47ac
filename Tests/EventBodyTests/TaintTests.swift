import Chance
import EventBody
import Testing

/// The caller, in whatever form and place, is in no byte of what a status-only watcher gets.
@Suite struct TaintTests {
    private static let casesPerSeed = 25_000

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func markerIsInNoOutput(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for index in 0..<Self.casesPerSeed {
            let taint = TaintCase.make(&random)
            if let fault = Self.fault(of: taint, sampled: index % 50 == 0, by: Self.rebuilt) {
                let document = String(decoding: taint.body, as: UTF8.self)
                Issue.record("seed \(seed), case \(index): \(fault)\n\(document)")
                return
            }
        }
    }

    /// Each of these rebuilders lets the caller through in one way; the test above must notice every one.
    @Test(arguments: Leak.allCases)
    func everyLeakIsNoticed(_ leak: Leak) {
        var random = SeededRandom(seed: 5)
        var noticed = 0
        for _ in 0..<500 {
            let taint = TaintCase.make(&random)
            let fault = Self.fault(of: taint, sampled: false, by: { leak.rebuild($0) })
            if fault?.hasPrefix("the marker") == true { noticed += 1 }
        }
        #expect(noticed > 0)
    }

    @Test func everyCaseHoldsTheMarker() {
        var random = SeededRandom(seed: 6)
        for _ in 0..<200 {
            let document = TaintDocument(random: random)
            random = document.random
            _ = random.next()
            var copy = document
            #expect(TaintMarker.isIn(Array(copy.dialogInfo().document.utf8)))
            #expect(TaintMarker.isIn(Array(copy.presence().document.utf8)))
        }
    }

    @Test(arguments: TaintMarker.harmlessForms + TaintMarker.textForms + TaintMarker.brokenForms)
    func searchFindsTheForm(_ form: String) {
        #expect(TaintMarker.isIn(Array("<note>\(form)</note>".utf8)))
    }

    @Test func searchFindsNothingInACleanBody() {
        let clean = rebuild(
            "<dialog-info version=\"1\" state=\"full\"><dialog><state>early</state></dialog></dialog-info>"
        )
        #expect(clean.outcome == .strict)
        #expect(!TaintMarker.isIn(clean.bytes))
    }

    /// A pseudonym in letters that are in no form of the marker, so that none looks like one by chance.
    static func pseudonym(_ id: Span<UInt8>) -> String {
        let letters = Array("cdefghijklmnoprs".utf8)
        return String(decoding: Pseudonym.make(id, key: "taint").utf8.map { letters[$0.hexDigit] }, as: UTF8.self)
    }

    private static func rebuilt(_ taint: TaintCase) -> RebuiltBody {
        rebuild(taint.body, type: taint.contentType, package: taint.package, pseudonym: pseudonym)
    }

    /// What is wrong with the output; nil if nothing.
    private static func fault(
        of taint: TaintCase,
        sampled: Bool,
        by rebuilder: (TaintCase) -> RebuiltBody
    ) -> String? {
        let output = rebuilder(taint)
        if TaintMarker.isIn(output.bytes) { return "the marker is in the output: \(output.text)" }
        if TaintMarker.isIn(Array(output.contentType.utf8)) { return "the marker is in the content type" }
        if let outcome = taint.outcome, output.outcome != outcome { return "outcome \(output.outcomeName)" }
        if let expected = taint.expected, output.bytes != Array(expected.utf8) {
            return "got \(output.text) instead of \(expected)"
        }
        if sampled, let fault = WellFormed.fault(in: output.bytes) { return "not well-formed: \(fault)" }
        return nil
    }
}

/// A rebuilder with a hole, to prove that the taint test can fail.
enum Leak: CaseIterable {
    case wholeInput, quotedText, dialogID, reversedName, splitByTags, percentEncoded

    func rebuild(_ taint: TaintCase) -> RebuiltBody {
        let input = taint.body
        let hasMarker = TaintMarker.isIn(input)
        let leaked: String =
            switch self {
            case .wholeInput: String(decoding: input, as: UTF8.self)
            case .quotedText: hasMarker ? "<note>\(TaintMarker.name)</note>" : ""
            case .dialogID: hasMarker ? "<dialog id=\"\(TaintMarker.number)@0\"/>" : ""
            case .reversedName: hasMarker ? String(TaintMarker.name.reversed()) : ""
            case .splitByTags: hasMarker ? "<a>15</a><b>55</b><c>01</c>" : ""
            case .percentEncoded: hasMarker ? "%31%35%35%35" : ""
            }
        let clean = EventBodyTests.rebuild(
            input,
            type: taint.contentType,
            package: taint.package,
            pseudonym: TaintTests.pseudonym
        )
        return RebuiltBody(
            contentType: clean.contentType,
            bytes: clean.bytes + Array(leaked.utf8),
            outcome: clean.outcome
        )
    }
}

extension UInt8 {
    /// The value of a lower-case hexadecimal digit.
    fileprivate var hexDigit: Int { Int(self < 0x3A ? self - 0x30 : self - 0x57) }
}
