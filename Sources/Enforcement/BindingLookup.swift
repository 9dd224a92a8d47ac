/// What the proxy has learned from REGISTERs that the PBX answered with 200: which phone is whose.
///
/// The table lives in the proxy; the pipeline only asks it. Expired bindings are never returned.
public protocol BindingLookup: Sendable {
    /// The addresses-of-record registered over the flow from `endpoint`; empty when none is.
    func addresses(at endpoint: Endpoint, now: Moment) -> [AddressOfRecord]

    /// Where the address-of-record registered last; nil when it has no binding.
    func endpoint(of address: AddressOfRecord, now: Moment) -> Endpoint?

    /// Where each of its Contacts is, the newest last.
    func endpoints(of address: AddressOfRecord, now: Moment) -> [Endpoint]

    /// Which phone of the address-of-record is registered over the flow from `endpoint`; nil when none is.
    func device(of address: AddressOfRecord, at endpoint: Endpoint, now: Moment) -> UInt32?

    /// Where that phone of the address-of-record is now; nil when it is not registered.
    func endpoint(of address: AddressOfRecord, device: UInt32, now: Moment) -> Endpoint?

    /// Names the open connection with that endpoint, so that a later one from the same port is not taken for it; nil for UDP.
    func connection(at endpoint: Endpoint) -> UInt32?

    /// Where that Contact of the address-of-record is; nil when it is not registered.
    func endpoint(of address: AddressOfRecord, contact: UInt32, now: Moment) -> Endpoint?

    /// The call of the REGISTER that made the binding of that Contact; nil when it is not registered.
    func call(of address: AddressOfRecord, contact: UInt32, now: Moment) -> CallMark?

    /// Whether a message can be sent there: always by UDP, by a stream as long as the connection is there.
    func isOpen(_ endpoint: Endpoint) -> Bool

    /// Which PBX a call was given a short while ago; nil when that is not known.
    func assignment(of callID: [UInt8]) -> Assignment?

    /// What is known of a dialog in which somebody watches or listens; nil when it is not known.
    func live(_ key: LiveKey) -> LiveDialog?

    /// Whether there is no room for another listening call: one that is not known could not be ended.
    var isFullOfListening: Bool { get }

    /// Who has a call, as far as its parties are phones of ours; nil when nobody is known to.
    func parties(of call: CallKey) -> CallParties?

    /// The certificate that the phone at the other end of a connection has shown and that was verified; nil when it has shown none.
    func certificate(at endpoint: Endpoint) -> ClientCertificate?
}

extension BindingLookup {
    /// Who knows of the newest only has no other.
    public func endpoints(of address: AddressOfRecord, now: Moment) -> [Endpoint] {
        endpoint(of: address, now: now).map { [$0] } ?? []
    }

    /// Who tells no phones apart knows of none.
    public func device(of address: AddressOfRecord, at endpoint: Endpoint, now: Moment) -> UInt32? { nil }

    /// Who tells no phones apart knows of none.
    public func endpoint(of address: AddressOfRecord, device: UInt32, now: Moment) -> Endpoint? { nil }

    /// Without a table of connections there is UDP only.
    public func connection(at endpoint: Endpoint) -> UInt32? { nil }

    /// Without a table of live dialogs there are none.
    public func live(_ key: LiveKey) -> LiveDialog? { nil }

    /// Without a table of live dialogs none can be full.
    public var isFullOfListening: Bool { false }

    /// Without a table of calls nobody is known to have one.
    public func parties(of call: CallKey) -> CallParties? { nil }

    /// Nothing is remembered.
    public func assignment(of callID: [UInt8]) -> Assignment? { nil }

    /// Who knows of no Contacts has none.
    public func endpoint(of address: AddressOfRecord, contact: UInt32, now: Moment) -> Endpoint? { nil }

    /// Who knows of no Contacts has none.
    public func call(of address: AddressOfRecord, contact: UInt32, now: Moment) -> CallMark? { nil }

    /// Without a table of connections there is UDP only.
    public func isOpen(_ endpoint: Endpoint) -> Bool { !endpoint.transport.isReliable }

    /// Without a table of connections there are no certificates.
    public func certificate(at endpoint: Endpoint) -> ClientCertificate? { nil }
}
