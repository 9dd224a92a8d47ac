import Testing

@testable import Enforcement

@Suite struct DigestCredentialTests {
    /// The example of RFC 7616 §3.9.1.
    static func example(algorithm: String = "MD5", response: String = "8ca523f5e9506fed4657c9700eebdbec") -> String {
        """
        Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=\(algorithm), \
        nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, \
        cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, response="\(response)", \
        opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"
        """
    }

    static let secrets = DigestSecrets(
        DigestAlgorithm.allCases.map {
            DigestSecrets.Entry(
                user: "Mufasa",
                realm: "http-auth@example.org",
                algorithm: $0,
                password: "Circle of Life"
            )
        }
    )

    static func read(_ text: String) -> DigestCredential? { DigestCredential(Array(text.utf8)) }

    static func isRight(_ text: String, method: String = "GET") -> Bool? {
        read(text)?.isRight(method: Array(method.utf8), under: secrets)
    }

    @Test func theExampleWithMD5IsRight() {
        #expect(Self.isRight(Self.example()) == true)
    }

    @Test func theExampleWithSHA256IsRight() {
        let response = "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"
        #expect(Self.isRight(Self.example(algorithm: "SHA-256", response: response)) == true)
        #expect(Self.isRight(Self.example(algorithm: "sha-256", response: response.uppercased())) == true)
    }

    @Test func anotherMethodIsWrong() {
        #expect(Self.isRight(Self.example(), method: "POST") == false)
    }

    @Test func aShorterResponseIsWrong() {
        #expect(Self.isRight(Self.example(response: "8ca523f5e9506fed4657c9700eebdbe")) == false)
        #expect(Self.isRight(Self.example(response: "")) == false)
    }

    @Test func aNameThatIsNotThereIsWrongWhateverTheResponse() {
        let other = Self.example().replacing("Mufasa", with: "Scar")
        #expect(Self.isRight(other) == false)
        // The answer that the stand-in hash of a missing name would give.
        let algorithm = DigestAlgorithm.md5
        let ha1 = [UInt8](repeating: UInt8(ascii: "0"), count: 32)
        let ha2 = algorithm.hash([Array("GET".utf8), Array("/dir/index.html".utf8)])
        let forged = algorithm.hash([
            ha1, Array("7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v".utf8), Array("00000001".utf8),
            Array("f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ".utf8), Array("auth".utf8), ha2,
        ])
        let text = Self.example(response: String(decoding: forged, as: UTF8.self)).replacing("Mufasa", with: "Scar")
        #expect(Self.isRight(text) == false)
    }

    @Test(arguments: [
        ("qop=auth", "qop=auth-int", "digest-qop"), (", qop=auth", "", "digest-qop"),
        ("nc=00000001", "nc=0000001", "digest-nc"), ("nc=00000001", "nc=0000000g", "digest-nc"),
        ("nc=00000001", "nc=00000000", "digest-nc"), ("nc=00000001, ", "", "digest-nc"),
        ("/dir/index.html", "/dir/index.htm", "digest-uri"), ("=MD5", "=MD5-sess", "digest-algorithm"),
        ("f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", "", "digest-cnonce"),
    ])
    func aFlawIsNamed(_ part: String, _ other: String, _ flaw: String) {
        let credential = Self.read(Self.example().replacing(part, with: other))
        #expect(credential?.flaw(requestURI: Array("/dir/index.html".utf8)) == flaw)
    }

    @Test func theExampleHasNoFlaw() {
        #expect(Self.read(Self.example())?.flaw(requestURI: Array("/dir/index.html".utf8)) == nil)
    }

    @Test(arguments: [
        ("Digest ", "Basic "), (", nc=", ", nc=00000001, nc="), ("realm=\"http-auth@example.org\", ", ""),
        ("algorithm=MD5", "algorithm=\"MD5"), ("uri=", "uri"),
    ])
    func whatCannotBeReadIsNothing(_ part: String, _ other: String) {
        #expect(Self.read(Self.example().replacing(part, with: other)) == nil)
    }
}
