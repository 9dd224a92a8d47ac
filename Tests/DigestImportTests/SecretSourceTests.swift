import Testing

@testable import DigestImport

@Suite struct SecretSourceTests {
    @Test func namesFormatAndPath() {
        #expect(SecretSource("asterisk:/etc/asterisk/pjsip.conf")?.format == .asterisk)
        #expect(SecretSource("ha1:C:/hashes")?.path == "C:/hashes")
    }

    @Test(arguments: ["", "asterisk", "asterisk:", "/etc/x", "opensips:/etc/x"])
    func anythingElseIsNone(_ text: String) {
        #expect(SecretSource(text) == nil)
    }
}
