import SIPMessage

/// What stays the same while the proxy runs, and the pipeline must know.
public struct Settings: Sendable {
    /// What our sockets are called (`advertise`, `listen`, `pbx-listen`).
    public var addresses: OwnAddresses
    /// The signing keys.
    public var keys: TokenKeys
    /// The dialled strings that mean listening.
    public var featureCodes: FeatureCodes
    /// Event packages that the operator lets pass unjudged (`pass-packages`).
    public var passPackages: [[UInt8]]
    /// What is done about lists of members in a SUBSCRIBE (`request-lists`).
    public var requestLists = RequestLists.judge
    /// What is done about keys in the session of a listening call (`listening-dtmf`).
    public var listeningDTMF = ListeningDTMF.pass
    /// How senders are identified, in this order.
    public var identity: [IdentityMethod] = [.registration]
    /// Servers whose word is taken, if `peer` is among the methods.
    public var peers: [PeerAddress] = []
    /// How digest is done; without it nobody is challenged.
    public var digest: DigestSettings?
    /// What listening needs besides the right to it; nothing when nil.
    public var listeningRequires: ListeningProof?
    /// Whether `registration` identifies nobody while a PBX trusts us by our address (`canary: enforce`).
    public var enforcesCanary = false

    /// Settings.
    public init(
        addresses: OwnAddresses,
        keys: TokenKeys,
        featureCodes: FeatureCodes = FeatureCodes([]),
        passPackages: [[UInt8]] = []
    ) {
        self.addresses = addresses
        self.keys = keys
        self.featureCodes = featureCodes
        self.passPackages = passPackages
    }
}
