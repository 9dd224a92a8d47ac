import Testing

@testable import SIPMessage

@Suite struct AppearanceFieldTests {
    /// Index and state, `-` where there is none, and `nil` where the value is about something else.
    private func read(_ value: String) throws -> String {
        let message = try Sample.message(adding: ["Call-Info: \(value)"])
        let item = try #require(message.items(of: .callInfo).first)
        guard let field = try AppearanceField.parse(in: message, item.range) else { return "nil" }
        let state = field.state.map(message.string) ?? "-"
        switch field.index {
        case .others: return "* \(state)"
        case .number(let number): return "\(number) \(state)"
        }
    }

    @Test(arguments: [
        ("<sip:h>;appearance-index=1;appearance-state=active", "1 active"),
        ("<sip:h>;appearance-state=idle;appearance-index=*", "* idle"), ("<sip:h>;appearance-index=3", "3 -"),
        ("<sip:h> ; Appearance-Index = 7 ; x", "7 -"), ("<sip:h>", "nil"), ("<http://h/a,b;c>;purpose=icon", "nil"),
        ("<sip:h>;appearance-uri=\"\\\"A, B\\\" <sip:1@h>;appearance-index=9\";appearance-index=2", "2 -"),
        ("<sip:h;appearance-index=9>;appearance-index=2", "2 -"),
    ])
    func isRead(_ value: String, _ expected: String) throws {
        #expect(try read(value) == expected)
    }

    @Test(arguments: [
        "sip:h;appearance-index=1", "<sip:h;appearance-index=1", "<sip:h>;appearance-index=",
        "<sip:h>;appearance-index=x",
        "<sip:h>;appearance-index=\"1\"", "<sip:h>;appearance-index=1;appearance-index=1",
        "<sip:h>;appearance-index=-1",
        "<sip:h>;appearance-index=99999999999", "<sip:h>;appearance-index=1;appearance-state=a;appearance-state=b",
        "<sip:h>appearance-index=1", "<sip:h>;appearance-uri=\"a;appearance-index=1", "<sip:h>;appearance-index",
    ])
    func isRefused(_ value: String) {
        #expect(throws: ValueError.malformed) { try read(value) }
    }
}
