import Testing

@testable import EventBody

@Suite struct MediaEssenceTests {
    private func forwarded(_ value: String) -> String? {
        let bytes = Array(value.utf8)
        return MediaEssence.forwarded(bytes.span).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(arguments: [
        ("Application/Dialog-Info+XML", "application/dialog-info+xml"),
        ("application/pidf+xml; charset=utf-8;name=\"x\"", "application/pidf+xml;charset=\"UTF-8\""),
        ("application/x-new ;name=x", "application/x-new"),
    ])
    func onlyTypeAndCharsetAreKept(_ value: String, _ written: String) {
        #expect(forwarded(value) == written)
    }

    @Test(arguments: [
        "", "text", "a/b/c", "a /b", "multipart/mixed;boundary=b", "Message/sipfrag", "application/rlmi+xml",
        "text/xml;charset=utf-16", "text/xml;charset=utf-8;charset=utf-8", "text/xml;x", "a/b\"c",
        "a/\(String(repeating: "b", count: 64))",
    ])
    func whatIsInDoubtOrHoldsOthersIsNotForwarded(_ value: String) {
        #expect(forwarded(value) == nil)
    }
}
