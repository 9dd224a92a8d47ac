import Enforcement

/// Bindings that are a list, each with its end; the last of an address-of-record is where it is.
struct DictionaryBindings: BindingLookup {
    struct Binding: Sendable {
        let address: AddressOfRecord
        let endpoint: Endpoint
        let until: Moment
    }

    var bindings: [Binding]
    /// What calls were given, by Call-ID.
    var assignments: [[UInt8]: Assignment] = [:]

    init(_ bindings: [(AddressOfRecord, Endpoint)], until: Moment = Moment(unixSeconds: .max)) {
        self.bindings = bindings.map { Binding(address: $0.0, endpoint: $0.1, until: until) }
    }

    func addresses(at endpoint: Endpoint, now: Moment) -> [AddressOfRecord] {
        bindings.filter { $0.endpoint == endpoint && now < $0.until }.map(\.address)
    }

    func assignment(of callID: [UInt8]) -> Assignment? { assignments[callID] }

    func endpoint(of address: AddressOfRecord, now: Moment) -> Endpoint? {
        bindings.last { $0.address == address && now < $0.until }?.endpoint
    }
}
