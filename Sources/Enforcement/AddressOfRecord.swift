/// The user and host of an address-of-record (RFC 3261 §10.1), unescaped, the host in lower case.
public struct AddressOfRecord: Hashable, Sendable {
    /// The user part, unescaped.
    public let user: [UInt8]
    /// The host, without the port, ASCII letters in lower case.
    public let host: [UInt8]

    /// An address-of-record; the host is lowered here.
    public init(user: [UInt8], host: [UInt8]) {
        self.user = user
        self.host = host.contains(where: ASCII.isUpper) ? host.map(ASCII.lowercased) : host
    }

    /// `user@host`, for a person to read.
    public var text: String { String(decoding: user + [UInt8(ascii: "@")] + host, as: UTF8.self) }
}
