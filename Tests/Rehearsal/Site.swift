/// What differs from one installation to the next.
public struct Site: Sendable {
    /// The address of this machine that phones reach Earshot at; an IPv6 address in brackets.
    public var host: String
    /// How senders are identified: methods in their order, with commas between.
    public var identity: String
    /// More lines of `earshot.yaml`. The passwords of all users are in `subscriber.csv`.
    public var settings: String
    /// How long the PBX lets a subscription live, in seconds. PJSIP refreshes 5 s before the end.
    public var subscriptionSeconds: Int
    /// What the PBX does besides what every PBX does.
    public var features: Set<Kamailio.Feature>
    /// What Earshot's configuration says of the PBX, such as `contact: rewrite`.
    public var pbxSettings: String
    /// PBXes besides, which are preferred less, as URLs.
    public var morePBXes: [String] = []
    /// The names in the PBX's certificate, as openssl writes them.
    public var pbxNames: [String]
    /// Whether Earshot trusts the authority of that certificate, or another one.
    public var trustsPBX: Bool
    /// The store that holds the policy, such as `sqlite:earshot.db`, where the first start puts the policy file; nil when the file is the policy.
    public var policyStore: String?
    /// Other lines of `earshot.yaml` that say where the policy is, where it is neither the file nor in the store.
    public var policySource: String?
    /// Where the audit is: a file, or `store`.
    public var audit: String
    /// Whether the admin address is served by TLS.
    public var isAdminSecure: Bool

    /// Whether another Earshot stands beside the first.
    public var hasSecondNode: Bool

    /// An installation on the loopback address, with identity by registration, unless told otherwise.
    public init(
        host: String = Ports.host,
        identity: String = "registration",
        settings: String = "",
        subscriptionSeconds: Int = 3600,
        features: Set<Kamailio.Feature> = [],
        pbxSettings: String = "",
        pbxNames: [String] = ["DNS:localhost"],
        trustsPBX: Bool = true,
        policyStore: String? = nil,
        policySource: String? = nil,
        audit: String = "audit.jsonl",
        isAdminSecure: Bool = false,
        hasSecondNode: Bool = false
    ) {
        self.host = host
        self.identity = identity
        self.settings = settings
        self.subscriptionSeconds = subscriptionSeconds
        self.features = features
        self.pbxSettings = pbxSettings
        self.pbxNames = pbxNames
        self.trustsPBX = trustsPBX
        self.policyStore = policyStore
        self.policySource = policySource
        self.audit = audit
        self.isAdminSecure = isAdminSecure
        self.hasSecondNode = hasSecondNode
    }
}
