import Testing

@testable import SIPMessage

@Suite struct EventFieldTests {
    private static func without(_ names: [StaticString], _ value: String) throws -> String? {
        let message = try Sample.message(["Event": "Event: \(value)"])
        let range = try #require(message.first(.event)).valueRange
        return try EventField.parse(in: message, range).value(without: names, in: message).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    @Test func aParameterIsLeftOutInAnySpelling() throws {
        #expect(try Self.without(["call-id"], "dialog ; Call-ID = \"a;b\" ;id=7;call-id") == "dialog;id=7")
    }

    @Test func whatStandsInQuotesIsNoParameter() throws {
        #expect(try Self.without(["call-id"], "dialog;x=\";call-id=1;\"") == nil)
    }

    @Test func aNameThatBeginsAlikeStays() throws {
        #expect(try Self.without(["call-id"], "dialog;call-id-x=1") == nil)
    }

    @Test func nothingToLeaveOutIsNil() throws {
        #expect(try Self.without(["call-id"], "presence.winfo;id=1") == nil)
    }
}
