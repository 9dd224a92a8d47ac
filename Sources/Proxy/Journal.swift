import Enforcement

/// Keeps where a killed process does not lose it what it could not learn again at once: who is registered where, and the dialogs whose next message
/// may be hours away.
///
/// The calls block and come from one thread at a time, never from an event loop. An error says why in words for the operator.
public protocol Journal: Sendable {
    /// All that was kept.
    func load() throws -> JournalContents

    /// Keeps all these changes, in order, or none of them. When it returns they outlive the process.
    func write(_ changes: [JournalChange]) throws

    /// Keeps this and nothing else.
    func replace(with contents: JournalContents) throws

    /// Drops what ended at that moment or before.
    func prune(now: Moment) throws
}

/// What a journal holds.
public struct JournalContents: Sendable, Equatable {
    /// The bindings; those of one address-of-record in the order in which they were made.
    public var bindings: [Binding]
    /// Listening calls in progress, and dialogs whose CSeq numbers are moved.
    public var dialogs: [LiveDialog]

    /// Contents.
    public init(bindings: [Binding] = [], dialogs: [LiveDialog] = []) {
        (self.bindings, self.dialogs) = (bindings, dialogs)
    }
}

/// What has happened to that which is kept.
public enum JournalChange: Sendable, Equatable {
    /// This Contact of the address-of-record is there now, and nowhere else.
    case bind(Binding)
    /// That Contact of the address-of-record is registered no more; none of its Contacts is when nil.
    case unbind(AddressOfRecord, contact: UInt32?)
    /// The dialog is so now.
    case keep(LiveDialog)
    /// The dialog with that Call-ID, and that tag of the side that watches or listens, is over.
    case forget(callID: [UInt8], tag: [UInt8])
}
