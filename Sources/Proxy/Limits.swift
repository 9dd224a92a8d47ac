/// Every bound of this module, with its unit and its reason.
enum Limits {
    /// Bytes of a datagram that we read; the byte gate allows no more (research: 16 KiB).
    static let datagramBytesMax = 16_384
    /// Datagrams taken from the kernel in one call.
    static let datagramsPerRead = 8
    /// Bytes that the kernel keeps of one UDP socket until we read them, as far as it allows (net.core.rmem_max): its own default is two dozen large NOTIFYs.
    static let receiveBufferBytes = 4_194_304
    /// Bytes waiting to be sent on one socket, above which datagrams are dropped and counted, and below which they are taken again.
    static let sendBacklogBytes = (low: 1_048_576, high: 4_194_304)
    /// Between two tries to bind a UDP socket again that has ended.
    static let bindAgainMilliseconds: Int64 = 250
    /// Registered Contacts remembered, over all shards. A registration beyond it is not believed, and says so in a metric.
    static let bindingsMax = 100_000
    /// Addresses-of-record remembered for one flow.
    static let addressesPerFlowMax = 32
    /// Contacts remembered for one address-of-record: more phones than a person has, and a bound for one that registers a new Contact each time.
    static let contactsPerAddressMax = 32
    /// Changes of bindings waiting for the disk; beyond it they are not waited for, and all bindings are written anew later.
    static let journalBacklogMax = 8_192
    /// Pages of other nodes' changes that are taken in before our own are written on.
    static let newsPagesMax = 128
    /// Milliseconds that the answer to a REGISTER waits for the disk at the most; phones repeat it for 32 s (RFC 3261 §17.1.2.2).
    static let journalMilliseconds: Int64 = 2_000
    /// Seconds between two sweeps of what has expired, in memory and on disk, and two tries to write what waits.
    static let pruneSeconds: Int64 = 30
    /// Audit records waiting for the audit's thread, and as many for the disk; beyond it they are dropped and counted.
    static let auditBacklogMax = 8_192
    /// Audit records written in one call.
    static let auditBatchMax = 256
    /// Seconds between two log lines that say where the chain of the audit is, if it has moved.
    static let auditTellSeconds: Int64 = 600
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
    /// URIs taken from one client certificate.
    static let certificateNamesMax = 32
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
    /// Calls whose parties are known, and seconds after which a call is taken for over if nothing has been seen of it.
    static let callsMax = 131_072
    static let callSeconds: Int64 = 43_200
    /// Subscriptions listed, over all shards, about 1 KiB each; and of one watcher. One beyond that is judged as any, and not listed.
    static let liveSubscriptionsMax = 200_000
    static let livePerWatcherMax = 1_000
    /// Listening calls in progress. One beyond that is refused, because it could not be ended.
    static let listeningCallsMax = 10_000
    /// Milliseconds between two looks at whether the policy has changed.
    static let policyCheckMilliseconds: Int64 = 50
    /// Dialogs that are looked at in one turn of an event loop: half a millisecond, for which messages wait.
    static let reviewsPerTurn = 256
    /// Dialogs that are ended in one turn: what the socket of a PBX has room for as it comes.
    static let sweptPerTurn = 64
    /// Messages a second at the most that all event loops send because a policy has changed.
    static let sweptPerSecond: Int64 = 20_000
    /// Seconds after which dialogs are looked at once more after a change: what was judged before it is in the table by then.
    static let secondPassSeconds: Int64 = 1
    /// Seconds between two looks when nothing changes.
    static let passSeconds: Int64 = 30
    /// Event loops, and so sockets on one port.
    static let eventLoopsMax = 64
}
