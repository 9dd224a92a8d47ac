/// Every bound of this module, with its unit and its reason.
enum Limits {
    /// Bytes of a datagram that we read; the byte gate allows no more (research: 16 KiB).
    static let datagramBytesMax = 16_384
    /// Datagrams taken from the kernel in one call.
    static let datagramsPerRead = 8
    /// Bytes waiting to be sent on one socket, above which datagrams are dropped and counted, and below which they are taken again.
    static let sendBacklogBytes = (low: 1_048_576, high: 4_194_304)
    /// Registered flows remembered, over all shards. A registration beyond it is not believed, and says so in a metric.
    static let bindingsMax = 100_000
    /// Addresses-of-record remembered for one flow.
    static let addressesPerFlowMax = 32
    /// Audit records waiting for the disk; beyond it they are dropped and counted.
    static let auditBacklogMax = 8_192
    /// Subscriptions whose last disclosure the audit remembers, to record changes only.
    static let auditMemoryMax = 65_536
    /// Stream connections in all, and from one address.
    static let connectionsMax = 4_096
    static let connectionsPerSourceMax = 32
    /// Seconds for a message to be whole once its first byte is there.
    static let messageSeconds: Int64 = 10
    /// Seconds that a connection may be silent: a little more than the hour after which phones register again.
    static let idleSeconds: Int64 = 4_000
    /// Fragments of one WebSocket message.
    static let webSocketFragmentsMax = 16
    /// Seconds for a TLS handshake.
    static let handshakeSeconds: Int64 = 5
    /// Transactions that are being repeated toward the PBX.
    static let retransmissionsMax = 16_384
    /// Messages waiting for a connection to one PBX.
    static let waitingForPBXMax = 256
    /// Seconds for a connection to a PBX to be made.
    static let connectSeconds: Int64 = 2
    /// Calls in one generation of those whose PBX is remembered.
    static let assignmentsMax = 65_536
    /// Event loops, and so sockets on one port.
    static let eventLoopsMax = 64
}
