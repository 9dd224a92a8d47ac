import SIPMessage

/// What one of our sockets is called in the Vias and Record-Routes that we write.
public struct OwnAddress: Sendable, Equatable {
    /// Host as it stands in a URI: an IPv4 literal, a bracketed IPv6 literal or a name in lower case.
    public let host: [UInt8]
    /// The port; always written, so that `5060` and none are the same to us.
    public let port: UInt16
    /// `host:port`, as every Via and Record-Route of ours says it.
    let written: [UInt8]

    /// An address of ours.
    public init(host: String, port: UInt16) {
        self.host = host.utf8.map(ASCII.lowercased)
        self.port = port
        written = self.host + Array(":\(port)".utf8)
    }

    /// `host:port`.
    public var text: String { String(decoding: written, as: UTF8.self) }

    /// Whether a host and port in a message are this address.
    func isNamed(by host: ByteRange, port: UInt16?, in message: SIPMessage) -> Bool {
        self.port == port ?? 5060 && message.equalsFolded(host, self.host)
    }
}

/// What all our sockets are called: one name for each side, transport and family of addresses that we listen by.
public struct OwnAddresses: Sendable, Equatable {
    /// Each name once, to look through when a message names somebody.
    private var known: [OwnAddress]
    /// For every side, transport and family what is written; nil where we do not listen.
    private var slots: [OwnAddress?]

    /// The two sockets that there always are, both UDP; each stands in for what has no name of its own.
    public init(phone: OwnAddress, pbx: OwnAddress) {
        known = []
        slots = Array(repeating: nil, count: Transport.allCases.count * 4)
        for isIPv4 in [true, false] {
            slots[Self.slot(.phone, .udp, isIPv4)] = phone
            slots[Self.slot(.pbx, .udp, isIPv4)] = pbx
        }
        remember(phone)
        remember(pbx)
    }

    /// Names the socket for one side, transport and family of addresses.
    public mutating func add(_ address: OwnAddress, _ side: Side, _ transport: Transport, isIPv4: Bool) {
        slots[Self.slot(side, transport, isIPv4)] = address
        remember(address)
    }

    /// `host:port` by which the PBX there reaches us.
    package func text(toward pbx: Endpoint) -> String { address(.pbx, toward: pbx).text }

    /// What we are called by whoever is there, on that side.
    func address(_ side: Side, toward remote: Endpoint) -> OwnAddress {
        slots[Self.slot(side, remote.transport, remote.isIPv4)]
            ?? slots[Self.slot(side, remote.transport, !remote.isIPv4)]
            ?? slots[Self.slot(side, .udp, remote.isIPv4)] ?? known[0]
    }

    /// Appends what a URI of ours says after `@`: host, port, and the transport where it is not UDP.
    func append(_ side: Side, toward remote: Endpoint, to text: inout [UInt8]) {
        text.append(contentsOf: address(side, toward: remote).written)
        guard remote.transport != .udp else { return }
        text.append(";transport=")
        text.append(contentsOf: remote.transport.parameter.utf8)
    }

    /// Whether a host and port in a message are one of our addresses.
    func contain(_ host: ByteRange, port: UInt16?, in message: SIPMessage) -> Bool {
        known.contains { $0.isNamed(by: host, port: port, in: message) }
    }

    private mutating func remember(_ address: OwnAddress) {
        if !known.contains(address) { known.append(address) }
    }

    private static func slot(_ side: Side, _ transport: Transport, _ isIPv4: Bool) -> Int {
        Int(transport.rawValue) * 4 + Int(side.rawValue) * 2 + (isIPv4 ? 0 : 1)
    }
}
