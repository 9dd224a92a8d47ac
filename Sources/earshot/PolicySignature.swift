import Crypto
import Foundation

/// What proves that a policy is its author's, and newer than another: a text beside it, at its address with `.sig` behind.
///
/// ```
/// earshot-policy 1
/// serial 1764000000
/// signature BASE64
/// ```
///
/// Ed25519 (RFC 8032) over `earshot-policy 1`, a line feed, the serial, a line feed, and the policy's bytes.
struct PolicySignature: Equatable {
    private static let form = "earshot-policy 1"
    /// What stands behind the policy's address.
    static let suffix = ".sig"
    /// The longest text of one that is read, in bytes.
    static let bytesMax = 4_096

    /// Grows with every policy that is signed.
    let serial: UInt64
    private let signature: Data

    /// Signs a policy.
    init(of policy: Data, serial: UInt64, by key: Curve25519.Signing.PrivateKey) throws {
        self.serial = serial
        signature = try key.signature(for: Self.signed(policy, serial))
    }

    /// Reads the text of one; nil when it is none.
    init?(_ text: String) {
        let lines = text.split(whereSeparator: \.isNewline).map { $0.split(separator: " ").map(String.init) }
        guard text.utf8.count <= Self.bytesMax, lines.count == 3, lines[0].joined(separator: " ") == Self.form,
            lines[1].count == 2, lines[1][0] == "serial", let serial = UInt64(lines[1][1]),
            lines[2].count == 2, lines[2][0] == "signature", let signature = Data(base64Encoded: lines[2][1])
        else { return nil }
        (self.serial, self.signature) = (serial, signature)
    }

    /// The text.
    var text: String {
        "\(Self.form)\nserial \(serial)\nsignature \(signature.base64EncodedString())\n"
    }

    /// Whether it is of that policy, by one of these keys: 32 bytes each.
    func isOf(_ policy: Data, by keys: [Data]) -> Bool {
        let signed = Self.signed(policy, serial)
        return keys.contains { key in
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: key)
            return key?.isValidSignature(signature, for: signed) ?? false
        }
    }

    private static func signed(_ policy: Data, _ serial: UInt64) -> Data { Data("\(form)\n\(serial)\n".utf8) + policy }
}
