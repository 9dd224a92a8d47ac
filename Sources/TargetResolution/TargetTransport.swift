/// How a target is spoken to, as far as the DNS can say it (RFC 3263 §4.1).
public enum TargetTransport: String, Sendable, Hashable, CaseIterable {
    case udp, tcp, tls

    /// The port where none is said (RFC 3261 §18.1.1, §26.2.2).
    public var defaultPort: UInt16 {
        switch self {
        case .udp, .tcp: 5060
        case .tls: 5061
        }
    }

    /// The NAPTR service that means it.
    var naptrService: String {
        switch self {
        case .udp: "sip+d2u"
        case .tcp: "sip+d2t"
        case .tls: "sips+d2t"
        }
    }

    /// What stands before the domain in the name of its SRV records.
    var srvPrefix: String {
        switch self {
        case .udp: "_sip._udp."
        case .tcp: "_sip._tcp."
        case .tls: "_sips._tcp."
        }
    }
}
