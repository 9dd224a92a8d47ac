/// The far end of a flow: a transport, an IP address and a port. IPv4 is held in its IPv4-mapped form (RFC 4291 §2.5.5.2).
///
/// At any moment one address and port is one connection, so this names a connection as well; when it closes, what was bound to it ends.
public struct Endpoint: Hashable, Sendable {
    /// The upper eight bytes of the address; zero for IPv4.
    public let high: UInt64
    /// The lower eight bytes; for IPv4 `0x0000_FFFF` and the four bytes of the address.
    public let low: UInt64
    /// The port, in host byte order.
    public let port: UInt16
    /// How messages travel to it.
    public let transport: Transport

    /// An IPv6 address.
    public init(high: UInt64, low: UInt64, port: UInt16, transport: Transport = .udp) {
        self.high = high
        self.low = low
        self.port = port
        self.transport = transport
    }

    /// An IPv4 address in host byte order (127.0.0.1 is `0x7F00_0001`).
    public init(ipv4: UInt32, port: UInt16, transport: Transport = .udp) {
        self.init(high: 0, low: 0xFFFF_0000_0000 | UInt64(ipv4), port: port, transport: transport)
    }

    /// The same address and port by another transport.
    public func by(_ transport: Transport) -> Endpoint {
        Endpoint(high: high, low: low, port: port, transport: transport)
    }

    /// Whether this is an IPv4 address.
    public var isIPv4: Bool { high == 0 && low >> 32 == 0xFFFF }

    /// The address without the port: dotted decimal, or eight hexadecimal groups (RFC 5952 is not needed on the wire).
    public var host: String {
        if isIPv4 {
            return "\(low >> 24 & 0xFF).\(low >> 16 & 0xFF).\(low >> 8 & 0xFF).\(low & 0xFF)"
        }
        let groups = (0..<8).map { group -> String in
            let word = group < 4 ? high >> UInt64((3 - group) * 16) : low >> UInt64((7 - group) * 16)
            return String(word & 0xFFFF, radix: 16)
        }
        return groups.joined(separator: ":")
    }

    /// Appends `host` without making a String of an IPv4 address.
    func appendHost(to text: inout [UInt8]) {
        guard isIPv4 else {
            text.append(contentsOf: host.utf8)
            return
        }
        for shift: UInt64 in [24, 16, 8, 0] {
            text.append(decimal: low >> shift & 0xFF)
            if shift > 0 { text.append(".") }
        }
    }

    /// The host as a SIP URI or Via carries it: IPv6 in brackets (RFC 3261 §25.1).
    public var uriHost: String { isIPv4 ? host : "[\(host)]" }

    /// `host:port`, IPv6 in brackets.
    public var text: String { "\(uriHost):\(port)" }

    /// Reads an IPv4 literal or a bracketed or bare IPv6 literal; nil when the bytes are anything else, a host name included.
    public init?(literal: Span<UInt8>, port: UInt16, transport: Transport = .udp) {
        if let address = Self.ipv4(literal, from: 0, to: literal.count) {
            self.init(ipv4: address, port: port, transport: transport)
        } else if let (high, low) = IPv6Literal.read(literal) {
            self.init(high: high, low: low, port: port, transport: transport)
        } else {
            return nil
        }
    }

    static func ipv4(_ text: Span<UInt8>, from start: Int, to end: Int) -> UInt32? {
        var address: UInt32 = 0
        var octet: UInt32 = 0
        var digits = 0
        var dots = 0
        guard end - start >= 7, end - start <= 15 else { return nil }
        for index in start..<end {
            switch text[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                octet = octet * 10 + UInt32(text[index] - UInt8(ascii: "0"))
                digits += 1
                if digits > 3 || octet > 255 { return nil }
            case UInt8(ascii: "."):
                if digits == 0 || dots == 3 { return nil }
                address = address << 8 | octet
                octet = 0
                digits = 0
                dots += 1
            default:
                return nil
            }
        }
        return dots == 3 && digits > 0 ? address << 8 | octet : nil
    }
}
