import Testing

@testable import Enforcement

@Suite struct DialledUserTests {
    static func forms(_ user: String) -> [String] {
        DialledUser(unescaped: Array(user.utf8), for: .generic).forms.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(arguments: ["101", "*33201", "alice", "*72101", "park_1"])
    func aPlainUserHasOneForm(_ user: String) {
        #expect(Self.forms(user) == [user])
    }

    @Test(arguments: [
        ("101;x=y", "101"), ("1-0-1", "101"), ("(1) 01", "101"), ("1.01", "101"), ("101#", "101"), ("101##", "101"),
        ("sip+101", "101"), ("x+101+other.example", "101"), ("forward+101/15550199", "101"), ("+101", "101"),
        ("1-01;phone-context=+1", "101"), ("101#;x", "101"), ("1-0-1#", "101"), ("sip+1-01;x", "101"),
        ("101;a/b", "101"), ("*33-201", "*33201"), ("*33201;x#", "*33201"), ("park+701", "701"),
        ("sip+john.smith", "john.smith"), ("x+john-smith+example.com", "john-smith"), ("sip+101#", "101"),
    ])
    func everyReadingIsAmongTheForms(_ user: String, _ reading: String) {
        #expect(Self.forms(user).contains(reading), "\(Self.forms(user))")
    }

    @Test(arguments: ["101;x=y", "1-0-1", "sip+101", "101#"])
    func asItIsWrittenIsTheFirstForm(_ user: String) {
        #expect(Self.forms(user).first == user)
    }

    /// A limit that drops a form would let the plain one be hidden behind a crowd.
    @Test func noFormIsDropped() {
        let crowd = (0..<30).map { _ in "a+" }.joined()
        for user in ["101;" + crowd, crowd + "101", "101;" + String(repeating: "/b", count: 30)] {
            #expect(Self.forms(String(user.prefix(64))).contains { $0 == "101" || $0 == "a" }, "\(user)")
        }
        #expect(
            Self.forms("101;" + String((0..<30).flatMap { "+" + String($0, radix: 36) }.prefix(59))).contains("101")
        )
        let digits = (0..<32).map { String($0, radix: 32) }.joined(separator: "+")
        #expect(Self.forms(digits).count <= Limits.dialledFormsMax)
        #expect(Self.forms(digits).contains("v"))
    }

    @Test func noFormIsEmpty() {
        for user in [";x", "-", "#", "+", "();", "/+/"] {
            #expect(Self.forms(user).dropFirst().allSatisfy { !$0.isEmpty }, "\(user)")
        }
    }

    /// Every byte, escaped, in every place of a code: the verdict is that of the byte itself.
    @Test func anEscapedDigitIsThatDigit() throws {
        let pipeline = try Scene.pipeline()
        let code = Array("*33201")
        for place in code.indices {
            for uppercase in [true, false] {
                let escaped = code.indices.map { index -> String in
                    guard index == place, let byte = code[index].asciiValue else { return String(code[index]) }
                    return "%" + String(byte, radix: 16, uppercase: uppercase)
                }
                let uri = "sip:\(escaped.joined())@example.com"
                let outcome = pipeline.phone("full", .request("INVITE", uri, from: "full"))
                #expect(outcome.judgement.rule == "listening-nobody", "\(uri)")
                #expect(outcome.judgement.target == Array("201".utf8), "\(uri)")
            }
        }
    }

    /// All 256 escapes in the middle of a code: those that decode to a byte that may stand there give what the byte gives, and no escape
    /// gives more.
    @Test func everyEscapeIsJudgedAsItsByte() throws {
        let pipeline = try Scene.pipeline()
        for byte in UInt8.min...UInt8.max {
            let digits = String(byte, radix: 16)
            let uri = "sip:*33%\(digits.count == 1 ? "0" : "")\(digits)201@example.com"
            let outcome = pipeline.phone("full", .request("INVITE", uri, from: "full"))
            let isControl = byte < 0x20 || byte >= 0x7F
            let hides = byte == UInt8(ascii: "@") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ";")
            #expect(outcome.judgement.verdict == .reject, "\(uri)")
            #expect(outcome.judgement.status == (isControl || hides ? 400 : 403), "\(uri)")
        }
    }

    @Test(arguments: ["%zz", "%2", "%", "%2G"])
    func aBadEscapeIsRefused(_ escape: String) throws {
        let outcome = try Scene.pipeline().phone(
            "full",
            .request("INVITE", "sip:*33\(escape)@example.com", from: "full")
        )
        #expect(outcome.judgement.status == 400)
    }
}
