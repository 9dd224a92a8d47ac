import Enforcement
import NIOConcurrencyHelpers
import Synchronization

/// The bindings learned from accepted REGISTERs, shared by all event loops.
///
/// The policy is read without a lock; this table is not, because a REGISTER's answer comes in on one event loop and the phone's next request on
/// another. It is cut into shards so that two loops seldom meet; a lookup holds its shard for one dictionary access.
public final class BindingTable: BindingLookup {
    private struct Entry {
        var address: AddressOfRecord
        var until: Moment
    }

    private final class Shard: Sendable {
        let flows = NIOLockedValueBox<[Endpoint: [Entry]]>([:])
        let addresses = NIOLockedValueBox<[AddressOfRecord: (endpoint: Endpoint, until: Moment)]>([:])
    }

    private static let shardCount = 64
    private let shards = (0..<BindingTable.shardCount).map { _ in Shard() }
    private let held = Atomic<Int>(0)

    private let connections: ConnectionTable
    /// Which PBX calls were given lately.
    let assignments = AssignmentTable()

    /// An empty table.
    public convenience init() { self.init(connections: ConnectionTable()) }

    init(connections: ConnectionTable) { self.connections = connections }

    /// Which PBX a call was given a short while ago.
    public func assignment(of callID: [UInt8]) -> Assignment? { assignments.assignment(of: callID) }

    /// Whether the connection is there; UDP needs none.
    public func isOpen(_ endpoint: Endpoint) -> Bool {
        !endpoint.transport.isReliable || connections.channel(to: endpoint) != nil
    }

    /// Bindings held now, expired ones that nobody has asked for included.
    public var count: Int { held.load(ordering: .relaxed) }

    /// Unexpired addresses-of-record of a flow.
    public func addresses(at endpoint: Endpoint, now: Moment) -> [AddressOfRecord] {
        shard(endpoint).flows.withLockedValue { flows in
            guard let entries = flows[endpoint] else { return [] }
            return entries.lazy.filter { $0.until > now }.map(\.address)
        }
    }

    /// The last unexpired endpoint of an address-of-record.
    public func endpoint(of address: AddressOfRecord, now: Moment) -> Endpoint? {
        shard(address).addresses.withLockedValue { addresses in
            guard let entry = addresses[address], entry.until > now else { return nil }
            return entry.endpoint
        }
    }

    /// Believes that the address-of-record is at the endpoint until then. False when the table is full.
    @discardableResult
    public func bind(_ address: AddressOfRecord, at endpoint: Endpoint, until: Moment, now: Moment) -> Bool {
        let accepted = shard(endpoint).flows.withLockedValue { flows -> Bool in
            var entries = flows[endpoint] ?? []
            let before = entries.count
            entries.removeAll { $0.until <= now || $0.address == address }
            guard entries.count < Limits.addressesPerFlowMax,
                before > 0 || held.load(ordering: .relaxed) < Limits.bindingsMax
            else { return false }
            entries.append(Entry(address: address, until: until))
            flows[endpoint] = entries
            held.wrappingAdd(entries.count - before, ordering: .relaxed)
            return true
        }
        if accepted {
            shard(address).addresses.withLockedValue { $0[address] = (endpoint, until) }
        }
        return accepted
    }

    /// Forgets the address-of-record at one endpoint, or at all of them.
    public func unbind(_ address: AddressOfRecord, at endpoint: Endpoint?) {
        if let endpoint {
            remove(address, from: shard(endpoint), at: endpoint)
        } else {
            for shard in shards { remove(address, from: shard, at: nil) }
        }
        shard(address).addresses.withLockedValue { addresses in
            if endpoint == nil || addresses[address]?.endpoint == endpoint { addresses[address] = nil }
        }
    }

    /// Drops what has expired; called now and then, so that the table does not fill with phones that went away.
    public func prune(now: Moment) {
        for shard in shards {
            shard.flows.withLockedValue { flows in
                for (endpoint, entries) in flows {
                    let live = entries.filter { $0.until > now }
                    guard live.count < entries.count else { continue }
                    flows[endpoint] = live.isEmpty ? nil : live
                    held.wrappingSubtract(entries.count - live.count, ordering: .relaxed)
                }
            }
            shard.addresses.withLockedValue { addresses in
                addresses = addresses.filter { $0.value.until > now }
            }
        }
    }

    private func remove(_ address: AddressOfRecord, from shard: Shard, at endpoint: Endpoint?) {
        shard.flows.withLockedValue { flows in
            let keys = endpoint.map { [$0] } ?? Array(flows.keys)
            for key in keys {
                guard var entries = flows[key] else { continue }
                let before = entries.count
                entries.removeAll { $0.address == address }
                flows[key] = entries.isEmpty ? nil : entries
                held.wrappingSubtract(before - entries.count, ordering: .relaxed)
            }
        }
    }

    private func shard(_ endpoint: Endpoint) -> Shard { shards[Self.index(endpoint.hashValue)] }
    private func shard(_ address: AddressOfRecord) -> Shard { shards[Self.index(address.hashValue)] }
    private static func index(_ hash: Int) -> Int { hash & (shardCount - 1) }
}
