import Enforcement

/// Bindings that are a list, each with its end; the last of an address-of-record is where it is.
struct DictionaryBindings: BindingLookup {
    struct Binding: Sendable {
        let address: AddressOfRecord
        let endpoint: Endpoint
        let until: Moment
        var contact: UInt32 = 0
        var call: CallMark?
    }

    var bindings: [Binding]
    /// Open connections, each with its number.
    var connections: [Endpoint: UInt32] = [:]
    /// What calls were given, by Call-ID.
    var assignments: [[UInt8]: Assignment] = [:]
    /// Dialogs in which somebody watches or listens.
    var lives: [LiveKey: LiveDialog] = [:]
    var isFullOfListening = false
    /// Who has which call.
    var calls: [CallKey: CallParties] = [:]

    init(_ bindings: [(AddressOfRecord, Endpoint)], until: Moment = Moment(unixSeconds: .max)) {
        self.bindings = bindings.map { Binding(address: $0.0, endpoint: $0.1, until: until) }
    }

    /// What these actions bind.
    init(_ actions: [Action]) {
        bindings = actions.compactMap { action in
            guard case .bind(let address, let contact, let endpoint, let until, let call) = action else { return nil }
            return Binding(address: address, endpoint: endpoint, until: until, contact: contact, call: call)
        }
    }

    func addresses(at endpoint: Endpoint, now: Moment) -> [AddressOfRecord] {
        bindings.filter { $0.endpoint == endpoint && now < $0.until }.map(\.address)
    }

    func live(_ key: LiveKey) -> LiveDialog? { lives[key] }

    func parties(of call: CallKey) -> CallParties? { calls[call] }

    func assignment(of callID: [UInt8]) -> Assignment? { assignments[callID] }

    func endpoint(of address: AddressOfRecord, now: Moment) -> Endpoint? {
        bindings.last { $0.address == address && now < $0.until }?.endpoint
    }

    func endpoints(of address: AddressOfRecord, now: Moment) -> [Endpoint] {
        bindings.filter { $0.address == address && now < $0.until }.map(\.endpoint)
    }

    func device(of address: AddressOfRecord, at endpoint: Endpoint, now: Moment) -> UInt32? {
        bindings.last { $0.address == address && $0.endpoint == endpoint && now < $0.until }?.call?.device
    }

    func endpoint(of address: AddressOfRecord, device: UInt32, now: Moment) -> Endpoint? {
        bindings.last { $0.address == address && $0.call?.device == device && now < $0.until }?.endpoint
    }

    func connection(at endpoint: Endpoint) -> UInt32? { connections[endpoint] }

    func isOpen(_ endpoint: Endpoint) -> Bool { !endpoint.transport.isReliable || connections[endpoint] != nil }

    func endpoint(of address: AddressOfRecord, contact: UInt32, now: Moment) -> Endpoint? {
        binding(of: address, contact, now)?.endpoint
    }

    func call(of address: AddressOfRecord, contact: UInt32, now: Moment) -> CallMark? {
        binding(of: address, contact, now)?.call
    }

    private func binding(of address: AddressOfRecord, _ contact: UInt32, _ now: Moment) -> Binding? {
        bindings.last { $0.address == address && $0.contact == contact && now < $0.until }
    }
}
