/// Bounds on what a message may hold (rule G9). Each stops an algorithm that is worse than linear, here or in a PBX.
public struct Limits: Sendable, Equatable {
    /// Bytes of a UDP datagram. Real messages stay under 4 KiB; a jumbo one is an attack on somebody's buffer.
    public var datagramBytesMax = 16_384
    /// CRLF pairs tolerated before the start line (RFC 3261 §7.5).
    public var leadingLineEndsMax = 4
    /// Bytes of start line and headers with their line ends.
    public var headBytesMax = 8_192
    /// Bytes of one line, after unfolding. Holds the longest Identity header that fits a datagram in practice.
    public var lineBytesMax = 2_048
    /// Header lines. libosip2 appends to a linked list by walking it.
    public var headersMax = 96
    /// Via values. A request that passed 16 hops is a loop.
    public var viasMax = 16
    /// Route values, and Record-Route values.
    public var routesMax = 16
    /// Comma-separated values on one line. libosip2 is quadratic in them.
    public var itemsMax = 32
    /// Semicolon-separated parameters of one value. libosip2 is quadratic in them.
    public var parametersMax = 24
    /// Commas and semicolons in all structured headers together, so that many lines cannot add up to one long list.
    public var separatorsMax = 512
    /// Bytes of a URI in the Request-URI, From, To or Contact.
    public var uriBytesMax = 256
    /// Bytes of the user part of the Request-URI, From or To. Asterisk copies it to 80 bytes.
    public var userBytesMax = 64
    /// Bytes of a Call-ID.
    public var callIDBytesMax = 256
    /// Bytes of a From or To tag.
    public var tagBytesMax = 128
    /// Bytes of a body.
    public var bodyBytesMax = 65_536
    /// Bytes of an SDP body.
    public var sdpBytesMax = 16_384
    /// Digits of a Content-Length (rule G8).
    public var contentLengthDigitsMax = 5
    /// Bytes of a method name (rule G5).
    public var methodBytesMax = 32
    /// Digits of a number in Max-Forwards, CSeq or Expires, leading zeros counted.
    public var numberDigitsMax = 10

    /// The limits that Earshot runs with.
    public init() {}
}

/// Which limit a message went past.
public enum Limit: String, Sendable, Equatable, CaseIterable {
    /// ``Limits/datagramBytesMax``
    case datagram
    /// ``Limits/headBytesMax``
    case head
    /// ``Limits/lineBytesMax``
    case line
    /// ``Limits/headersMax``
    case headers
    /// ``Limits/viasMax``
    case vias
    /// ``Limits/routesMax``
    case routes
    /// ``Limits/itemsMax``
    case items
    /// ``Limits/parametersMax``
    case parameters
    /// ``Limits/separatorsMax``
    case separators
    /// ``Limits/uriBytesMax``
    case uri
    /// ``Limits/userBytesMax``
    case user
    /// ``Limits/callIDBytesMax``
    case callID = "call-id"
    /// ``Limits/tagBytesMax``
    case tag
    /// ``Limits/bodyBytesMax``
    case body
    /// ``Limits/sdpBytesMax``
    case sdp

    /// What an honest answer to the request says: too many hops, too long a URI, or too large.
    public var status: Int {
        switch self {
        case .vias: 483
        case .uri, .user: 414
        case .datagram, .head, .line, .headers, .routes, .items, .parameters, .separators, .callID, .tag, .body, .sdp:
            513
        }
    }
}
