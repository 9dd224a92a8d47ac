import Enforcement

/// One Contact of an address-of-record that the PBX has accepted: where it is, and until when that is believed.
public struct Binding: Sendable, Hashable {
    /// Whose it is.
    public var address: AddressOfRecord
    /// The hash that names the Contact among those of the address-of-record.
    public var contact: UInt32
    /// The flow that it registered over.
    public var endpoint: Endpoint
    /// When it ends.
    public var until: Moment
    /// The call of the REGISTER that made it.
    public var call: CallMark
    /// Whether another node has learned it, which also keeps it.
    public var isElsewhere = false

    /// A binding.
    public init(address: AddressOfRecord, contact: UInt32, endpoint: Endpoint, until: Moment, call: CallMark) {
        self.address = address
        self.contact = contact
        self.endpoint = endpoint
        self.until = until
        self.call = call
    }
}
