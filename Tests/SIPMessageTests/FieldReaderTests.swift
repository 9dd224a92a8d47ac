import NIOCore
import Testing

@testable import SIPMessage

@Suite struct FieldReaderTests {
    @Test func readsARequest() throws {
        let message = try Sample.message()
        let fields = try FieldReader.read(message)
        let uri = try #require(fields.requestURI)
        #expect(message.string(uri.host) == "example.com")
        #expect(message.string(try #require(uri.user)) == "102")
        #expect(message.string(try #require(fields.from.tag)) == "1928301774")
        #expect(message.string(try #require(fields.from.displayName)) == "Alice")
        #expect(fields.to.tag == nil)
        #expect(message.string(fields.callID) == "a84b4c76e66710@192.0.2.10")
        #expect(fields.cseqNumber == 314_159)
        #expect(fields.cseqMethod == .subscribe)
        #expect(message.string(try #require(fields.event).package) == "dialog")
        #expect(fields.expires == 3600)
        #expect(fields.maxForwards == 70)
        #expect(message.string(try #require(fields.topVia.branch)) == "z9hG4bK776asdhds")
        #expect(fields.topVia.hasRport && fields.topVia.rport == nil)
        #expect(fields.topVia.sentByPort == 5060)
        #expect(message.string(try #require(fields.contact).uri.host) == "192.0.2.10")
        #expect(fields.subscriptionState == nil)
        #expect(fields.contentType == nil)
    }

    @Test func readsAResponse() throws {
        let message = try Sample.message([
            "SUBSCRIBE": "SIP/2.0 202 Accepted", "To": "To: <sip:102@example.com>;tag=as1",
        ])
        let fields = try FieldReader.read(message)
        #expect(message.status == 202)
        #expect(message.method == nil)
        #expect(fields.requestURI == nil)
        #expect(fields.cseqMethod == .subscribe)
        #expect(message.string(try #require(fields.to.tag)) == "as1")
    }

    @Test func readsANotify() throws {
        let message = try Sample.message(
            [
                "SUBSCRIBE": "NOTIFY sip:alice@192.0.2.10:5060 SIP/2.0", "CSeq": "CSeq: 1 NOTIFY", "Expires": nil,
                "Content-Length": nil,
            ],
            adding: [
                "Subscription-State: active;expires=3599;reason=x;retry-after=5", "c: application/dialog-info+xml",
            ],
            body: "<x/>"
        )
        let fields = try FieldReader.read(message)
        let state = try #require(fields.subscriptionState)
        #expect(message.string(state.state) == "active")
        #expect(state.expires == 3599)
        #expect(message.string(try #require(state.reason)) == "x")
        #expect(state.retryAfter == 5)
        #expect(message.string(try #require(fields.contentType)) == "application/dialog-info+xml")
    }

    @Test func compactNamesReadAsLongOnes() throws {
        let message = try Sample.screened(
            Sample.datagram([
                "SUBSCRIBE sip:102@example.com SIP/2.0", "v: SIP/2.0/TCP h;branch=z9hG4bK1", "f: <sip:a@b>;tag=1",
                "t: sip:102@b", "i: x", "CSEQ: 1 SUBSCRIBE", "o: presence.winfo;id=4;sla;ma", "m: *", "l: 0",
            ])
        )
        let fields = try FieldReader.read(message)
        let event = try #require(fields.event)
        #expect(message.string(event.package) == "presence")
        #expect(message.string(try #require(event.template)) == "winfo")
        #expect(message.string(event.type) == "presence.winfo")
        #expect(message.string(try #require(event.id)) == "4")
        #expect(event.isSLA && event.isMA && !event.isShared)
        #expect(fields.isContactWildcard)
        #expect(fields.contact == nil)
        #expect(fields.topVia.transport == .tcp)
    }

    @Test func takesTheFirstOfCommaJoinedVias() throws {
        let message = try Sample.message([
            "Via": "Via: SIP/2.0/UDP a;branch=z9hG4bK1;x=\"a,b\", SIP/2.0/UDP b;branch=z9hG4bK2"
        ])
        let fields = try FieldReader.read(message)
        #expect(message.string(fields.topVia.sentByHost) == "a")
        #expect(message.items(of: .via).count == 2)
    }

    @Test func takesTheFirstOfCommaJoinedContacts() throws {
        let message = try Sample.message([
            "Contact": "Contact: \"a, b\" <sip:x@h;a=b,c>;q=1, <sip:y@h>"
        ])
        let fields = try FieldReader.read(message)
        #expect(message.string(try #require(fields.contact?.uri.user)) == "x")
    }

    @Test func agreesOnAnEscapedUser() throws {
        let message = try Sample.message(["SUBSCRIBE": "SUBSCRIBE sip:%2A33%32%301@example.com SIP/2.0"])
        let uri = try #require(try FieldReader.read(message).requestURI)
        #expect(unescapedUser(uri, in: message) == Array("*33201".utf8))
    }

    @Test func keepsALongUserInContact() throws {
        let contact = "Contact: <sip:" + String(repeating: "a", count: 120) + "@192.0.2.10>"
        #expect(throws: Never.self) { try FieldReader.read(Sample.message(["Contact": contact])) }
    }

    @Test func answersWithTheLimitsStatus() {
        #expect(FieldError.limit(.requestURI, .user).status == 414)
        #expect(FieldError.malformed(.from).status == 400)
        #expect(FieldError.disagreement(.via).identifier == "disagreement-via")
    }
}
