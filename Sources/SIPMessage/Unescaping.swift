import NIOCore

/// `%HH` decoded once, never recursively (RFC 3986 §2.4).
enum Unescaping {
    /// The bytes of a range with its escapes decoded; nil when an escape is bad or a decoded byte is not printable
    /// ASCII (rule G11).
    static func decode(_ bytes: Span<UInt8>, _ range: ByteRange) -> [UInt8]? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(range.count)
        var offset = range.lower
        while offset < range.upper {
            var byte = bytes[offset]
            offset &+= 1
            if byte == Bytes.percent {
                guard offset &+ 1 < range.upper, let high = Bytes.hexValue(bytes[offset]),
                    let low = Bytes.hexValue(bytes[offset &+ 1])
                else { return nil }
                byte = high << 4 | low
                offset &+= 2
            }
            guard byte < 0x80, !Bytes.isControl(byte) else { return nil }
            decoded.append(byte)
        }
        return decoded
    }

    /// Whether a range reads as `name`, lower case, once its escapes are decoded and letters folded.
    static func equals(_ bytes: Span<UInt8>, _ range: ByteRange, _ name: StaticString) -> Bool {
        name.withUTF8Buffer { expected in
            var offset = range.lower
            for want in expected {
                guard offset < range.upper else { return false }
                var byte = bytes[offset]
                offset &+= 1
                if byte == Bytes.percent, offset &+ 1 < range.upper, let high = Bytes.hexValue(bytes[offset]),
                    let low = Bytes.hexValue(bytes[offset &+ 1])
                {
                    byte = high << 4 | low
                    offset &+= 2
                }
                if Bytes.isUpper(byte) { byte |= 0x20 }
                guard byte == want else { return false }
            }
            return offset == range.upper
        }
    }
}

/// The user part of a URI with its escapes decoded once (rule G11): `%2A33` gives `*33`.
///
/// nil when there is no user part, an escape is bad, or a byte, decoded or not, is not printable ASCII.
public func unescapedUser(_ uri: SIPURI, in message: SIPMessage) -> [UInt8]? {
    guard let user = uri.user, user.upper <= message.bytes.readableBytes else { return nil }
    return Unescaping.decode(message.bytes.readableBytesUInt8Span, user)
}
