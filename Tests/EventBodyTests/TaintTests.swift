import Chance
import EventBody
import Taint
import Testing

/// The caller, in whatever form and place, is in no byte of what a status-only watcher gets, and what he gets is what the schemas allow.
@Suite struct TaintTests {
    @Test(arguments: 0..<TaintCampaign.shares)
    func markerIsInNoOutput(share: Int) throws {
        var random = SeededRandom(seed: TaintCampaign.seed(ofShare: share, "\(TaintCampaign.bodiesPerShare) bodies"))
        var outputs: Set<[UInt8]> = []
        for index in 0..<TaintCampaign.bodiesPerShare {
            let taint = TaintCase.make(&random)
            let output = Self.rebuilt(taint)
            if let fault = Self.fault(of: taint, in: output) {
                let document = String(decoding: taint.body, as: UTF8.self)
                Issue.record("share \(share), case \(index): \(fault)\n\(document)")
                return
            }
            outputs.insert(output.bytes)
        }
        let complaints = try XMLLint.complaints(of: outputs)
        #expect(complaints.prefix(5) == [])
        #expect(outputs.count > TaintCampaign.bodiesPerShare / 20)
    }

    /// Each of these rebuilders lets the caller through in one way; the test above must notice every one.
    @Test(arguments: Leak.allCases)
    func everyLeakIsNoticed(_ leak: Leak) {
        var random = SeededRandom(seed: 5)
        var noticed = 0
        for _ in 0..<500 {
            let taint = TaintCase.make(&random)
            if Self.fault(of: taint, in: leak.rebuild(taint))?.hasPrefix("the marker") == true { noticed += 1 }
        }
        #expect(noticed > 0)
    }

    @Test func everyCaseHoldsTheMarker() {
        var random = SeededRandom(seed: 6)
        for _ in 0..<200 {
            var document = TaintDocument(random: random)
            let documents = [
                document.dialogInfo().document, document.presence().document, document.xpidf(),
                document.list().document,
            ]
            for text in documents { #expect(TaintMarker.isIn(document: Array(text.utf8))) }
            random = document.random
        }
    }

    @Test func everyKindComesUp() {
        var random = SeededRandom(seed: 7)
        let kinds = Set((0..<200).map { _ in TaintCase.make(&random).kind })
        #expect(kinds == Set(TaintCase.Kind.allCases))
    }

    @Test(arguments: TaintMarker.bodyForms)
    func searchFindsTheForm(_ form: [UInt8]) {
        #expect(TaintMarker.isIn(document: Array("<note>".utf8) + form + Array("</note>".utf8)))
        #expect(!TaintMarker.isIn(document: Array("<note></note>".utf8)))
    }

    @Test func searchFindsNothingInACleanBody() {
        let clean = rebuild(
            "<dialog-info version=\"1\" state=\"full\"><dialog><state>early</state></dialog></dialog-info>"
        )
        #expect(clean.outcome == .strict)
        #expect(!TaintMarker.isIn(document: clean.bytes))
    }

    static func pseudonym(_ id: Span<UInt8>) -> String { TaintPseudonym.make((0..<id.count).map { id[$0] }) }

    fileprivate static func rebuilt(_ taint: TaintCase) -> RebuiltBody {
        rebuild(
            taint.body,
            type: taint.contentType,
            package: taint.event == "presence" ? .presence : .dialog,
            pseudonym: pseudonym
        )
    }

    /// What is wrong with the output; nil if nothing.
    private static func fault(of taint: TaintCase, in output: RebuiltBody) -> String? {
        if TaintMarker.isIn(document: output.bytes) { return "the marker is in the output: \(output.text)" }
        if TaintMarker.isIn(document: Array(output.contentType.utf8)) { return "the marker is in the content type" }
        if let isStrict = taint.isStrict, output.outcome != (isStrict ? .strict : .tolerant) {
            return "outcome \(output.outcomeName)"
        }
        if let expected = taint.expected, output.bytes != Array(expected.utf8) {
            return "got \(output.text) instead of \(expected)"
        }
        return nil
    }
}

/// A rebuilder with a hole, to prove that the taint test can fail.
enum Leak: CaseIterable {
    case wholeInput, quotedText, dialogID, reversedName, splitByTags, percentEncoded, twoBytesALetter

    func rebuild(_ taint: TaintCase) -> RebuiltBody {
        let input = taint.body
        let hasMarker = TaintMarker.isIn(document: input)
        let leaked: String =
            switch self {
            case .wholeInput: String(decoding: input, as: UTF8.self)
            case .quotedText: hasMarker ? "<note>\(TaintMarker.name)</note>" : ""
            case .dialogID: hasMarker ? "<dialog id=\"\(TaintMarker.number)@0\"/>" : ""
            case .reversedName: hasMarker ? String(TaintMarker.name.reversed()) : ""
            case .splitByTags: hasMarker ? "<a>15</a><b>55</b><c>01</c>" : ""
            case .percentEncoded: hasMarker ? "%31%35%35%35" : ""
            case .twoBytesALetter: hasMarker ? "q\0Z\0m\0" : ""
            }
        let clean = TaintTests.rebuilt(taint)
        return RebuiltBody(
            contentType: clean.contentType,
            bytes: clean.bytes + Array(leaked.utf8),
            outcome: clean.outcome
        )
    }
}
