/// How a message travels (RFC 3261 §18, RFC 7118 §5).
public enum Transport: UInt8, Sendable, Hashable, CaseIterable {
    case udp
    case tcp
    case tls
    case ws
    case wss

    /// Whether lost bytes are sent again by the transport itself, so that SIP need not (RFC 3261 §17).
    public var isReliable: Bool { self != .udp }

    /// As a URL's scheme writes it.
    public var name: String {
        switch self {
        case .udp: "udp"
        case .tcp: "tcp"
        case .tls: "tls"
        case .ws: "ws"
        case .wss: "wss"
        }
    }

    /// As a URI's `transport` parameter writes it: `ws` also over TLS (RFC 7118 §5.1).
    var parameter: String { self == .wss ? Transport.ws.name : name }

    /// As a Via writes it.
    var viaName: String {
        switch self {
        case .udp: "UDP"
        case .tcp: "TCP"
        case .tls: "TLS"
        case .ws: "WS"
        case .wss: "WSS"
        }
    }
}
