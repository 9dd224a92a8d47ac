import Testing

@testable import SIPMessage

/// Which dialog a Replaces names, and whether it names one as the RFC has it.
@Suite struct ReplacesFieldTests {
    @Test(arguments: [
        "c@x;to-tag=1;from-tag=2", " c@x ; From-Tag=2 ; TO-TAG=1", "c@x;to-tag=1;from-tag=2;early-only",
        "98732@sip.example.com;from-tag=r33th4x0r;to-tag=ff87ff",
    ])
    func aCallIDWithBothTagsIsExact(_ value: String) {
        #expect(ReplacesField(Array(value.utf8)).isExact)
    }

    @Test(arguments: [
        "c@x", "c@x;to-tag=1", "c@x;from-tag=2", "4f7b1a0e-3c1d-4a5e-9f60-000000000001",
        "c@x;to-tag=1;from-tag=2;a-leg=true",
        "c@x;to-tag=1;to-tag=3;from-tag=2", "c@x;to-tag=\"1\";from-tag=2", "c@x;to-tag;from-tag=2", "",
        ";to-tag=1;from-tag=2",
        "c x;to-tag=1;from-tag=2", "c@x;to-tag=1;from-tag=2;early-only=1", "c@x;to-tag=1;;from-tag=2",
    ])
    func anythingElseIsNot(_ value: String) {
        #expect(!ReplacesField(Array(value.utf8)).isExact)
    }

    @Test func theCallIDIsWhatStandsBeforeTheFirstSemicolon() {
        #expect(ReplacesField(Array(" pickup-1@x ;to-tag=1;from-tag=2".utf8)).callID == Array("pickup-1@x".utf8))
    }

    private func embedded(_ headers: String) throws -> ReplacesField? {
        let message = try Sample.message(adding: ["Refer-To: <sip:103@example.com?\(headers)>"])
        let value = try #require(message.first(.referTo)?.valueRange)
        return (try? NameAddress.parse(in: message, value)).flatMap { ReplacesField(in: $0.uri, of: message) }
    }

    @Test func itsEscapesInAURIAreDecoded() throws {
        let field = try #require(try embedded("Replaces=%70ickup-c%40x%3Bto-tag%3D1%3Bfrom-tag%3D2"))
        #expect(field.callID == Array("pickup-c@x".utf8))
        #expect(field.isExact)
    }

    @Test(arguments: ["Join=c%40x", "Replaces=c%40x&Join=y", "Replaces=c%00x"])
    func otherHeadersInAURIAreNone(_ headers: String) throws {
        #expect(try embedded(headers) == nil)
    }
}
