import Enforcement
import NIOConcurrencyHelpers
import Synchronization

/// The bindings learned from accepted REGISTERs, shared by all event loops.
///
/// The policy is read without a lock; this table is not, because a REGISTER's answer comes in on one event loop and the phone's next request on
/// another. It is cut into shards so that two loops seldom meet; a lookup holds its shard for one dictionary access.
///
/// Everything about one address-of-record is done under the lock of its shard, and flows are changed under that one; so what `noting` is told is
/// in the order in which it happened.
public final class BindingTable: BindingLookup {
    private struct Entry {
        var address: AddressOfRecord
        var contact: UInt32
        var until: Moment
    }

    private final class Shard: Sendable {
        let flows = NIOLockedValueBox<[Endpoint: [Entry]]>([:])
        /// The newest last.
        let addresses = NIOLockedValueBox<[AddressOfRecord: [Binding]]>([:])
    }

    private static let shardCount = 64
    private let shards = (0..<BindingTable.shardCount).map { _ in Shard() }
    private let held = Atomic<Int>(0)

    private let connections: ConnectionTable
    /// Which PBX calls were given lately.
    let assignments = AssignmentTable()
    /// Who has which call.
    let calls = CallTable()
    /// The dialogs in which somebody watches or listens.
    let lives: LiveTable

    /// An empty table.
    public convenience init() { self.init(connections: ConnectionTable()) }

    init(connections: ConnectionTable, lives: LiveTable = LiveTable()) {
        (self.connections, self.lives) = (connections, lives)
    }

    /// What is known of a dialog in which somebody watches or listens.
    public func live(_ key: LiveKey) -> LiveDialog? { lives.dialog(key) }

    /// Who has a call; nil when that is not known.
    public func parties(of call: CallKey) -> CallParties? { calls.parties(of: call) }

    /// Whether there is no room for another listening call.
    public var isFullOfListening: Bool { lives.isFullOfListening }

    /// Which PBX a call was given a short while ago.
    public func assignment(of callID: [UInt8]) -> Assignment? { assignments.assignment(of: callID) }

    /// Whether the connection is there; UDP needs none.
    public func isOpen(_ endpoint: Endpoint) -> Bool {
        !endpoint.transport.isReliable || connections.channel(to: endpoint) != nil
    }

    /// What the phone at the other end of an open connection has shown.
    public func certificate(at endpoint: Endpoint) -> ClientCertificate? { connections.certificate(at: endpoint) }

    /// Bindings held now, expired ones that have not been pruned included.
    public var count: Int { held.load(ordering: .relaxed) }

    /// Unexpired addresses-of-record of a flow, each once.
    public func addresses(at endpoint: Endpoint, now: Moment) -> [AddressOfRecord] {
        shard(endpoint).flows.withLockedValue { flows in
            guard let entries = flows[endpoint] else { return [] }
            return entries.reduce(into: []) { found, entry in
                if entry.until > now, !found.contains(entry.address) { found.append(entry.address) }
            }
        }
    }

    /// The endpoint of an address-of-record's newest unexpired Contact.
    public func endpoint(of address: AddressOfRecord, now: Moment) -> Endpoint? {
        shard(address).addresses.withLockedValue { $0[address]?.last { $0.until > now }?.endpoint }
    }

    /// The endpoints of its unexpired Contacts, the newest last.
    public func endpoints(of address: AddressOfRecord, now: Moment) -> [Endpoint] {
        shard(address).addresses.withLockedValue { addresses in
            (addresses[address] ?? []).filter { $0.until > now }.map(\.endpoint)
        }
    }

    /// The phone that registered over that flow.
    public func device(of address: AddressOfRecord, at endpoint: Endpoint, now: Moment) -> UInt32? {
        shard(address).addresses.withLockedValue { addresses in
            addresses[address]?.last { $0.endpoint == endpoint && $0.until > now }?.call.device
        }
    }

    /// The endpoint of one phone.
    public func endpoint(of address: AddressOfRecord, device: UInt32, now: Moment) -> Endpoint? {
        shard(address).addresses.withLockedValue { addresses in
            addresses[address]?.last { $0.call.device == device && $0.until > now }?.endpoint
        }
    }

    /// The number of an open connection.
    public func connection(at endpoint: Endpoint) -> UInt32? { connections.number(at: endpoint) }

    /// The endpoint of one Contact.
    public func endpoint(of address: AddressOfRecord, contact: UInt32, now: Moment) -> Endpoint? {
        binding(of: address, contact, now)?.endpoint
    }

    /// The call that bound one Contact.
    public func call(of address: AddressOfRecord, contact: UInt32, now: Moment) -> CallMark? {
        binding(of: address, contact, now)?.call
    }

    /// Every unexpired binding; those of one address-of-record in order, the newest last.
    func all(now: Moment) -> [Binding] {
        shards.flatMap { shard in
            shard.addresses.withLockedValue { $0.values.flatMap { $0.filter { $0.until > now } } }
        }
    }

    /// All that a process after this one must know and no other node keeps.
    func kept(now: Moment) -> JournalContents {
        JournalContents(bindings: all(now: now).filter { !$0.isElsewhere }, dialogs: lives.kept(now: now))
    }

    /// Believes a binding; where the Contact was before, it is no more. False when there is no room, and then nothing changes.
    @discardableResult
    public func bind(_ binding: Binding, now: Moment, noting: (JournalChange) -> Void = { _ in }) -> Bool {
        shard(binding.address).addresses.withLockedValue { addresses in
            guard put(binding, now, &addresses) else { return false }
            noting(.bind(binding))
            return true
        }
    }

    /// Takes in what another node has changed.
    ///
    /// - Parameter isAhead: whether this node has changed something of that address-of-record that is not in the order of changes yet.
    /// - Returns: false when it is, and nothing was done.
    func follow(_ change: JournalChange, now: Moment, unless isAhead: (AddressOfRecord) -> Bool) -> Bool {
        let (address, contact): (AddressOfRecord, UInt32?)
        switch change {
        case .bind(let binding): (address, contact) = (binding.address, binding.contact)
        case .unbind(let whose, let which): (address, contact) = (whose, which)
        case .drop(let whose, let which): (address, contact) = (whose, which)
        case .keep, .forget: return true
        }
        return shard(address).addresses.withLockedValue { addresses in
            guard !isAhead(address) else { return false }
            // A connection ends at the node that has it.
            if case .bind(let binding) = change, binding.until > now, !binding.endpoint.transport.isReliable {
                _ = put(binding, now, &addresses)
            } else {
                _ = remove(address, &addresses) { contact == nil || $0.contact == contact }
            }
            return true
        }
    }

    /// Puts a binding in the place of what there was; false when there is no room.
    private func put(_ binding: Binding, _ now: Moment, _ addresses: inout [AddressOfRecord: [Binding]]) -> Bool {
        var known = addresses[binding.address] ?? []
        for old in known where old.until <= now { forget(old) }
        known.removeAll { $0.until <= now }
        let index = known.firstIndex { $0.contact == binding.contact }
        guard index != nil || known.count < Limits.contactsPerAddressMax,
            index != nil || held.load(ordering: .relaxed) < Limits.bindingsMax, hasRoom(for: binding, now: now)
        else {
            addresses[binding.address] = known.isEmpty ? nil : known
            return false
        }
        let old = index.map { known.remove(at: $0) }
        known.append(binding)
        addresses[binding.address] = known
        remember(binding)
        // A refresh has replaced its own entry; a request in between must not find none.
        if let old, old.endpoint != binding.endpoint { removeEntry(old) }
        if old != nil { held.wrappingSubtract(1, ordering: .relaxed) }
        return true
    }

    /// Takes in what was kept by a process before this one, as far as it holds still. Bindings over connections ended with the process that had the
    /// connections; such phones connect and register again.
    func restore(_ kept: [Binding], now: Moment) {
        for binding in kept where binding.until > now && !binding.endpoint.transport.isReliable {
            bind(binding, now: now)
        }
    }

    /// Forgets one Contact of the address-of-record, or all of them.
    public func unbind(_ address: AddressOfRecord, contact: UInt32?, noting: (JournalChange) -> Void = { _ in }) {
        remove(address, noting: noting(.unbind(address, contact: contact))) { contact == nil || $0.contact == contact }
    }

    /// Forgets whatever is bound to a flow, because it has closed.
    func unbind(at endpoint: Endpoint, noting: (JournalChange) -> Void = { _ in }) {
        let entries = shard(endpoint).flows.withLockedValue { $0[endpoint] ?? [] }
        for entry in entries {
            remove(entry.address, noting: noting(.drop(entry.address, contact: entry.contact))) {
                $0.contact == entry.contact && $0.endpoint == endpoint
            }
        }
    }

    /// Drops what has expired; called now and then, so that the table does not fill with phones that went away.
    public func prune(now: Moment) {
        for shard in shards {
            shard.addresses.withLockedValue { addresses in
                for (address, known) in addresses where known.contains(where: { $0.until <= now }) {
                    for old in known where old.until <= now { forget(old) }
                    let live = known.filter { $0.until > now }
                    addresses[address] = live.isEmpty ? nil : live
                }
            }
        }
    }

    private func binding(of address: AddressOfRecord, _ contact: UInt32, _ now: Moment) -> Binding? {
        shard(address).addresses.withLockedValue { addresses in
            addresses[address]?.first { $0.contact == contact && $0.until > now }
        }
    }

    private func remove(
        _ address: AddressOfRecord,
        noting: @autoclosure () -> Void,
        where matches: (Binding) -> Bool
    ) {
        shard(address).addresses.withLockedValue { addresses in
            if remove(address, &addresses, where: matches) { noting() }
        }
    }

    /// Whether there was something to be removed.
    private func remove(
        _ address: AddressOfRecord,
        _ addresses: inout [AddressOfRecord: [Binding]],
        where matches: (Binding) -> Bool
    ) -> Bool {
        guard let known = addresses[address] else { return false }
        let gone = known.filter(matches)
        guard !gone.isEmpty else { return false }
        gone.forEach(forget)
        let rest = known.filter { !matches($0) }
        addresses[address] = rest.isEmpty ? nil : rest
        return true
    }

    /// Whether the flow may have one more, its own older entry for the same Contact aside.
    private func hasRoom(for binding: Binding, now: Moment) -> Bool {
        shard(binding.endpoint).flows.withLockedValue { flows in
            let others = flows[binding.endpoint]?.count {
                $0.until > now && !($0.address == binding.address && $0.contact == binding.contact)
            }
            return (others ?? 0) < Limits.addressesPerFlowMax
        }
    }

    private func remember(_ binding: Binding) {
        let entry = Entry(address: binding.address, contact: binding.contact, until: binding.until)
        shard(binding.endpoint).flows.withLockedValue { flows in
            var entries = flows[binding.endpoint] ?? []
            entries.removeAll { $0.address == binding.address && $0.contact == binding.contact }
            entries.append(entry)
            flows[binding.endpoint] = entries
        }
        held.wrappingAdd(1, ordering: .relaxed)
    }

    private func forget(_ binding: Binding) {
        removeEntry(binding)
        held.wrappingSubtract(1, ordering: .relaxed)
    }

    private func removeEntry(_ binding: Binding) {
        shard(binding.endpoint).flows.withLockedValue { flows in
            guard var entries = flows[binding.endpoint] else { return }
            entries.removeAll { $0.address == binding.address && $0.contact == binding.contact }
            flows[binding.endpoint] = entries.isEmpty ? nil : entries
        }
    }

    private func shard(_ endpoint: Endpoint) -> Shard { shards[Self.index(endpoint.hashValue)] }
    private func shard(_ address: AddressOfRecord) -> Shard { shards[Self.index(address.hashValue)] }
    private static func index(_ hash: Int) -> Int { hash & (shardCount - 1) }
}
