import Crypto
import Enforcement

/// SHA-256 of bytes of the audit, as 64 lower-case hexadecimal digits.
public struct AuditHash: Hashable, Sendable {
    /// The digits, in ASCII.
    let digits: [UInt8]

    /// What stands for the line before the first.
    static let none = AuditHash(digits: [UInt8](repeating: UInt8(ascii: "0"), count: Self.digitCount))
    static let digitCount = 64

    private init(digits: [UInt8]) {
        self.digits = digits
    }

    /// The hash of bytes.
    public init(of bytes: [UInt8]) {
        self.init(SHA256.hash(data: bytes))
    }

    init(_ digest: SHA256.Digest) {
        digits = Base16.encode(Array(digest))
    }

    /// Nil unless there are 64 lower-case hexadecimal digits.
    init?(_ digits: ArraySlice<UInt8>) {
        guard digits.count == Self.digitCount, digits.allSatisfy(Self.isDigit) else { return nil }
        self.digits = Array(digits)
    }

    /// The digits as text.
    public var text: String { String(decoding: digits, as: UTF8.self) }

    /// The first 48 bits, which a metric (a binary64) can hold.
    package var prefix48: UInt64 {
        UInt64(String(decoding: digits.prefix(12), as: UTF8.self), radix: 16) ?? 0
    }

    static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}

/// A record's place in the chain: its number in its file, and the hash of its line.
public struct AuditPosition: Hashable, Sendable {
    /// The number, from 1 in every file; 0 before the first.
    public let seq: UInt64
    /// The hash of the line, its end included; of the one before it where there is none yet.
    public let hash: AuditHash

    package init(seq: UInt64, hash: AuditHash) {
        self.seq = seq
        self.hash = hash
    }

    /// `SEQ:HASH` with the whole hash; nil when that is not what stands there.
    init?(_ text: ArraySlice<UInt8>) {
        let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 2, let seq = UInt64(String(decoding: parts[0], as: UTF8.self)), seq > 0,
            let hash = AuditHash(parts[1])
        else { return nil }
        self.init(seq: seq, hash: hash)
    }

    /// `SEQ:HASH`.
    public var text: String { "\(seq):\(hash.text)" }
}

/// A record that somebody remembers from elsewhere: its number, and its hash or the beginning of it.
public struct RememberedPosition: Sendable {
    /// The number.
    public let seq: UInt64
    /// At least 12 digits of the hash.
    let digits: [UInt8]

    /// `SEQ:HASH`; nil when that is not what the text says.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let seq = UInt64(parts[0]), seq > 0 else { return nil }
        let digits = Array(parts[1].lowercased().utf8)
        guard (AuditLimits.hashDigitsMin...AuditHash.digitCount).contains(digits.count),
            digits.allSatisfy(AuditHash.isDigit)
        else { return nil }
        self.seq = seq
        self.digits = digits
    }

    init(_ position: AuditPosition) {
        seq = position.seq
        digits = position.hash.digits
    }

    func names(_ position: AuditPosition) -> Bool {
        position.seq == seq && position.hash.digits.starts(with: digits)
    }

    var text: String { "\(seq):\(String(decoding: digits, as: UTF8.self))" }
}
