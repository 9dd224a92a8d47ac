import Chance
import Taint
import Testing

@testable import EventBody

@Suite struct StrictTokenizerTests {
    @Test(arguments: [
        ("<a/>", "<a > ."), ("<a></a>", "<a > ."), ("<a b='1' c=\"2\"/>", "<a b=1 c=2 > ."),
        ("<?xml version='1.0'?>\n<!-- x --><a>t<b/>u</a>\n<!-- y -->", "<a 't' <b > 'u' > ."),
        ("<a><![CDATA[<b>&]]></a>", "<a '<b>&' > ."), ("<a>&lt;&#65;</a>", "<a '&lt;&#65;' > ."),
        ("<a ><?pi x?></a >", "<a > ."), ("<p:a xmlns:p='u'/>", "<a xmlns:p=u > ."),
    ])
    func readsWellFormed(_ document: String, _ trace: String) {
        #expect(TokenTrace.strict(document) == trace)
    }

    @Test(arguments: [
        "", "  ", "text", "<a>", "<a", "<a></b>", "</a>", "<a/><b/>", "<a/>text", "x<a/>", " <?xml version='1.0'?><a/>",
        "<a b/>", "<a b=c/>", "<a b='1' b='2'/>", "<a b='1'c='2'/>", "<a b='<'/>", "<a b='&'/>", "<a b='&x;'/>",
        "<a>&</a>", "<a>&x;</a>", "<a>&#0;</a>", "<a>]]></a>", "<a><!-- -- --></a>", "<a><!-- </a>", "<a><![CDATA[</a>",
        "<a><? x?></a>", "<a><?xml version='1.0'?></a>", "<?XML version='1.0'?><a/>", "<![CDATA[x]]><a/>", "<1/>",
        "< a/>",
        "<p:a/>", "<a p:b='1'/>", "<a xmlns:p=''/>", "<a:b:c xmlns:a='u'/>", "<a xmlns:xmlns='u'/>", "<a/ >",
        "<a><!x></a>",
        "<?xml?><a/>", "<?xml encoding='UTF-8'?><a/>", "<?xml version='1.0' version='1.0'?><a/>",
    ])
    func findsTheFault(_ document: String) {
        #expect(TokenTrace.strict(document).hasSuffix("malformed"))
    }

    @Test(arguments: ["<!DOCTYPE a><a/>", "<!doctype a []><a/>", "<?xml version='1.0'?><!DOCTYPE a SYSTEM 'x'><a/>"])
    func refusesDocumentTypes(_ document: String) {
        #expect(TokenTrace.strict(document) == "document-type")
    }

    @Test(arguments: ["UTF-16", "UTF-7", "EBCDIC-CP-US", "UCS-4", "x"])
    func refusesEncodingsInWhichMarkupIsNotASCII(_ label: String) {
        #expect(TokenTrace.strict("<?xml version='1.0' encoding='\(label)'?><a/>") == "unsupported-encoding")
    }

    @Test(arguments: ["UTF-8", "utf-8", "us-ascii", "ISO-8859-1"])
    func takesEncodingsInWhichMarkupIsASCII(_ label: String) {
        #expect(TokenTrace.strict("<?xml version='1.0' encoding='\(label)'?><a/>") == "<a > .")
    }

    @Test func keepsTheLimits() {
        let deepest = String(repeating: "<a>", count: Limits.depthMax)
        #expect(TokenTrace.strict(deepest).hasSuffix("malformed"))
        #expect(TokenTrace.strict(deepest + "<a>").hasSuffix("too-complex"))
        let many = String(repeating: "<b/>", count: Limits.elementsMax - 1)
        #expect(TokenTrace.strict("<a>" + many + "</a>").hasSuffix("."))
        #expect(TokenTrace.strict("<a>" + many + "<b/></a>").hasSuffix("too-complex"))
        let attributes = (0..<Limits.attributesMax).map { " a\($0)=''" }.joined()
        #expect(TokenTrace.strict("<a\(attributes)/>").hasSuffix("."))
        #expect(TokenTrace.strict("<a\(attributes) b=''/>").hasSuffix("too-complex"))
        let declarations = (0..<32).map { " xmlns:a\($0)='u'" }.joined()
        #expect(TokenTrace.strict("<a\(declarations)><b\(declarations)/></a>").hasSuffix("."))
        #expect(
            TokenTrace.strict("<a\(declarations)><b\(declarations)><c xmlns='u'/></b></a>").hasSuffix("too-complex")
        )
    }

    /// Damaged documents of PBXes: we and libxml2 must agree on which are XML. (Foundation's reader of it crashes on some.)
    @Test(arguments: [11, 12] as [UInt64])
    func agreesWithAnotherParser(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var bodies: [[UInt8]] = []
        for _ in 0..<4_000 {
            let taint = TaintCase.make(&random)
            // Two bytes a letter are refused before they get here, and of document types only XPIDF's own is taken.
            let isXML = taint.kind != .xpidf && taint.kind != .list && taint.body.allSatisfy { $0 < 0x80 }
            if isXML, !UTF8Text.isWide(taint.body.span), taint.body.count > 8 { bodies.append(taint.body) }
        }
        let faulty = try XMLLint.faulty(among: bodies)
        var refused: Set<Int> = []
        for (index, body) in bodies.enumerated() {
            var source = StrictTokenizer(start: 0)
            let isAccepted = UTF8Text.isXML(body.span) && TokenTrace.trace(&source, body).hasSuffix(".")
            if !isAccepted { refused.insert(index) }
        }
        let disputed = faulty.symmetricDifference(refused).sorted().prefix(3).map { index in
            "libxml2 \(faulty.contains(index) ? "refuses" : "accepts")\n\(String(decoding: bodies[index], as: UTF8.self))"
        }
        #expect(disputed == [])
        #expect(faulty.count > 500 && faulty.count < bodies.count / 2)
    }
}
