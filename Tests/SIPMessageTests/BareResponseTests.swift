import NIOCore
import Testing

@testable import SIPMessage

@Suite struct BareResponseTests {
    private func response(_ lines: [String], separator: String = "\r\n") -> String? {
        let text = lines.joined(separator: separator) + separator + separator
        return BareResponse.make(for: ByteBuffer(string: text), status: 400, reason: "Bad Request", toTag: "srv")
            .map(Sample.text)
    }

    @Test func answersARepeatedEvent() throws {
        let text = try #require(response(Sample.lines(adding: ["o: presence"])))
        #expect(
            text.split(separator: "\r\n").map(String.init) == [
                "SIP/2.0 400 Bad Request", "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK776asdhds;rport",
                "From: \"Alice\" <sip:alice@example.com>;tag=1928301774", "To: <sip:102@example.com>;tag=srv",
                "Call-ID: a84b4c76e66710@192.0.2.10", "CSeq: 314159 SUBSCRIBE", "Content-Length: 0",
            ]
        )
    }

    @Test func answersBareLineFeedsInCRLF() throws {
        let text = try #require(response(Sample.subscribe, separator: "\n"))
        #expect(text.hasPrefix("SIP/2.0 400 Bad Request\r\nVia: "))
    }

    @Test func answersAnUnreadableMessage() throws {
        let message = try Sample.message(["From": "From: <sip:alice@example.com>"])
        #expect(throws: FieldError.malformed(.from)) { try FieldReader.read(message) }
        #expect(BareResponse.make(for: message, status: 400, reason: "Bad Request", toTag: "x") != nil)
    }

    @Test(arguments: ["Via", "From", "To", "Call-ID", "CSeq"])
    func staysSilentWithout(_ name: String) {
        #expect(response(Sample.lines([name: nil])) == nil)
    }

    @Test(arguments: ["From", "To", "Call-ID", "CSeq"])
    func staysSilentWithTwo(_ name: String) {
        #expect(response(Sample.lines(adding: ["\(name): x"])) == nil)
    }

    @Test func staysSilentForAnACK() {
        #expect(response(Sample.lines(["SUBSCRIBE": "ACK sip:102@example.com SIP/2.0"])) == nil)
    }

    @Test func staysSilentForAResponse() {
        #expect(response(Sample.lines(["SUBSCRIBE": "SIP/2.0 200 OK"])) == nil)
    }

    @Test func staysSilentForControlBytesInItsHeaders() {
        #expect(response(Sample.lines(["Call-ID": "Call-ID: a\u{7}"])) == nil)
    }

    @Test func staysSilentForAFoldedHeader() {
        #expect(response(Sample.lines(["Call-ID": "Call-ID: a\r\n b"])) == nil)
    }

    @Test func everyHostileFixtureIsAnsweredCleanlyOrNotAtAll() throws {
        for name in try Fixture.names("hostile/gate") {
            let datagram = try Fixture.bytes("hostile/gate", name)
            guard let answer = BareResponse.make(for: datagram, status: 400, reason: "Bad Request", toTag: "x") else {
                continue
            }
            for line in Sample.text(answer).split(separator: "\r\n") {
                #expect(line.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 9 }, "\(name): \(line)")
            }
        }
    }
}
