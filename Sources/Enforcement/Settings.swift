/// What one of our sockets is called in the Vias and Record-Routes that we write.
public struct OwnAddress: Sendable, Equatable {
    /// Host as it stands in a URI: an IPv4 literal, a bracketed IPv6 literal or a name in lower case.
    public let host: [UInt8]
    /// The port; always written, so that `5060` and none are the same to us.
    public let port: UInt16

    /// An address of ours.
    public init(host: String, port: UInt16) {
        self.init(host: host.utf8.map(ASCII.lowercased), port: port)
    }

    init(host: [UInt8], port: UInt16) {
        self.host = host
        self.port = port
    }

    /// `host:port`.
    public var text: String { String(decoding: host, as: UTF8.self) + ":\(port)" }
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

    func address(of side: Side, by transport: Transport) -> OwnAddress {
        switch side {
        case .phone: streamSides[transport] ?? phoneSide
        case .pbx: pbxSide
        }
    }

    /// Whether a host and port, in lower case, is one of our addresses.
    func isOwn(host: [UInt8], port: UInt16) -> Bool {
        let own = OwnAddress(host: host, port: port)
        return own == pbxSide || own == phoneSide || streamSides.values.contains(own)
    }
}
