import Crypto

/// Where secrets come from: the system, or in tests a sequence that is known.
public struct RandomBytes: Sendable {
    private let make: @Sendable (Int) -> [UInt8]

    /// So many bytes at a time from a source.
    public init(_ make: @escaping @Sendable (Int) -> [UInt8]) { self.make = make }

    /// The system's source.
    public static let system = RandomBytes { count in
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    func bytes(_ count: Int) -> [UInt8] { make(count) }

    /// 256 bits as text.
    func secret() -> String { Base64URL.encode(bytes(32)) }
}

/// What is kept of a secret that has 256 bits: its hash, for nothing can be guessed.
enum SecretHash {
    /// - Parameter purpose: what the secret is for; one for another purpose is never found.
    static func of(_ secret: String, _ purpose: String) -> [UInt8] {
        Array(SHA256.hash(data: Array("earshot/\(purpose)/\(secret)".utf8)))
    }
}
