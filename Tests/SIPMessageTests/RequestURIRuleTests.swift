import Testing

@testable import SIPMessage

@Suite struct RequestURIRuleTests {
    private func violation(_ uri: String) throws -> GateError? {
        let message = try Sample.message(["SUBSCRIBE": "SUBSCRIBE \(uri) SIP/2.0"])
        let fields = try FieldReader.own(message, Limits())
        return RequestURIRule.violation(outside: try #require(fields.requestURI), in: message)
    }

    @Test(arguments: [
        "sip:102@example.com", "sip:102@example.com;transport=udp;ob", "sip:%2A33102@example.com", "sip:example.com",
        "sip:102;phone-context=x@example.com", "sip:102;a=%41@example.com", "tel:+15550102;phone-context=x",
        "sip:102@example.com;methods=x;xmaddr=y;ttl2=3",
    ])
    func allows(_ uri: String) throws {
        #expect(try violation(uri) == nil)
    }

    @Test(arguments: [
        "sip:102@example.com;maddr=192.0.2.1", "sip:102@example.com;MADDR=192.0.2.1", "sip:102@example.com;lr;maddr",
        "sip:102@example.com;m%61ddr=192.0.2.1", "sip:102@example.com;method=INVITE", "sip:102@example.com;ttl=1",
        "sip:102@example.com?Replaces=x", "tel:+15550102;maddr=192.0.2.1",
    ])
    func refusesComponents(_ uri: String) throws {
        #expect(try violation(uri) == .requestURIComponent)
    }

    @Test(arguments: [
        "sip:102%40evil@example.com", "sip:102%3Ax@example.com", "sip:102%3b@example.com", "sip:102;a=%3bb@example.com",
        "sip:102:pw@example.com",
    ])
    func refusesDialledUsers(_ uri: String) throws {
        #expect(try violation(uri) == .dialledUser)
    }
}
