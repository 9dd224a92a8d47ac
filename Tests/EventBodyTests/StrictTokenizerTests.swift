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

    /// Damaged documents of PBXes: we and libxml2 must agree on which are XML.
    @Test(arguments: [11, 12] as [UInt64])
    func agreesWithAnotherParser(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var accepted = 0
        for index in 0..<8_000 {
            let taint = TaintCase.make(&random)
            let body = taint.body
            // Two bytes a letter are refused before they get here, and of document types only XPIDF's own is taken.
            guard taint.kind != .xpidf, body.allSatisfy({ $0 < 0x80 }), !UTF8Text.isWide(body.span), body.count > 8
            else { continue }
            var source = StrictTokenizer(start: 0)
            let isAccepted = UTF8Text.isXML(body.span) && TokenTrace.trace(&source, body).hasSuffix(".")
            let fault = WellFormed.fault(in: body)
            if isAccepted != (fault == nil) {
                let document = String(decoding: body, as: UTF8.self)
                Issue.record(
                    "seed \(seed), case \(index): we \(isAccepted), libxml2 \(fault ?? "accepts")\n\(document)"
                )
                return
            }
            if isAccepted { accepted += 1 }
        }
        #expect(accepted > 1_000)
        #expect(accepted < 7_000)
    }
}
