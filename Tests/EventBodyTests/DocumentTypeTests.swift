import Testing

@testable import EventBody

@Suite struct DocumentTypeTests {
    private func end(_ text: String) -> Int? {
        let bytes = Array(text.utf8)
        return DocumentType.end(bytes.span, at: 0)
    }

    @Test(arguments: [
        "<!DOCTYPE presence PUBLIC \"-//IETF//DTD RFCxxxx XPIDF 1.0//EN\" \"xpidf.dtd\">",
        "<!DOCTYPE presence SYSTEM 'xpidf.dtd' >", "<!DOCTYPE\n presence\tPUBLIC\r\n'a' \"\">",
    ])
    func endsBehindTheBareDeclaration(_ text: String) {
        #expect(end(text + "<presence/>") == text.utf8.count)
    }

    @Test(arguments: [
        "<!DOCTYPE presence>", "<!DOCTYPE presence []>", "<!DOCTYPE presence SYSTEM \"x\" [<!ENTITY a 'b'>]>",
        "<!DOCTYPE presence [ ] SYSTEM \"x\">", "<!DOCTYPE dialog-info SYSTEM \"x\">",
        "<!DOCTYPE presence PUBLIC \"x\">",
        "<!doctype presence SYSTEM \"x\">", "<!DOCTYPE presence SYSTEM \"x", "<!DOCTYPE presence SYSTEM x>",
        "<!DOCTYPE presence SYSTEM \"%x;\">", "<!DOCTYPE presence SYSTEM \"<x\">", "<!DOCTYPE presence SYSTEM\"x\">",
        "<!",
        "<!DOCTYPE presences SYSTEM \"x\">", "<!DOCTYPE presence PUBLIC \"x\"\"y\">",
    ])
    func knowsNoOther(_ text: String) {
        #expect(end(text) == nil)
    }

    /// One before the root is passed over; a second, or one behind the start of the root, is refused by both readers.
    @Test func standsOnceAndBeforeTheRoot() {
        let type = "<!DOCTYPE presence SYSTEM 'x'>"
        for trace in [TokenTrace.strict, TokenTrace.tolerant] {
            #expect(trace(type + "<presence/>") == "<presence > .")
            #expect(trace(type + type + "<presence/>").hasSuffix("document-type"))
            #expect(trace("<presence>" + type + "</presence>").hasSuffix("document-type"))
        }
    }
}
