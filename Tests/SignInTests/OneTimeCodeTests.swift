import Testing

@testable import SignIn

@Suite struct OneTimeCodeTests {
    private static let secret = Array("12345678901234567890".utf8)

    /// RFC 6238, appendix B, SHA-1.
    @Test(
        arguments: [
            (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
        ] as [(Int64, String)]
    )
    func codesAreThoseOfTheRFC(_ time: Int64, _ code: String) {
        #expect(OneTimeCode.code(Self.secret, step: OneTimeCode.step(at: time), digits: 8) == code)
        #expect(OneTimeCode.code(Self.secret, step: OneTimeCode.step(at: time)) == String(code.suffix(6)))
    }

    private func step(_ offset: Int64, after last: Int64 = 0) -> Int64? {
        let code = OneTimeCode.code(Self.secret, step: 100 + offset)
        return OneTimeCode.step(of: code, secret: Self.secret, at: 100 * 30, after: last)
    }

    @Test func clocksMayDifferByAStepAndNoMore() {
        #expect((-2...2).map { step($0) } == [nil, 99, 100, 101, nil])
    }

    @Test func aCodeIsNotTakenAgainNorOneBeforeIt() {
        #expect(step(0, after: 100) == nil)
        #expect(step(-1, after: 100) == nil)
        #expect(step(1, after: 100) == 101)
    }

    @Test func spacesBetweenDigitsAreLeftOut() {
        let code = OneTimeCode.code(Self.secret, step: 100)
        let spaced = "\(code.prefix(3)) \(code.suffix(3))"
        #expect(OneTimeCode.step(of: spaced, secret: Self.secret, at: 3_000, after: 0) == 100)
    }

    @Test(arguments: ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦"])
    func whatIsNoCodeIsNone(_ code: String) {
        #expect(OneTimeCode.step(of: code, secret: Self.secret, at: 3_000, after: 0) == nil)
    }

    @Test func anAuthenticatorIsToldEverything() {
        let uri = OneTimeCode.uri(secret: Self.secret, account: "alice (A&B)", issuer: "Earshot")
        #expect(
            uri == "otpauth://totp/Earshot:alice%20%28A%26B%29?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Earshot"
                + "&algorithm=SHA1&digits=6&period=30"
        )
    }
}
