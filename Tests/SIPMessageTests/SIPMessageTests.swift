import NIOCore
import Testing

@testable import SIPMessage

@Suite struct SIPMessageTests {
    private func message() throws -> SIPMessage {
        try Sample.message(adding: ["Warning: 399 a \"b, c\"", "warning: 399 d", "X-Odd: e"])
    }

    @Test func firstFindsIndexedAndOtherNames() throws {
        let message = try message()
        #expect(message.firstIndex(.via) == 0)
        #expect(message.string(try #require(message.first(.warning)).valueRange) == "399 a \"b, c\"")
        #expect(message.first(.route) == nil)
        #expect(message.first(.subject) == nil)
    }

    @Test func allGivesEveryLineInOrder() throws {
        #expect(try message().all(.warning).map(\.index) == [11, 12])
    }

    @Test func itemsGoOverAllLines() throws {
        let message = try message()
        #expect(message.items(of: .warning).map { message.string($0.range) } == ["399 a \"b, c\"", "399 d"])
        #expect(message.items(of: .warning).map(\.headerIndex) == [11, 12])
    }

    @Test func namesAreCanonicalWhereKnown() throws {
        let message = try message()
        #expect(message.name(of: message.headers[12]) == "Warning")
        #expect(message.name(of: message.headers[13]) == "X-Odd")
    }

    @Test func lendsBytes() throws {
        let message = try message()
        let event = try #require(message.first(.event)).valueRange
        #expect(message.withBytes(event) { $0.count } == 6)
        #expect(message.withBytes(ByteRange(lower: 5_000, upper: 6_000)) { $0.count } == 0)
        #expect(message.copy(event) == Array("dialog".utf8))
    }

    @Test func comparesInAnyCase() throws {
        let message = try Sample.message(["Event": "Event: DiaLog"])
        let event = try #require(message.first(.event)).valueRange
        #expect(message.equals(event, lowercase: "dialog"))
        #expect(!message.equals(event, lowercase: "dialoh"))
        #expect(!message.equals(event, lowercase: "dialo"))
    }

    @Test(arguments: [
        "INVITE", "ACK", "BYE", "CANCEL", "REGISTER", "OPTIONS", "SUBSCRIBE", "NOTIFY", "PUBLISH", "REFER", "INFO",
        "MESSAGE", "UPDATE", "PRACK",
    ])
    func knowsMethods(_ name: String) throws {
        let message = try Sample.message([
            "SUBSCRIBE": "\(name) sip:102@example.com SIP/2.0", "CSeq": "CSeq: 1 \(name)",
        ])
        #expect(message.method.map { "\($0)".uppercased() } == name)
        #expect(message.isRequest)
    }

    @Test func anotherMethodIsOther() throws {
        let message = try Sample.message([
            "SUBSCRIBE": "SUBSCRIBF sip:102@example.com SIP/2.0", "CSeq": "CSeq: 1 SUBSCRIBF",
        ])
        #expect(message.method == .other)
    }
}
