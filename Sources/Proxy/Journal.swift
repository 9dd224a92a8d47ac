import Enforcement

/// Keeps where a killed process does not lose it what it could not learn again at once: who is registered where, and the dialogs whose next message
/// may be hours away.
///
/// The calls block and come from one thread at a time, never from an event loop. An error says why in words for the operator.
public protocol Journal: Sendable {
    /// All that was kept, other nodes' bindings included.
    func load() throws -> JournalContents

    /// What other nodes have changed since a place in the order of changes, a page of it.
    func news(after place: Int64) throws -> JournalNews

    /// Keeps all these changes, in order, or none of them. When it returns they outlive the process.
    func write(_ changes: [JournalChange]) throws

    /// Keeps this and nothing else of this node.
    func replace(with contents: JournalContents) throws

    /// Drops what ended at that moment or before.
    func prune(now: Moment) throws
}

extension Journal {
    /// Nothing: where there is one node.
    public func news(after place: Int64) throws -> JournalNews { JournalNews(place: place) }
}

/// What other nodes have changed.
public struct JournalNews: Sendable, Equatable {
    /// One change, and where it stands in the order of changes.
    public struct Entry: Sendable, Equatable {
        /// The place.
        public let place: Int64
        /// The change.
        public let change: JournalChange

        /// An entry.
        public init(place: Int64, change: JournalChange) { (self.place, self.change) = (place, change) }
    }

    /// The changes, in order.
    public var entries: [Entry]
    /// The place that they lead to.
    public var place: Int64
    /// Whether there is nothing behind that yet.
    public var isAll: Bool
    /// Another one when the journal may have lost the last of what it had taken, and counts its places anew.
    public var era: Int64

    /// News.
    public init(_ entries: [Entry] = [], place: Int64, isAll: Bool = true, era: Int64 = 0) {
        (self.entries, self.place, self.isAll, self.era) = (entries, place, isAll, era)
    }
}

/// What a journal holds.
public struct JournalContents: Sendable, Equatable {
    /// The bindings; those of one address-of-record in the order in which they were made.
    public var bindings: [Binding]
    /// Listening calls in progress, and dialogs whose CSeq numbers are moved.
    public var dialogs: [LiveDialog]
    /// How far in the order of changes other nodes' bindings are among them.
    public var place: Int64

    /// Contents.
    public init(bindings: [Binding] = [], dialogs: [LiveDialog] = [], place: Int64 = 0) {
        (self.bindings, self.dialogs, self.place) = (bindings, dialogs, place)
    }
}

/// What has happened to that which is kept.
public enum JournalChange: Sendable, Equatable {
    /// This Contact of the address-of-record is there now, and nowhere else.
    case bind(Binding)
    /// That Contact of the address-of-record is registered no more; none of its Contacts is when nil.
    case unbind(AddressOfRecord, contact: UInt32?)
    /// The connection is gone over which that Contact was registered.
    case drop(AddressOfRecord, contact: UInt32)
    /// The dialog is so now.
    case keep(LiveDialog)
    /// The dialog with that Call-ID, and that tag of the side that watches or listens, is over.
    case forget(callID: [UInt8], tag: [UInt8])
}
