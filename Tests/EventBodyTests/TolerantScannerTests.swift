import Chance
import Testing

@testable import EventBody

@Suite struct TolerantScannerTests {
    @Test(arguments: [
        ("<a>x & y < z</a>", "<a 'x & y ' '< z' > ."), ("<a>1<2>3</a>", "<a '1' '<2>3' > ."),
        ("<a b='x < y & z>'/>", "<a b=x < y & z> > ."), ("<a b>c</a>", "<a 'c' > ."),
        ("<a b='1' b='2'/>", "<a b=1 > ."), ("<p:a/>", "<a > ."), ("junk <a/> junk", "<a > ."),
        ("<a/><b/>", "<a > ."), ("<a><b></a>", "<a <b > > ."), ("<a></b></a>", "<a > ."), ("<a><b>", "<a <b > > ."),
        ("<a b='1'x@y' c='2'/>", "<a b=1 c=2 > ."), ("<a b=c d='e'/>", "<a d=e > ."), ("<a <b/></a>", "<a <b > > ."),
        ("<a><!-- <b/> --><c/></a>", "<a <c > > ."), ("<a><![CDATA[<b/>]]></a>", "<a '<b/>' > ."),
        ("<a><?x <b/> ?></a>", "<a > ."), ("<a><!-- <b/></a>", "<a > ."), ("<a b='", "<a > ."), ("<", "."), ("", "."),
        ("<a><![CDATA[x", "<a 'x' > ."), ("</a><b/>", "<b > ."), ("<a><!x></a>", "<a '<!x>' > ."),
    ])
    func balancesWhatItFinds(_ document: String, _ trace: String) {
        #expect(TokenTrace.tolerant(document) == trace)
    }

    @Test(arguments: ["<!DOCTYPE a><a/>", "<a><!doctype a>", "x <!ENTITY e 'y'><a/>"])
    func refusesDocumentTypes(_ document: String) {
        #expect(TokenTrace.tolerant(document).hasSuffix("document-type"))
    }

    @Test func keepsTheLimits() {
        #expect(TokenTrace.tolerant(String(repeating: "<a>", count: Limits.depthMax + 1)).hasSuffix("too-complex"))
        let many = String(repeating: "<b/>", count: Limits.elementsMax)
        #expect(TokenTrace.tolerant("<a>" + many).hasSuffix("too-complex"))
    }

    @Test func saysThatTheDocumentIsCutOff() throws {
        for (document, isTruncated) in [("<a><b/></a>", false), ("<a><b/>", true), ("<a><b></a>", false)] {
            var source = TolerantScanner(start: 0)
            _ = TokenTrace.trace(&source, Array(document.utf8))
            #expect(source.isTruncated == isTruncated, "`\(document)`")
        }
    }

    /// Each of these made a scanner that looks ahead to the end at every turn take quadratic time.
    @Test(
        .timeLimit(.minutes(5)),
        arguments: ["<a b='", "<!--", "<?", "</a", "<a", "<![CDATA[", "&", "<a b=\"'", "<a/><", "<!"]
    )
    func isLinearInTheDocument(_ unit: String) {
        let document = String(repeating: unit, count: Limits.bodyBytesMax / unit.utf8.count)
        #expect(!TokenTrace.tolerant("<r>" + document).hasSuffix("malformed"))
    }

    /// Random bytes: every start has its end, and the scanner comes to an end.
    @Test func endsOnAnyInput() {
        var random = SeededRandom(seed: 21)
        let alphabet = Array("<>/!?-[]'\"=& ab:&#;".utf8) + Array("CDATA".utf8)
        for _ in 0..<2_000 {
            let bytes = (0..<random.below(120)).map { _ in random.pick(alphabet) }
            var source = TolerantScanner(start: 0)
            let trace = TokenTrace.trace(&source, bytes)
            #expect(trace.hasSuffix(".") || trace.hasSuffix("too-complex"))
        }
    }
}
