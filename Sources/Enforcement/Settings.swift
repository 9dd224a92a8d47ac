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

/// What stays the same while the proxy runs, and the pipeline must know.
public struct Settings: Sendable {
    /// The PBX, in order of preference; requests of phones go to the first, and only these are believed to be a PBX.
    public var pbx: [Endpoint]
    /// Our phone-facing UDP socket (`advertise`).
    public var phoneSide: OwnAddress
    /// Our phone-facing addresses by other transports, as far as we listen there.
    public var streamSides: [Transport: OwnAddress]
    /// Our PBX-facing socket (`pbx-listen`).
    public var pbxSide: OwnAddress
    /// The signing keys.
    public var keys: TokenKeys
    /// The dialled strings that mean listening.
    public var featureCodes: FeatureCodes
    /// Event packages that the operator lets pass unjudged (`pass-packages`).
    public var passPackages: [[UInt8]]
    /// How senders are identified, in this order.
    public var identity: [IdentityMethod] = [.registration]
    /// Servers whose word is taken, if `peer` is among the methods.
    public var peers: [PeerAddress] = []
    /// How digest is done; without it nobody is challenged.
    public var digest: DigestSettings?
    /// What listening needs besides the right to it; nothing when nil.
    public var listeningRequires: ListeningProof?

    /// Settings; at least one PBX is the caller's duty.
    public init(
        pbx: [Endpoint],
        phoneSide: OwnAddress,
        streamSides: [Transport: OwnAddress] = [:],
        pbxSide: OwnAddress,
        keys: TokenKeys,
        featureCodes: FeatureCodes = FeatureCodes([]),
        passPackages: [[UInt8]] = []
    ) {
        precondition(!pbx.isEmpty)
        self.pbx = pbx
        self.phoneSide = phoneSide
        self.streamSides = streamSides
        self.pbxSide = pbxSide
        self.keys = keys
        self.featureCodes = featureCodes
        self.passPackages = passPackages
    }

    /// Whether a host and port in a message are one of our addresses.
    func isOwn(_ host: ByteRange, port: UInt16?, in message: SIPMessage) -> Bool {
        phoneSide.isNamed(by: host, port: port, in: message) || pbxSide.isNamed(by: host, port: port, in: message)
            || streamSides.values.contains { $0.isNamed(by: host, port: port, in: message) }
    }

    func address(of side: Side, by transport: Transport) -> OwnAddress {
        switch side {
        case .phone: streamSides[transport] ?? phoneSide
        case .pbx: pbxSide
        }
    }
}
