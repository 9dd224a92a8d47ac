import Testing

@testable import SignIn

@Suite struct EncodingsTests {
    /// RFC 4648 §10.
    @Test(arguments: [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foobar", "MZXW6YTBOI")])
    func base32IsThatOfTheRFC(_ plain: String, _ encoded: String) {
        #expect(Base32.encode(Array(plain.utf8)) == encoded)
    }

    @Test(arguments: [[], [255], [251, 255], [0, 1, 2, 3]] as [[UInt8]])
    func base64urlComesBack(_ bytes: [UInt8]) {
        let text = Base64URL.encode(bytes)
        #expect(Base64URL.decode(text) == bytes && !text.contains("=") && !text.contains("/"))
    }

    @Test(arguments: ["A", "AB==", "A+", "AB", "A B"])
    func whatWeDoNotWriteIsNotRead(_ text: String) { #expect(Base64URL.decode(text) == nil) }

    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1"), ("2001:db8::1", "IAENuAAAAAA/64"),
        ("2001:db8::ffff:1", "IAENuAAAAAA/64"), ("fe80::1%eth0", "_oAAAAAAAAA/64"), ("", ""),
    ])
    func aHouseIsOneAddress(_ address: String, _ group: String) { #expect(AddressGroup.of(address) == group) }
}
