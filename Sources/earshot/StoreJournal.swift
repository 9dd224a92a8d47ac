import Enforcement
import PolicyStore
import Proxy

/// Keeps the proxy's bindings in the store.
struct StoreJournal: BindingJournal {
    let store: any Store

    func load() throws -> [Binding] { try store.bindings().compactMap(Binding.init) }

    func write(_ changes: [BindingChange]) throws {
        try store.write(
            changes.map { change in
                switch change {
                case .bind(let binding): .put(StoredBinding(binding))
                case .unbind(let address, let contact):
                    .remove(user: address.user, host: address.host, contact: contact)
                }
            }
        )
    }

    func replace(with bindings: [Binding]) throws { try store.replaceBindings(with: bindings.map(StoredBinding.init)) }

    func prune(now: Moment) throws { try store.pruneBindings(before: now.unixSeconds) }
}

extension StoredBinding {
    init(_ binding: Binding) {
        self.init(
            user: binding.address.user,
            host: binding.address.host,
            contact: binding.contact,
            transport: binding.endpoint.transport.name,
            high: binding.endpoint.high,
            low: binding.endpoint.low,
            port: binding.endpoint.port,
            until: binding.until.unixSeconds,
            call: binding.call.bits
        )
    }
}

extension Binding {
    /// Nil when it came by a transport that this version does not know.
    init?(_ stored: StoredBinding) {
        guard let transport = Transport.allCases.first(where: { $0.name == stored.transport }) else { return nil }
        self.init(
            address: AddressOfRecord(user: stored.user, host: stored.host),
            contact: stored.contact,
            endpoint: Endpoint(high: stored.high, low: stored.low, port: stored.port, transport: transport),
            until: Moment(unixSeconds: stored.until),
            call: CallMark(bits: stored.call)
        )
    }
}
