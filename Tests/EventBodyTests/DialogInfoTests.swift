import Testing

@testable import EventBody

@Suite struct DialogInfoTests {
    @Test(
        arguments: [
            ("0", 0), ("4", 4), (" 7\n", 7), ("00000000000", 0), ("0000000000012", 12), ("4294967295", 4_294_967_295),
            ("9999999999", 9_999_999_999),
        ] as [(String, UInt64)]
    )
    func readsTheVersion(_ text: String, _ version: UInt64) {
        let bytes = Array(text.utf8)
        let read = DialogInfo.version(0..<bytes.count, bytes.span)
        #expect(read == version)
    }

    @Test(arguments: ["", " ", "-1", "+1", "1 2", "1a", "10000000000", "0x1", "١"])
    func readsNothingElse(_ text: String) {
        let bytes = Array(text.utf8)
        let read = DialogInfo.version(0..<bytes.count, bytes.span)
        #expect(read == nil)
    }
}
