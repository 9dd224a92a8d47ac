import NIOCore
import SIPMessage
import Testing

@testable import Enforcement

@Suite struct CredentialsTests {
    static func read(_ values: [String], header: String = "Authorization") throws -> Credentials {
        let text = SIPText.request("SUBSCRIBE", from: "full", values.map { (header, $0) })
        guard case .message(let message) = ByteGate.screen(text.buffer) else {
            Issue.record("the gate refuses the test's message")
            return .none
        }
        return Credentials(of: message)
    }

    static func names(_ names: String...) -> Credentials { .names(names.map { Array($0.utf8) }) }

    @Test func noHeaderIsNone() throws {
        #expect(try Self.read([]) == .none)
    }

    @Test(arguments: [
        #"Digest username="bob", realm="r""#, #"digest realm="r",username="bob""#, "DIGEST username=bob",
        #"Digest  USERNAME = "bob" , realm = "r""#, #"Digest username="b\ob""#,
        #"Digest realm="a, username=x", username="bob""#,
        "Digest\tusername=\"bob\"",
    ])
    func theUserNameIsFound(_ value: String) throws {
        #expect(try Self.read([value]) == Self.names("bob"))
        #expect(try Self.read([value], header: "Proxy-Authorization") == Self.names("bob"))
    }

    @Test(arguments: [
        "Digest", "Digest ", "Digest realm=\"r\"", "Basic Ym9iOng=", #"Digestusername="bob""#,
        #"Digest username="bob", username="eve""#, #"Digest username="bob", USERNAME=eve"#, #"Digest username="bob"#,
        #"Digest username*=UTF-8''bob"#, #"Digest username="h", userhash=true"#, #"Digest username="bob" realm"#,
        #"Digest username="bob\"#, #"Digest username=, realm="r""#, #"Digest username="bob"; x"#,
    ])
    func anythingElseCannotBeRead(_ value: String) throws {
        #expect(try Self.read([value]) == .unreadable)
    }

    @Test func everyHeaderIsRead() throws {
        #expect(
            try Self.read([#"Digest username="a""#, #"Digest username="b""#]) == Self.names("a", "b")
        )
    }

    @Test func oneThatCannotBeReadSpoilsTheOthers() throws {
        #expect(try Self.read([#"Digest username="a""#, "Basic x"]) == .unreadable)
    }
}
