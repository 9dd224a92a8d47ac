import Enforcement

/// Keeps bindings where a killed process does not lose them.
///
/// The calls block and come from one thread at a time, never from an event loop. An error says why in words for the operator.
public protocol BindingJournal: Sendable {
    /// Every binding that was kept; those of one address-of-record in the order in which they were made.
    func load() throws -> [Binding]

    /// Keeps all these changes, in order, or none of them. When it returns they outlive the process.
    func write(_ changes: [BindingChange]) throws

    /// Keeps these bindings and no others.
    func replace(with bindings: [Binding]) throws

    /// Drops what ended at that moment or before.
    func prune(now: Moment) throws
}
