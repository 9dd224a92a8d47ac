/// One place to send to.
public struct ResolvedTarget: Sendable, Hashable {
    /// How it is spoken to.
    public let transport: TargetTransport
    /// An IPv4 address in dotted decimal, or an IPv6 address without brackets.
    public let address: String
    /// The port.
    public let port: UInt16
    /// The priority of its SRV record, the lowest to be tried first; 0 when there is none.
    public let priority: UInt16
    /// The weight of its SRV record; 0 when there is none.
    public let weight: UInt16

    /// A place to send to.
    public init(transport: TargetTransport, address: String, port: UInt16, priority: UInt16 = 0, weight: UInt16 = 0) {
        self.transport = transport
        self.address = address
        self.port = port
        self.priority = priority
        self.weight = weight
    }
}

/// Where a target is, for a while.
public struct Resolution: Sendable, Hashable {
    /// In the order to try; never empty. By NAPTR, then by SRV priority and by lot within it (RFC 2782); of one name IPv4 comes first.
    public let targets: [ResolvedTarget]
    /// Seconds after which it should be asked anew: the lowest lifetime of all records that were used, 30 at the least and 3,600 at the most.
    public let ttlSeconds: UInt32

    /// Targets, good for as long as the DNS says, within our bounds.
    public init(_ targets: [ResolvedTarget], ttlSeconds: UInt32) {
        self.targets = targets
        self.ttlSeconds = min(max(ttlSeconds, Limits.ttlSeconds.lowerBound), Limits.ttlSeconds.upperBound)
    }
}
