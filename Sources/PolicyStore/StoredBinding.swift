/// A registered Contact as it is kept: plain values, so that the store knows nothing of SIP.
public struct StoredBinding: Sendable, Hashable {
    /// The user of the address-of-record, unescaped.
    public var user: [UInt8]
    /// The host of the address-of-record.
    public var host: [UInt8]
    /// The hash that names the Contact.
    public var contact: UInt32
    /// How messages travel to it, as a URL's scheme says it.
    public var transport: String
    /// The IP address, upper and lower eight bytes; IPv4 in its mapped form.
    public var high: UInt64
    /// The lower eight bytes.
    public var low: UInt64
    /// The port.
    public var port: UInt16
    /// When it ends, in seconds since 1970-01-01 UTC.
    public var until: Int64
    /// What names the call that it was made in.
    public var call: UInt64
    /// Whether it was learned by another node than the one that the store was opened for.
    public var isElsewhere: Bool

    /// A binding.
    public init(
        user: [UInt8],
        host: [UInt8],
        contact: UInt32,
        transport: String,
        high: UInt64,
        low: UInt64,
        port: UInt16,
        until: Int64,
        call: UInt64,
        isElsewhere: Bool = false
    ) {
        (self.user, self.host, self.contact) = (user, host, contact)
        (self.transport, self.high, self.low, self.port) = (transport, high, low, port)
        (self.until, self.call, self.isElsewhere) = (until, call, isElsewhere)
    }
}

/// What other nodes have changed of the bindings.
public struct BindingNews: Sendable, Hashable {
    /// How it stands with one Contact now.
    public struct Entry: Sendable, Hashable {
        /// Where it stands in the order of changes.
        public let place: Int64
        /// The binding, or what it was.
        public let binding: StoredBinding
        /// Whether it is registered no more.
        public let isGone: Bool
    }

    /// The changes, in their order.
    public let entries: [Entry]
    /// The place that they lead to.
    public let place: Int64
    /// Whether there is nothing behind that yet.
    public let isAll: Bool
    /// Since when the database runs. Another one may have lost the last of what it had taken, and gives its places anew.
    public let era: Int64
}

/// What has happened to that which is kept.
public enum StoredChange: Sendable, Hashable {
    /// There is this one, in place of any other of the same address-of-record and Contact.
    case put(StoredBinding)
    /// That Contact of the address-of-record is gone; all of them are when nil.
    case remove(user: [UInt8], host: [UInt8], contact: UInt32?)
    /// That Contact of the address-of-record is gone, if this node is still where it was last registered.
    case drop(user: [UInt8], host: [UInt8], contact: UInt32)
    /// There is this dialog, in place of any other of the same name.
    case keep(StoredDialog)
    /// The dialog of that name is over.
    case forget(callID: [UInt8], tag: [UInt8])
}
