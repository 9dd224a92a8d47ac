import Testing

@testable import Enforcement

@Suite struct ClientCertificateTests {
    static func addresses(_ uris: String...) -> [String] {
        ClientCertificate(uris: uris.map { Array($0.utf8) }, until: Moment(unixSeconds: 0)).addresses.map(\.text)
    }

    @Test(arguments: [
        "sip:alice@example.com", "sips:alice@example.com", "SIP:alice@EXAMPLE.com", "sip:%61lice@example.com",
    ])
    func aURIWithAUserNamesAPerson(_ uri: String) {
        #expect(Self.addresses(uri) == ["alice@example.com"])
    }

    @Test func everyPersonIsTaken() {
        #expect(
            Self.addresses("sip:alice@example.com", "https://example.com/", "sip:bob@example.com")
                == ["alice@example.com", "bob@example.com"]
        )
    }

    @Test(arguments: [
        "sip:example.com", "sip:alice@example.com:5061", "sip:alice:secret@example.com",
        "sip:alice@example.com;user=phone", "sip:alice@example.com?Subject=x", "tel:+15550100", "im:alice@example.com",
        "mailto:alice@example.com", "alice@example.com", "sip:alice@example.com\0.example.org",
        "sip:al%00ice@example.com",
        "sip:@example.com", "sip:alice@", "", " sip:alice@example.com",
    ])
    func anythingElseNamesNobody(_ uri: String) {
        #expect(Self.addresses(uri) == [])
    }

    @Test func soManyNamesAreLookedAt() {
        let uris = (0..<100).map { Array("sip:\($0)@example.com".utf8) }
        let certificate = ClientCertificate(uris: uris, until: Moment(unixSeconds: 0))
        #expect(certificate.addresses.count == Limits.certificateNamesMax)
    }
}
