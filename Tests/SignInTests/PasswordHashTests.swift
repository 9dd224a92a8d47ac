import Testing

@testable import SignIn

@Suite struct PasswordHashTests {
    private static let salt = Array("NaCl".utf8)

    /// RFC 7914 §12, the first 32 of its 64 bytes: scrypt's output is a prefix of any longer one.
    @Test func theKeyIsTheOneOfTheRFC() throws {
        let cost = PasswordHash.Cost(logRounds: 10, blockSize: 8, parallelism: 16)
        let hash = try PasswordHash("password", salt: Self.salt, cost: cost)
        let text = hash.key.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        #expect(text == "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162")
    }

    @Test func whatIsKeptSaysHowItWasMade() throws {
        let hash = try PasswordHash("password", salt: Self.salt, cost: TestDesk.cheap)
        #expect(hash.text.hasPrefix("$scrypt$ln=1,r=1,p=1$TmFDbA$"))
        #expect(PasswordHash(hash.text) == hash)
    }

    @Test func onlyThePasswordMatches() throws {
        let hash = try PasswordHash("password", salt: Self.salt, cost: TestDesk.cheap)
        #expect(try hash.matches("password"))
        #expect(try !hash.matches("Password"))
        #expect(try !hash.matches(""))
    }

    @Test func aLetterTypedInTwoWaysIsOne() throws {
        let hash = try PasswordHash("caf\u{E9}", salt: Self.salt, cost: TestDesk.cheap)
        #expect(try hash.matches("cafe\u{301}"))
    }

    @Test(arguments: [
        "", "password", "$scrypt$ln=1,r=1,p=1$TmFDbA", "$scrypt$ln=31,r=8,p=1$TmFDbA$AAAA",
        "$scrypt$ln=20,r=8,p=1$TmFDbA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "$bcrypt$ln=1,r=1,p=1$TmFDbA$AAAA", "$scrypt$ln=1,r=1,p=1$TmFDbA$AAAA", "$scrypt$r=1,ln=1,p=1$TmFDbA$AAAA",
    ])
    func whatIsNoHashIsNone(_ text: String) { #expect(PasswordHash(text) == nil) }

    @Test func aCheckCostsThirtyTwoMebibytes() {
        let cost = PasswordHash.Cost.sound
        #expect(cost.bytes == 32 << 20)
    }
}
