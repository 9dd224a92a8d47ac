import Crypto

/// A hash that digest may be computed with (RFC 8760 §2.2). The session variants are not offered.
public enum DigestAlgorithm: String, Sendable, CaseIterable {
    /// SHA-256.
    case sha256 = "SHA-256"
    /// MD5: weak, and all that many phones can do.
    case md5 = "MD5"

    /// The algorithm of that name in any ASCII case; MD5 where none is named (RFC 7616 §3.3).
    init?(named name: [UInt8]?) {
        guard let name else {
            self = .md5
            return
        }
        let found = Self.allCases.first { ASCII.equalFolded(name.span, Array($0.rawValue.utf8).span) }
        guard let found else { return nil }
        self = found
    }

    /// Digits of a hash written in hexadecimal.
    public var digits: Int {
        switch self {
        case .sha256: 64
        case .md5: 32
        }
    }

    /// The hash of the parts with a colon between each, in lower-case hexadecimal: the `H(A:B:…)` of RFC 7616 §3.4.
    func hash(_ parts: [[UInt8]]) -> [UInt8] {
        let text = Array(parts.joined(separator: [UInt8(ascii: ":")]))
        return switch self {
        case .sha256: Base16.encode(Array(SHA256.hash(data: text)))
        case .md5: Base16.encode(Array(Insecure.MD5.hash(data: text)))
        }
    }
}
