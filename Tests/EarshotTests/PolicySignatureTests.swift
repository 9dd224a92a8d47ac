import Crypto
import Foundation
import Testing

@testable import earshot

@Suite struct PolicySignatureTests {
    private let key = Curve25519.Signing.PrivateKey()
    private let policy = Data("organization: Example Ltd\n".utf8)
    private var keys: [Data] { [key.publicKey.rawRepresentation] }

    @Test func isOfThePolicyThatWasSigned() throws {
        let signature = try PolicySignature(of: policy, serial: 7, by: key)
        #expect(signature.isOf(policy, by: keys))
        #expect(!signature.isOf(policy + [0x20], by: keys))
    }

    @Test func anyOfSeveralKeysWillDo() throws {
        let signature = try PolicySignature(of: policy, serial: 7, by: key)
        let other = Curve25519.Signing.PrivateKey().publicKey.rawRepresentation
        #expect(signature.isOf(policy, by: [other] + keys))
        #expect(!signature.isOf(policy, by: [other]))
        #expect(!signature.isOf(policy, by: []))
    }

    @Test func survivesItsText() throws {
        let signature = try PolicySignature(of: policy, serial: 7, by: key)
        #expect(PolicySignature(signature.text) == signature)
    }

    @Test func coversTheSerial() throws {
        let text = try PolicySignature(of: policy, serial: 7, by: key).text.replacing("serial 7", with: "serial 8")
        let signature = try #require(PolicySignature(text))
        #expect(signature.serial == 8)
        #expect(!signature.isOf(policy, by: keys))
    }

    @Test(arguments: [
        "", "earshot-policy 2\nserial 1\nsignature AA==\n", "earshot-policy 1\nserial -1\nsignature AA==\n",
        "earshot-policy 1\nserial 1\nsignature *\n", "earshot-policy 1\nsignature AA==\nserial 1\n",
        "earshot-policy 1\nserial 1\nsignature AA==\nmore\n", "serial 1",
    ])
    func anythingElseIsNone(_ text: String) {
        #expect(PolicySignature(text) == nil)
    }

    @Test func aSignatureOfAnotherLengthIsOfNothing() throws {
        let signature = try #require(PolicySignature("earshot-policy 1\nserial 1\nsignature AA==\n"))
        #expect(!signature.isOf(policy, by: keys))
    }
}
