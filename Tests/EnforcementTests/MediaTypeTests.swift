import NIOCore
import SIPMessage
import Testing

@testable import Enforcement

@Suite struct MediaTypeTests {
    /// The Content-Type of a message, as it would come.
    private func type(_ value: String) throws -> MediaType {
        let text = SIPText.notify(to: "watcher", event: "dialog", type: value, body: Array("x".utf8))
        guard case .message(let message) = ByteGate.screen(text.buffer) else { throw RefusedByGate() }
        let index = try #require(message.firstIndex(.contentType))
        return MediaType(message.headers[index].valueRange, in: message)
    }

    private struct RefusedByGate: Error {}

    @Test(arguments: ["message/sipfrag", "Message/SIPfrag;version=2.0", "message/sipfrag ; version=2.0"])
    func parametersAndCaseDoNotMatter(_ value: String) throws {
        #expect(try type(value).isSIPFragment)
    }

    @Test(arguments: ["message/sipfrag x", "message/sipfragment", "x-message/sipfrag", "application/sdp"])
    func anotherTypeIsAnother(_ value: String) throws {
        #expect(try !type(value).isSIPFragment)
    }

    @Test(arguments: [
        "multipart/mixed;boundary=b", "MESSAGE/sipfrag", "application/pidf+xml", "text/XML", "text/xml x",
        "application/xml-external-parsed-entity",
    ])
    func containersAndXMLMayHoldDocuments(_ value: String) throws {
        #expect(try type(value).mayHoldDocument)
    }

    @Test(arguments: ["application/octet-stream", "text/plain", "application/xm", "image/png"])
    func otherTypesMayNot(_ value: String) throws {
        #expect(try !type(value).mayHoldDocument)
    }
}
