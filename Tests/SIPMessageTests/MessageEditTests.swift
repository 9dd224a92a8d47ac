import NIOCore
import Testing

@testable import SIPMessage

@Suite struct MessageEditTests {
    private let lines = [
        "SUBSCRIBE sip:102@example.com SIP/2.0", "Via: SIP/2.0/UDP a;branch=z9hG4bK1;rport",
        "Via: SIP/2.0/UDP b, SIP/2.0/UDP c", "f: <sip:a@b>;tag=1", "To : <sip:102@b>", "CALL-ID:x", "CSeq: 1 SUBSCRIBE",
        "x-ODD:  y", "Allow: INVITE, ACK,BYE", "c: text/plain", "l: 4",
    ]

    private func message() throws -> SIPMessage {
        try Sample.screened(Sample.datagram(lines, body: "bodyTRAILING"))
    }

    private func edited(_ change: (inout MessageEdit) -> Void) throws -> [String] {
        var edit = MessageEdit(try message())
        change(&edit)
        return Sample.text(edit.serialize()).split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
    }

    private let plain = [
        "SUBSCRIBE sip:102@example.com SIP/2.0", "Via: SIP/2.0/UDP a;branch=z9hG4bK1;rport",
        "Via: SIP/2.0/UDP b, SIP/2.0/UDP c", "From: <sip:a@b>;tag=1", "To: <sip:102@b>", "Call-ID: x",
        "CSeq: 1 SUBSCRIBE", "x-ODD: y", "Allow: INVITE, ACK,BYE", "Content-Type: text/plain", "Content-Length: 4", "",
        "body",
    ]

    private func replacing(_ changes: [String: [String]]) -> [String] {
        plain.flatMap { line in changes.first { line.hasPrefix($0.key) }?.value ?? [line] }
    }

    private func index(_ name: HeaderName) throws -> Int { try #require(try message().firstIndex(name)) }

    @Test func writesCanonicalNamesAndNothingAfterTheBody() throws {
        #expect(try edited { _ in } == plain)
    }

    @Test func keepsUnknownNamesAsWritten() throws {
        #expect(try edited { _ in }.contains("x-ODD: y"))
    }

    @Test func removesAHeader() throws {
        let index = try index(.allow)
        #expect(try edited { $0.removeHeader(at: index) } == replacing(["Allow": []]))
    }

    @Test func removesEveryHeaderOfAName() throws {
        #expect(try edited { $0.removeHeaders(.via) } == replacing(["Via": []]))
    }

    @Test func replacesAValue() throws {
        let index = try index(.callID)
        let got = try edited { $0.replaceValue(at: index, with: Array("new".utf8)) }
        #expect(got == replacing(["Call-ID": ["Call-ID: new"]]))
    }

    @Test func removesAnItem() throws {
        let items = try message().items(of: .allow)
        let got = try edited { $0.removeItem(items[1]) }
        #expect(got == replacing(["Allow": ["Allow: INVITE, BYE"]]))
    }

    @Test func removesTheLineWithItsLastItem() throws {
        let items = try message().items(of: .allow)
        let got = try edited { edit in items.forEach { edit.removeItem($0) } }
        #expect(got == replacing(["Allow": []]))
    }

    @Test func replacesAnItem() throws {
        let items = try message().items(of: .via)
        let got = try edited { $0.replaceItem(items[2], with: Array("SIP/2.0/TCP d".utf8)) }
        #expect(got == replacing(["Via: SIP/2.0/UDP b": ["Via: SIP/2.0/UDP b, SIP/2.0/TCP d"]]))
    }

    @Test func lastInsertedIsTopmost() throws {
        let got = try edited {
            $0.insertAtTop("Record-Route", "<sip:p;lr>")
            $0.insertAtTop("Via", "SIP/2.0/UDP p")
        }
        #expect(got == [plain[0], "Via: SIP/2.0/UDP p", "Record-Route: <sip:p;lr>"] + plain.dropFirst())
    }

    @Test func appendsBelow() throws {
        let got = try edited { $0.append("Expires", "5") }
        #expect(got == replacing(["Content-Length": ["Expires: 5", "Content-Length: 4"]]))
    }

    @Test func replacesTheRequestURI() throws {
        let got = try edited { $0.replaceRequestURI(Array("sip:x@y".utf8)) }
        #expect(got == replacing(["SUBSCRIBE": ["SUBSCRIBE sip:x@y SIP/2.0"]]))
    }

    @Test func replacesTheBodyAndWhatDescribesIt() throws {
        let source = try Sample.message(
            ["Content-Length": "Content-Length: 2"],
            adding: ["e: gzip", "Content-Type: a/b", "Content-Disposition: x", "Content-Language: en"],
            body: "ab"
        )
        var edit = MessageEdit(source)
        edit.replaceBody(contentType: "application/x", Array("12345".utf8))
        let text = Sample.text(edit.serialize())
        #expect(text.hasSuffix("Expires: 3600\r\nContent-Type: application/x\r\nContent-Length: 5\r\n\r\n12345"))
    }

    @Test func removesTheBody() throws {
        let got = try edited { $0.removeBody() }
        #expect(
            got == Array(replacing(["Content-Type": [], "Content-Length": ["Content-Length: 0"]]).dropLast()) + [""]
        )
    }

    @Test func noValueEndsItsLine() throws {
        let index = try index(.callID)
        let got = try edited {
            $0.replaceValue(at: index, with: Array("a\r\nInjected: x".utf8))
            $0.append("X", "b\r\nInjected: y\r\n\r\nInjected")
            $0.replaceRequestURI(Array("sip:a\r\nInjected: z".utf8))
        }
        #expect(!got.contains { $0.hasPrefix("Injected") })
    }

    @Test func writesTheSpaceAfterAStatus() throws {
        let source = try Sample.screened(Fixture.bytes("hostile/gate", "g6-no-space-after-status"))
        #expect(Sample.text(MessageEdit(source).serialize()).hasPrefix("SIP/2.0 200 \r\nVia: "))
    }

    @Test func canonicalMessageComesOutAsItWentIn() throws {
        let datagram = Sample.datagram(Sample.subscribe)
        #expect(MessageEdit(try Sample.screened(datagram)).serialize() == datagram)
    }

    @Test func ignoresAnIndexThatIsNotThere() throws {
        #expect(try edited { $0.removeHeader(at: 99) } == plain)
    }
}
