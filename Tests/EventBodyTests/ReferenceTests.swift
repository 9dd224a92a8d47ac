import Testing

@testable import EventBody

@Suite struct ReferenceTests {
    @Test(
        arguments: [
            ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"), ("&quot;", "\""), ("&apos;", "'"), ("&#65;", "A"),
            ("&#x41;", "A"),
            ("&#x1F600;", "😀"), ("&#0065;", "A"), ("&#9;", "\t"),
        ] as [(String, Unicode.Scalar)]
    )
    func readsTheCharacter(_ text: String, _ scalar: Unicode.Scalar) {
        let bytes = Array(text.utf8)
        let reference = Reference.read(bytes.span, at: 0, end: bytes.count)
        #expect(reference?.scalar == scalar)
        #expect(reference?.end == bytes.count)
    }

    @Test(arguments: [
        "&", "&;", "&x;", "&LT;", "&lt", "&#;", "&#x;", "&#65", "&#x110000;", "&#xD800;", "&#0;", "&#xFFFE;", "&#X41;",
        "&#99999999999999999999;", "&# 65;", "&nbsp;",
    ])
    func readsNothingElse(_ text: String) {
        let bytes = Array(text.utf8)
        let reference = Reference.read(bytes.span, at: 0, end: bytes.count)
        #expect(reference == nil)
    }

    @Test func stopsAtTheEndGiven() {
        let bytes = Array("&amp;".utf8)
        let reference = Reference.read(bytes.span, at: 0, end: 4)
        #expect(reference == nil)
    }
}
