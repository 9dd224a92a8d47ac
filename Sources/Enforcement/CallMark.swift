import Crypto

/// Names a Call-ID without keeping it: the first 64 bits of its SHA-256. Two Call-IDs with the same mark cannot be found by chance.
public struct CallMark: Hashable, Sendable {
    /// The bits.
    public let bits: UInt64

    /// A mark that was kept.
    public init(bits: UInt64) { self.bits = bits }

    /// Names a phone among those of one person: a phone keeps the Call-ID of its REGISTERs (RFC 3261 §10.2), whatever its address is. Never zero.
    public var device: UInt32 { max(1, UInt32(truncatingIfNeeded: bits)) }

    /// The mark of a Call-ID.
    init(callID: [UInt8]) {
        bits = SHA256.hash(data: callID).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
