import NIOCore
import Testing

@testable import SIPMessage

@Suite struct ResponseTests {
    private func response(_ message: SIPMessage, status: Int = 403, headers: [(String, String)] = []) throws -> [String]
    {
        let buffer = Response.make(
            for: message,
            fields: try FieldReader.read(message),
            status: status,
            reason: "Forbidden",
            toTag: "srv",
            headers: headers,
            received: "192.0.2.99",
            rport: 5099
        )
        return Sample.text(buffer).split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test func carriesTheFiveHeaders() throws {
        #expect(
            try response(Sample.message()) == [
                "SIP/2.0 403 Forbidden",
                "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK776asdhds;received=192.0.2.99;rport=5099",
                "From: \"Alice\" <sip:alice@example.com>;tag=1928301774", "To: <sip:102@example.com>;tag=srv",
                "Call-ID: a84b4c76e66710@192.0.2.10", "CSeq: 314159 SUBSCRIBE", "Content-Length: 0", "", "",
            ]
        )
    }

    @Test func keepsTheOtherVias() throws {
        let message = try Sample.message(
            ["Via": "Via: SIP/2.0/UDP a;rport, SIP/2.0/UDP b"],
            adding: ["v: SIP/2.0/UDP c"]
        )
        let lines = try response(message)
        #expect(lines[1] == "Via: SIP/2.0/UDP a;received=192.0.2.99;rport=5099, SIP/2.0/UDP b")
        #expect(lines[2] == "Via: SIP/2.0/UDP c")
    }

    @Test func keepsAToTag() throws {
        let message = try Sample.message(["To": "To: <sip:102@example.com>;tag=old"])
        #expect(try response(message).contains("To: <sip:102@example.com>;tag=old"))
    }

    @Test func a100HasNoToTag() throws {
        #expect(try response(Sample.message(), status: 100).contains("To: <sip:102@example.com>"))
    }

    @Test func addsHeaders() throws {
        let lines = try response(Sample.message(), headers: [("Allow", "INVITE"), ("Warning", "a\r\nX: b")])
        #expect(lines.suffix(5) == ["Allow: INVITE", "Warning: a  X: b", "Content-Length: 0", "", ""])
    }

    @Test func passesTheGate() throws {
        let message = try Sample.message()
        let buffer = Response.make(
            for: message,
            fields: try FieldReader.read(message),
            status: 481,
            reason: "Gone",
            toTag: "t"
        )
        let read = try Sample.screened(buffer)
        #expect(read.status == 481)
        #expect(throws: Never.self) { try FieldReader.read(read) }
    }
}
