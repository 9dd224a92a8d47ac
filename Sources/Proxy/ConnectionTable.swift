import Enforcement
import NIOConcurrencyHelpers
import NIOCore

/// The stream connections of all event loops, by their far end. A message for a phone may come in on any loop.
///
/// Shards as in `BindingTable`; caps for each source address and in all, so that opening connections costs the opener more than us.
final class ConnectionTable: Sendable {
    private static let shardCount = 16
    private let shards = (0..<ConnectionTable.shardCount).map { _ in Shard() }
    private let perSourceMax: Int
    private let sources = NIOLockedValueBox<[Source: Int]>([:])

    private final class Shard: Sendable {
        let connections = NIOLockedValueBox<[Endpoint: Connection]>([:])
    }

    private struct Connection {
        let channel: any Channel
        /// Tells it from a later one between the same ports; never zero, and not to be guessed by who opens many.
        let number = UInt32.random(in: 1...(.max))
        /// What the phone has shown for itself, once the handshake is done.
        var certificate: ClientCertificate?
    }

    private struct Source: Hashable {
        let high: UInt64
        let low: UInt64
    }

    /// A table that takes that many connections of one address.
    init(perSourceMax: Int = Limits.connectionsPerSourceMax) { self.perSourceMax = perSourceMax }

    /// Takes a connection in; false when its source, or we, have as many as we allow, or when there is one from that very address and port, over
    /// another listener: the two could not be told apart.
    func insert(_ channel: any Channel, at endpoint: Endpoint) -> Bool {
        let accepted = sources.withLockedValue { sources -> Bool in
            let source = Source(high: endpoint.high, low: endpoint.low)
            let held = sources[source] ?? 0
            let all = sources.values.reduce(0, +)
            guard held < perSourceMax, all < Limits.connectionsMax else { return false }
            sources[source] = held + 1
            return true
        }
        guard accepted else { return false }
        let isAlone = shard(endpoint).connections.withLockedValue { connections -> Bool in
            guard connections[endpoint] == nil else { return false }
            connections[endpoint] = Connection(channel: channel)
            return true
        }
        if !isAlone { release(endpoint) }
        return isAlone
    }

    /// Forgets a connection that was taken in.
    func remove(_ endpoint: Endpoint) {
        guard shard(endpoint).connections.withLockedValue({ $0.removeValue(forKey: endpoint) }) != nil else { return }
        release(endpoint)
    }

    private func release(_ endpoint: Endpoint) {
        sources.withLockedValue { sources in
            let source = Source(high: endpoint.high, low: endpoint.low)
            let held = sources[source] ?? 0
            sources[source] = held > 1 ? held - 1 : nil
        }
    }

    /// The open connection to that endpoint.
    func channel(to endpoint: Endpoint) -> (any Channel)? {
        shard(endpoint).connections.withLockedValue { $0[endpoint]?.channel }
    }

    /// Names the open connection to that endpoint.
    func number(at endpoint: Endpoint) -> UInt32? {
        shard(endpoint).connections.withLockedValue { $0[endpoint]?.number }
    }

    /// Keeps the certificate of a connection that is there, as long as it is.
    func certify(_ endpoint: Endpoint, by certificate: ClientCertificate) {
        shard(endpoint).connections.withLockedValue { $0[endpoint]?.certificate = certificate }
    }

    /// The certificate that was shown over the open connection to that endpoint.
    func certificate(at endpoint: Endpoint) -> ClientCertificate? {
        shard(endpoint).connections.withLockedValue { $0[endpoint]?.certificate }
    }

    /// Connections open now.
    var count: Int { shards.reduce(0) { $0 + $1.connections.withLockedValue { $0.count } } }

    /// Closes them all.
    func closeAll() {
        for shard in shards {
            for channel in shard.connections.withLockedValue({ $0.values.map(\.channel) }) {
                channel.close(promise: nil)
            }
        }
    }

    private func shard(_ endpoint: Endpoint) -> Shard {
        shards[endpoint.hashValue & (Self.shardCount - 1)]
    }
}
